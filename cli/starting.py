"""How a program that lives long starts small: without docstrings, and without what libraries import only perhaps."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from threading import Lock
from types import ModuleType

from typing_extensions import override

NEVER_ASKED = (  # what libraries bring along for other programs than ours: 0.7 MB
    "mimetypes", "msgspec.inspect", "msgspec.toml", "msgspec.yaml", "sqlalchemy.connectors.asyncio",
    "sqlalchemy.dialects.sqlite.aiosqlite", "sqlalchemy.dialects.sqlite.pysqlcipher",
)  # fmt: skip
_ONE = Lock()


def without_docstrings() -> None:
    """Begin this program again without docstrings and assertions (4 MB), where their compiled files can be kept.

    Its threads then share one heap (0.5 MB): they take turns anyway.
    """
    spec = find_spec("sqlalchemy")
    if sys.flags.optimize == 2 or spec is None or spec.origin is None:
        return
    writable = os.access(spec.origin, os.W_OK) and not sys.dont_write_bytecode
    if writable or Path(cache_from_source(spec.origin, optimization=2)).exists():
        again = [sys.executable, "-OO", "-X", "no_debug_ranges", *sys.orig_argv[1:]]
        os.execve(sys.executable, again, {"MALLOC_ARENA_MAX": "1", **os.environ})  # noqa: S606


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Let optional imports of some modules find nothing meanwhile."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: not to be found
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


class Later(ModuleType):
    """Stands for a module until something of it is used for the first time.

    (importlib's own LazyLoader loads at the next `import`, before anybody uses anything.)
    """

    @override
    def __getattr__(self, name: str) -> object:
        return getattr(loaded(self), name)


class LaterCalled(ModuleType):
    """Stands for a module whose functions others take at once, until one of them is called."""

    @override
    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):  # what the import itself asks
            raise AttributeError(name)

        def call(*args: object, **more: object) -> object:
            return getattr(loaded(self), name)(*args, **more)

        return call


def stands_in(module: object) -> bool:
    """Whether a module is not there yet, and another stands for it."""
    return isinstance(module, Later | LaterCalled)


def loaded(later: ModuleType) -> ModuleType:
    """Return the module for which another stands; threads that want it at once get the same."""
    with _ONE:
        if sys.modules.get(later.__name__) is later:
            del sys.modules[later.__name__]
    return import_module(later.__name__)


def only_when_used(*modules: str) -> None:
    """Let modules that others import be loaded when something of them is used, if ever."""
    for name in modules:
        if name not in sys.modules:
            _stand_in(name, Later(name))


def only_when_called(*modules: str) -> None:
    """Let modules of which others take functions (`from module import function`) be loaded by a call, if ever."""
    for name in modules:
        if name not in sys.modules:
            _stand_in(name, LaterCalled(name))


def _stand_in(name: str, later: ModuleType) -> None:
    sys.modules[name] = later
    parent, _, child = name.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], child, later)
