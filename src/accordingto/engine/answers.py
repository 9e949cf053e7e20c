"""What a worker may say: values of our own nouns and of a few plain types, and nothing that runs code.

Python's pickles name what is to be called when they are opened. A document that took its worker over could
so reach out of the confined worker into the process that asked. Here an answer may make frozen dataclasses,
enumerations and errors of this program, and the values listed below; with anything else it is no answer.
"""

import dataclasses
import io
import pickle
import struct
import sys
from enum import Enum
from typing import Any, ClassVar

from accordingto.errors import AccordingToError

_PATHS = {"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"}
_PLAIN = {
    "builtins": {"set", "frozenset", "bytearray", "complex"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "fractions": {"Fraction"},
    "pathlib": _PATHS,
    "pathlib._local": _PATHS,  # where Python 3.13 has them
}
# What opening can raise, whatever was sent: of pickle itself, and of the constructors it calls.
_WRONG = (
    pickle.UnpicklingError, struct.error, AccordingToError, ArithmeticError, AssertionError, AttributeError,
    EOFError, LookupError, MemoryError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def opened(data: bytes) -> Any:
    """The value in a worker's answer. Raises ValueError for what no honest worker sends."""
    try:
        return _Opener(io.BytesIO(data)).load()
    except _WRONG as error:
        raise ValueError(f"{type(error).__name__}: {str(error)[:200]}") from None


_build = pickle._Unpickler.dispatch[pickle.BUILD[0]]


# The one in Python, not the one in C: `load_build` can be overridden. An answer has some ten kilobytes.
class _Opener(pickle._Unpickler):
    stack: list[Any]
    dispatch: ClassVar = dict(pickle._Unpickler.dispatch)

    def find_class(self, module: str, name: str) -> type:
        if name in _PLAIN.get(module, ()):
            return getattr(sys.modules[module], name)  # type: ignore[no-any-return]
        ours = module.startswith("accordingto.") and module in sys.modules
        found = getattr(sys.modules[module], name, None) if ours else None
        if not (isinstance(found, type) and found.__module__ == module and _is_value(found)):
            raise ValueError(f"an answer may not name {module}.{name}")
        return found

    def load_build(self) -> None:
        """Set the fields of a new value, and of nothing that was there before (a class, a member of one)."""
        built = self.stack[-2]
        if isinstance(built, type | Enum) or not _is_value(type(built)):
            raise ValueError("an answer may not change what is there")
        _build(self)  # type: ignore[arg-type]

    dispatch[pickle.BUILD[0]] = load_build  # type: ignore[assignment]  # takes one of its own kind


def _is_value(found: type) -> bool:
    if dataclasses.is_dataclass(found):
        return bool(found.__dataclass_params__.frozen)  # type: ignore[attr-defined]  # of the decorator
    return issubclass(found, Enum | AccordingToError)
