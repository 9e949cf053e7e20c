"""The API explained: its OpenAPI document, a page made from it without any network, keys for programs."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from accordingto.desk.forms import Posted
from accordingto.desk.page import render
from accordingto.desk.state import desk_of

router = APIRouter(include_in_schema=False)
_TOLD = ("200", "201", "202", "404", "409")  # what every operation may answer is said once, above


@router.get("/api/openapi.json")
def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())


@router.get("/api")
def explained(request: Request) -> Response:
    """Every operation, what it takes and what it answers."""
    return render(request, "api", operations=operations(request.app.openapi()), key="")


@router.post("/keys")
def key(request: Request, _form: Posted) -> Response:
    """A key for a program; it is shown once, and ends with the desk."""
    sessions = desk_of(request).door.sessions
    made = sessions.enter(sessions.another_token())
    return render(request, "api", operations=operations(request.app.openapi()), key=made or "")


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations of an OpenAPI document, flat: method, path, what it says, fields and answers."""
    found = []
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            found.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "says": told.get("description", ""),
                    "parameters": [(p["name"], _type(p["schema"])) for p in told.get("parameters", ())],
                    "body": _bodies(body, document) if body else [],
                    "answers": [(c, a["description"]) for c, a in told["responses"].items() if c in _TOLD],
                }
            )
    return found


def _bodies(schema: dict[str, Any], document: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The objects that a body may be: what each is for, and its fields with their types."""
    choices = schema.get("oneOf", [schema])
    out = []
    for choice in choices:
        held = _named(choice, document)
        needed = held.get("required", ())
        fields = [
            (f"{name} *" if name in needed else name, _type(field))
            for name, field in held.get("properties", {}).items()
        ]
        out.append((held.get("description", ""), fields))
    return out


def _named(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    return document["components"]["schemas"][name] if name else schema


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " | ".join(f'"{one}"' for one in schema["enum"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}, …]"
    pattern = str(schema.get("pattern", ""))
    if "x00" in pattern:  # any text that is not blank
        pattern = "text"
    return str(schema.get("format") or pattern or schema.get("type", "any"))
