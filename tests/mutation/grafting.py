"""Grafting: a changed statement put into the module that runs, so that everybody who imported it has the change."""

import ast
import functools
import gc
import sys
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.mutants import Mutant


def module_name(file: str) -> str:
    """Return the module of a file: rules/terms/cards.py → rules.terms.cards."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def graft(mutant: Mutant) -> None:
    """Let the running program have a mutant; for a process that ends with its tests."""
    module = sys.modules[module_name(mutant.file)]
    _run(module, [mutant.statement], mutant.file)
    if isinstance(mutant.statement, ast.FunctionDef | ast.ClassDef):
        _run(module, _made_with(module, mutant.statement.name), mutant.file)


def _made_with(module: ModuleType, name: str) -> list[ast.stmt]:
    """Return the tables of a module that a function or class of it makes at import."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    tables = [each for each in tree.body if isinstance(each, ast.Assign)]
    return [each for each in tables if any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(each.value))]


def _run(module: ModuleType, statements: list[ast.stmt], file: str) -> None:
    """Run statements of a module once more, and let everybody have what they make."""
    code = compile(ast.Module(statements, []), file, "exec")
    fresh = dict(vars(module))
    before = dict(fresh)
    exec(code, fresh)  # our own source with one change
    for name, value in fresh.items():
        if name in before and value is not before[name]:
            _replace(module, name, before[name], value)


def _replace(module: ModuleType, name: str, old: Any, new: Any) -> None:
    if isinstance(old, type) and isinstance(new, type):
        _graft_class(old, new)
    elif _function(old) is not None and _function(new) is not None:
        _graft_function(_function(old), _function(new))
    else:
        for other in list(sys.modules.values()):
            if getattr(other, "__name__", "").startswith(("rules", "tests", "content")):
                for known, value in list(vars(other).items()):
                    if value is old and (other is module or known == name):
                        setattr(other, known, new)


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
