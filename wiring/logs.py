"""The log: JSON lines under a service, plain lines on a terminal, never a person's number or a secret."""

import logging
import os
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from wiring import secrets
from wiring.printable import safe_json, visible

PERSON_18 = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{3})[0-9]{12}([0-9][0-9Xx])(?![0-9A-Za-z])")
PERSON_15 = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{3})[0-9]{9}([0-9]{2})(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])")
PRIORITY = {"debug": 7, "info": 6, "warning": 4, "error": 3, "critical": 2}  # what journald reads from <N>
CHATTY = ("httpx", "httpcore", "apscheduler", "alembic", "asyncio", "aiohttp")
FRAMES = 8

Event = MutableMapping[str, Any]


def masked(text: str) -> str:
    """Return text without secrets, and with ID and mobile numbers cut to their ends."""
    for secret in secrets.KNOWN:
        text = text.replace(secret, "***")
    text = PERSON_18.sub(r"\1************\2", text)
    text = PERSON_15.sub(r"\1*********\2", text)
    return MOBILE.sub(r"\1****\2", text)


def mask(value: object) -> object:
    """Return a value as it may be logged, whatever it holds."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if masked(str(value)) == str(value) else masked(str(value))
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, dict):
        return {masked(str(key)): mask(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask(item) for item in value]
    return masked(str(value))


def without_personal_data(_logger: object, _method: str, event: Event) -> Event:
    """Mask every value of an event."""
    return {key: value if key.startswith("_") else mask(value) for key, value in event.items()}


def with_exception(_logger: object, _method: str, event: Event) -> Event:
    """Say an exception by type, first line and last frames: no local variables, no statement's values."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        event["error"] = type(error).__name__
        event["error_text"] = str(error).partition("\n")[0][:300]
        event["error_at"] = [f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno} {f.name}" for f in frames]
    return event


def as_json(logger: Any, method: str, event: Event) -> str:
    """Finish a line for a service: the priority that journald reads, then one JSON object."""
    priority = PRIORITY.get(str(event.get("level", "info")), 6)
    line = structlog.processors.JSONRenderer(ensure_ascii=False)(logger, method, event)
    return f"<{priority}>{safe_json(str(line))}"


def as_line(_logger: object, _method: str, event: Event) -> str:
    """Finish a line for a person at a terminal, with control characters made harmless."""
    moment, level, text = (str(event.pop(key, "")) for key in ("at", "level", "event"))
    rest = " ".join(f"{key}={value}" for key, value in event.items())
    line = f"{moment[11:19]} {level:<7} {text} {rest}".rstrip()
    return visible(line.replace("\n", "␊"))


def start(level: str = "info") -> None:
    """Send every log line of the process, ours and the libraries', to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        with_exception,
        without_personal_data,
    ]
    finish = as_line if sys.stderr.isatty() and "JOURNAL_STREAM" not in os.environ else as_json
    handler = logging.StreamHandler(sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[remove, finish], foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of one part of the program."""
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found
