"""How pages are written: everything is taken as hostile, escaped, and shown without what steers."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def environment() -> Environment:
    """The templates of this room."""
    loader = PackageLoader("accordingto.publish", "templates")
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=harmless,
    )


# C0 and C1 controls but tab and line ends; marks, embeddings, overrides and isolates of direction;
# lone surrogates, which no file can hold; noncharacters.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def harmless(value: object) -> object:
    """What is printed: markup of ours as it is, any other text without characters that steer."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _STEERING.sub(lambda m: f"[U+{ord(m[0]):04X}]", value)
    return value
