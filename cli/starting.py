"""How a program that lives long starts small: without docstrings, and without what libraries import only perhaps."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import cache_from_source, find_spec
from pathlib import Path


def without_docstrings() -> None:
    """Begin this program again without docstrings and assertions (4 MB), where their compiled files can be kept."""
    spec = find_spec("sqlalchemy")
    if sys.flags.optimize == 2 or spec is None or spec.origin is None:
        return
    writable = os.access(spec.origin, os.W_OK) and not sys.dont_write_bytecode
    if writable or Path(cache_from_source(spec.origin, optimization=2)).exists():
        os.execv(sys.executable, [sys.executable, "-OO", "-X", "no_debug_ranges", *sys.orig_argv[1:]])  # noqa: S606


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
