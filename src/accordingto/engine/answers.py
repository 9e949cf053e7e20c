"""What a worker may say: values of our own nouns and of a few plain types, and nothing that runs code.

Python's pickles name what is to be called when they are opened. A document that took its worker over could
so reach out of the confined worker into the process that asked. Here an answer may make frozen dataclasses,
enumerations and errors of this program, and the values listed below; with anything else it is no answer. Nor
may it take more time or memory than its own bytes warrant.
"""

import dataclasses
import io
import pickle
import struct
import sys
from collections.abc import Iterable
from enum import Enum
from typing import Any, ClassVar

from accordingto.errors import AccordingToError

_PATHS = {"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"}
_PLAIN = {
    "builtins": {"set", "frozenset", "complex"},
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
        return _Opener(data).load()
    except _WRONG as error:
        raise ValueError(f"{type(error).__name__}: {str(error)[:200]}") from None


_BEFORE = pickle._Unpickler.dispatch
# What protocols 4 and 5 write for values like ours. Older ways to name and to make things are not known here,
# nor is BYTEARRAY8, which takes as much memory as it says before a byte has come.
_KNOWN = (
    pickle.PROTO, pickle.STOP, pickle.FRAME, pickle.MARK, pickle.POP, pickle.POP_MARK, pickle.MEMOIZE,
    pickle.BINGET, pickle.LONG_BINGET, pickle.NONE, pickle.NEWTRUE, pickle.NEWFALSE, pickle.BININT,
    pickle.BININT1, pickle.BININT2, pickle.LONG1, pickle.LONG4, pickle.BINFLOAT, pickle.SHORT_BINUNICODE,
    pickle.BINUNICODE, pickle.BINUNICODE8, pickle.SHORT_BINBYTES, pickle.BINBYTES, pickle.BINBYTES8,
    pickle.EMPTY_TUPLE, pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3, pickle.EMPTY_LIST,
    pickle.APPEND, pickle.APPENDS, pickle.EMPTY_DICT, pickle.EMPTY_SET, pickle.STACK_GLOBAL,
)  # fmt: skip


# The one in Python, not the one in C: what it does can be overridden. An answer has some ten kilobytes.
class _Opener(pickle._Unpickler):
    stack: list[Any]
    dispatch: ClassVar[dict[int, Any]] = {code[0]: _BEFORE[code[0]] for code in _KNOWN}

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._left = 1000 + 4 * len(data)

    def find_class(self, module: str, name: str) -> type:
        if name in _PLAIN.get(module, ()):
            return getattr(sys.modules[module], name)  # type: ignore[no-any-return]
        ours = module.startswith("accordingto.") and module in sys.modules
        found = getattr(sys.modules[module], name, None) if ours else None
        if not (isinstance(found, type) and found.__module__ == module and _is_value(found)):
            raise ValueError(f"an answer may not name {module}.{name}")
        return found

    def weigh(self, values: Iterable[Any]) -> None:
        """Before values are hashed: a tuple that holds one tuple twice, and so on, is hashed without end."""
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            self._left -= 1 + (len(value) if isinstance(value, tuple | frozenset) else 0)
            if self._left < 0:
                raise ValueError("an answer that refers to itself too often")
            if isinstance(value, tuple | frozenset):
                waiting += value
            elif dataclasses.is_dataclass(value) and not isinstance(value, type):
                waiting += [getattr(value, f.name) for f in dataclasses.fields(value)]

    def load_build(self) -> None:
        """Set the fields of a new value, and of nothing that was there before (a class, a member of one)."""
        built = self.stack[-2]
        if isinstance(built, type | Enum) or not _is_value(type(built)):
            raise ValueError("an answer may not change what is there")
        _do(self, pickle.BUILD)

    def load_key(self) -> None:
        self.weigh(self.stack[-2:-1])
        _do(self, pickle.SETITEM)

    def load_keys(self) -> None:
        self.weigh(self.stack[::2])
        _do(self, pickle.SETITEMS)

    def load_members(self) -> None:
        self.weigh(self.stack)
        _do(self, pickle.ADDITEMS)

    def load_frozen(self) -> None:
        self.weigh(self.stack)
        _do(self, pickle.FROZENSET)

    def load_call(self) -> None:
        self.weigh(self._given(self.stack[-1]))
        _do(self, pickle.REDUCE)

    def load_new(self) -> None:
        self.weigh(self._given(self.stack[-1]))
        _do(self, pickle.NEWOBJ)

    def load_named(self) -> None:
        self.weigh([*self._given(self.stack[-2]), *self.stack[-1].values()])
        _do(self, pickle.NEWOBJ_EX)

    @staticmethod
    def _given(arguments: tuple[Any, ...]) -> list[Any]:
        """What a class is called with; of a list or set in it, its members, which it may hash."""
        given: list[Any] = []
        for argument in arguments:
            given += argument if isinstance(argument, list | set | dict) else [argument]
        return given

    dispatch |= {
        pickle.BUILD[0]: load_build,
        pickle.SETITEM[0]: load_key,
        pickle.SETITEMS[0]: load_keys,
        pickle.ADDITEMS[0]: load_members,
        pickle.FROZENSET[0]: load_frozen,
        pickle.REDUCE[0]: load_call,
        pickle.NEWOBJ[0]: load_new,
        pickle.NEWOBJ_EX[0]: load_named,
    }


def _do(opener: _Opener, code: bytes) -> None:
    _BEFORE[code[0]](opener)  # type: ignore[arg-type]  # the methods of its own class


def _is_value(found: type) -> bool:
    if dataclasses.is_dataclass(found):
        return bool(found.__dataclass_params__.frozen)  # type: ignore[attr-defined]  # of the decorator
    return issubclass(found, Enum | AccordingToError)
