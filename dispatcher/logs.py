"""Logs for operators: what happened, in words that never change, and beside it the values, by name.

A module takes its log from `named`; a process says once, by `set_up`, where the lines go. Lines of libraries
go the same way. No line holds a customer's words, name, address or number: the calls give none, of
exceptions only what `cause` vouches for is told, and `redacted` blots out what slipped through.
"""

import logging
import re
import sqlite3
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Any, Final, TextIO, cast

import msgspec
import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter, add_log_level, add_logger_name

from dispatcher.errors import OwnerError, RingpostError

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS: Final = ("json", "text")
OURS: Final = ("dispatcher", "analytics", "simulator", "dashboard")
# Libraries that tell of every request, or quote mail, below this level.
QUIET: Final = {
    "httpx": "WARNING",
    "httpcore": "WARNING",
    "websockets": "WARNING",
    "mail.log": "WARNING",
    "asyncio": "INFO",
}
# What digits may stand in without being anybody's: ids, digests, IP addresses, instants of ISO 8601.
_KNOWN: Final = (
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    r"|\b(?=[0-9]*[a-f])[0-9a-f]{32,128}\b"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    r"|\b20\d\d-[01]\d-[0-3]\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
)
_ADDRESS: Final = r"""(?P<address>[^\s<>"'(),:;@\[\]]+@[^\s<>"'(),;@]+)"""
_NUMBER: Final = r"(?P<number>\+?\d(?:[\s().\-/]{0,2}\d){6,})"
_PERSONAL: Final = re.compile(f"{_KNOWN}|{_ADDRESS}|{_NUMBER}")

Line = MutableMapping[str, Any]


def named(module: str) -> BoundLogger:
    """The log of this module: `log.warning("what happened", value=…)`."""
    return cast(
        BoundLogger,
        structlog.wrap_logger(logging.getLogger(module), processors=[_hand_on], wrapper_class=BoundLogger),
    )


def _hand_on(_: Any, __: str, line: Line) -> Line:
    """To `logging`, with the values under one name: any other may be taken in a `LogRecord`."""
    how = {key: line.pop(key) for key in ("exc_info", "stack_info", "stacklevel") if key in line}
    return {"msg": line.pop("event"), "extra": {"values": dict(line)}, **how}


def set_up(process: str, environ: Mapping[str, str], stream: TextIO) -> None:
    """From now on every line of this process goes to `stream`, marked with the process's name.

    `RINGPOST_LOG` says from which level on, else INFO. `RINGPOST_LOG_FORMAT` says json or text, else people
    at a terminal get text.

    Raises:
        OwnerError: one of the two says something else.
    """
    level = _chosen(environ, "RINGPOST_LOG", LEVELS, "INFO")
    form = _chosen(environ, "RINGPOST_LOG_FORMAT", FORMATS, "text" if stream.isatty() else "json")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(process, form, colors=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for library, quiet in QUIET.items():
        logging.getLogger(library).setLevel(quiet)
    logging.captureWarnings(True)


def _chosen(environ: Mapping[str, str], variable: str, choices: tuple[str, ...], default: str) -> str:
    said = environ.get(variable) or default
    found = next((choice for choice in choices if choice.lower() == said.lower()), None)
    if found is None:
        raise OwnerError(f"{variable} is {said!r}; write one of {', '.join(choices)}")
    return found


def formatter(process: str, form: str, *, colors: bool = False) -> logging.Formatter:
    """How a record becomes a line, of JSON or for people; nothing personal passes it."""
    release = version("ringpost")

    def bind(_: Any, __: str, line: Line) -> Line:
        return {**line, "process": process, "version": release}

    last = [_as_json] if form == "json" else [_shorter, structlog.dev.ConsoleRenderer(colors=colors)]
    chain = [add_log_level, add_logger_name, _first_line, _values, _at, bind, _trace, redacted]
    return ProcessorFormatter(
        processors=[*chain, ProcessorFormatter.remove_processors_meta, *last],
        use_get_message=True,
    )


def _first_line(_: Any, __: str, line: Line) -> Line:
    """Of a library's line, only the first: asyncio puts the exception's words below."""
    if not line["_record"].name.startswith(OURS):
        line["event"] = line["event"].strip().partition("\n")[0]
    return line


def _values(_: Any, __: str, line: Line) -> Line:
    return {**getattr(line["_record"], "values", {}), **line}


def _at(_: Any, __: str, line: Line) -> Line:
    moment = datetime.fromtimestamp(line["_record"].created, UTC)
    return {**line, "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _trace(_: Any, __: str, line: Line) -> Line:
    """Where it was raised, and what kind it was; not its words, which may be a customer's."""
    _, error, frames = line.pop("exc_info", None) or (None, None, None)
    line.pop("stack_info", None)
    return line if error is None else {**line, "cause": cause(error), "trace": list(_places(error, frames))}


def _places(error: BaseException, frames: TracebackType | None) -> list[str]:
    here = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(frames)]
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else [error.__cause__]
    below = [place for one in inner if one is not None for place in _places(one, one.__traceback__)]
    return [*here, type(error).__name__, *below]


def cause(error: BaseException) -> str:
    """What may be told of an exception: its kind, and its words if they are ours, SQLite's or the system's.

    Those of other libraries may quote what a customer wrote.
    """
    if isinstance(error, RingpostError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{type(error).__name__}: {error.strerror}"
    return f"{type(error).__name__}: {error}" if isinstance(error, sqlite3.Error) else type(error).__name__


def redacted(_: Any, __: str, line: Line) -> Line:
    """The line without email addresses and numbers of seven digits and more, the last line of defence."""
    return {key: value if key in ("timestamp", "_record") else _blotted(value) for key, value in line.items()}


def _blotted(value: Any) -> Any:
    if isinstance(value, str):
        return _PERSONAL.sub(_blot, value)
    if isinstance(value, Mapping):
        return {_blotted(key): _blotted(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_blotted(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else _blotted(str(value))


def _blot(found: "re.Match[str]") -> str:
    return f"[{found.lastgroup}]" if found.lastgroup else found[0]


def _shorter(_: Any, __: str, line: Line) -> Line:
    """For people at a terminal: which release it is they know, and places one under the other."""
    shorter = {key: value for key, value in line.items() if key not in ("version", "trace")}
    return shorter | ({"exception": "\n".join(line["trace"])} if "trace" in line else {})


def _as_json(_: Any, __: str, line: Line) -> str:
    first = {key: line.pop(key) for key in ("timestamp", "level", "process", "logger", "event")}
    return msgspec.json.encode(first | dict(line)).decode()
