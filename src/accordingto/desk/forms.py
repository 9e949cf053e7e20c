"""What a form brings: read within bounds, and only if this session's own page made it."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData, UploadFile

from accordingto.desk.state import desk_of

FILES, FIELDS, FIELD_BYTES = 200, 400, 2_000_000


async def _posted(request: Request) -> AsyncIterator[FormData]:
    form = request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES)
    async with form as fields:
        given = fields.get("csrf")
        sessions = desk_of(request).door.sessions
        if not isinstance(given, str) or not sessions.is_ours(request.state.key, given):
            raise HTTPException(403, "This form was not made by this session; load the page again.")
        yield fields


Posted = Annotated[FormData, Depends(_posted)]


def text(form: FormData, name: str) -> str:
    """A field's text, trimmed; "" where the form has none."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def uploads(form: FormData, name: str) -> list[UploadFile]:
    """The files of a field; browsers send one without a name where none was chosen."""
    return [v for v in form.getlist(name) if isinstance(v, UploadFile) and v.filename]
