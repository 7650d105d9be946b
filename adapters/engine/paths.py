"""Find a value in a parsed answer: $.data.list, $.rows, $.orders.0.number."""

import re
from collections.abc import Callable
from functools import lru_cache

from models.errors import InvalidInput
from models.said import said

Getter = Callable[[object], object]
_PATH = re.compile(r"\$(\.([A-Za-z_][A-Za-z0-9_-]*|[0-9]+))*")


def steps(path: str) -> tuple[str, ...]:
    """Return the names of a path ($ alone is none); raises InvalidInput."""
    if not _PATH.fullmatch(path):
        raise InvalidInput(said("路径“{path}”写法不对，应如 $.data.list。", path=path))
    return tuple(path.split(".")[1:])


@lru_cache(maxsize=512)  # the paths of the profiles
def getter(path: str) -> Getter:
    """Return a function that finds the path in a parsed document; what is not there is None."""
    names = steps(path)
    if len(names) == 1 and not names[0].isdecimal():
        return _member(names[0])

    def get(document: object) -> object:
        for name in names:
            if isinstance(document, dict):
                document = document.get(name)
            elif isinstance(document, list) and name.isdecimal() and int(name) < len(document):
                document = document[int(name)]
            else:
                return None
        return document

    return get


def _member(name: str) -> Getter:
    """Return the same for a path of one name, as those of rows mostly are."""
    return lambda document: document.get(name) if isinstance(document, dict) else None


def text_at(document: object, path: str | None) -> str:
    """Return the value at a path as text; nothing there gives an empty text."""
    return "" if path is None else texts(path)(document)


@lru_cache(maxsize=512)
def texts(path: str) -> Callable[[object], str]:
    """Return a function that does `text_at` for one path."""
    get = getter(path)

    def text(document: object) -> str:
        value = get(document)
        if type(value) is str:
            return value
        return "" if value is None or isinstance(value, dict | list) else str(value)

    return text
