"""Grafting: a changed statement put into the module that runs, so that all that was made of it has the change."""

import ast
import functools
import gc
import sys
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.bonds import Bonds, Names, Page, names_made
from tests.mutation.mutants import Mutant


def module_name(file: str) -> str:
    """Return the module of a file: rules/terms/cards.py → rules.terms.cards."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def graft(mutant: Mutant, bonds: Bonds) -> None:
    """Let the running program have a mutant, and all that its modules made of it at import; for a process that ends."""
    name = module_name(mutant.file)
    _run(sys.modules[name], mutant.statement)
    reached = bonds.reached(name, names_made(mutant.statement))
    for page in bonds.in_order(reached):
        module = sys.modules[page.name]
        _take(module, page, reached)
        for statement in page.to_make_again(reached[page.name]):
            if page.name != name or statement.lineno != mutant.statement.lineno:
                _run(module, statement)


def _take(module: ModuleType, page: Page, reached: Names) -> None:
    """Import once more what was made again."""
    for own, (source, name) in page.imported.items():
        if own in vars(module) and name in reached.get(source, ()):
            setattr(module, own, getattr(sys.modules[source], name))


def _run(module: ModuleType, statement: ast.stmt) -> None:
    """Run a statement of a module once more; a function or class stays the one that everybody has, with the change."""
    name = statement.name if isinstance(statement, ast.FunctionDef | ast.ClassDef) else ""
    old = vars(module).get(name)
    code = compile(ast.Module([statement], []), str(module.__file__), "exec")
    exec(code, vars(module))  # our own source with one change
    if name and old is not None:
        _grafted(old, vars(module)[name])
        setattr(module, name, old)


def _grafted(old: Any, new: Any) -> None:
    if isinstance(old, type) and isinstance(new, type):
        _graft_class(old, new)
    elif _function(old) is not None and _function(new) is not None:
        _graft_function(_function(old), _function(new))


def _graft_class(old: type, new: type) -> None:
    for name, member in vars(new).items():
        known = vars(old).get(name)
        one, other = _function(known), _function(member)
        if one is not None and other is not None:
            _graft_function(one, other)
        elif name in vars(old) and not name.startswith("_") and isinstance(member, int | str | tuple | frozenset):
            type.__setattr__(old, name, member)


def _graft_function(old: Any, new: Any) -> None:
    if len(old.__code__.co_freevars) == len(new.__code__.co_freevars):
        _graft_inner(old.__code__, new.__code__)
        old.__code__ = new.__code__
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__


def _graft_inner(old: CodeType, new: CodeType) -> None:
    """Change the functions that a function made before: readers and converters that were built at import."""
    inner, fresh = ([c for c in code.co_consts if isinstance(c, CodeType)] for code in (old, new))
    for one, other in zip(inner, fresh, strict=False):
        if one != other and one.co_name == other.co_name and one.co_freevars == other.co_freevars:
            for made in [each for each in gc.get_referrers(one) if isinstance(each, FunctionType)]:
                made.__code__ = other


def _function(value: Any) -> Any:
    """Return the function behind a decorated one, a property, a class or static method; None for anything else."""
    for name in ("__wrapped__", "fget", "func", "__func__"):
        inner = getattr(value, name, None)
        if inner is not None and not isinstance(value, FunctionType):
            return _function(inner)
    while isinstance(value, FunctionType) and hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    return value if isinstance(value, FunctionType) else None


def made_at_import(modules: Iterable[ModuleType]) -> list[tuple[ModuleType, CodeType]]:
    """Return what test modules compute when they are imported (CALENDAR = built_in_calendar()), to be done again."""
    found = []
    for module in modules:
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        some: list[ast.stmt] = [
            each for each in tree.body if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call)
        ]
        found.append((module, compile(ast.Module(some, []), str(module.__file__), "exec")))
    return found


def caches() -> list[Any]:
    """Return every cache that there is: what was computed before a change is not what it computes after it."""
    return [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
