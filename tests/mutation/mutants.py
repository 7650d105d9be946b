"""Mutants of one file: its source with one small change each, as the top-level statement that holds the change."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
DROPPED = (ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)
MOST_ELEMENTS = 40  # of a literal; longer ones are data, which other tests compare
PLAIN = frozenset({"BASIS", "__all__"})  # what says where a rule stands, not what it says


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where, what, and the changed top-level statement; `owner` is the function or method it is in."""

    file: str
    line: int
    owner: str
    change: str
    statement: ast.stmt

    @property
    def name(self) -> str:
        """Return what a reader and the list of equivalent mutants call it."""
        return f"{self.file}:{self.owner or '-'}: {self.change}"


def mutants_of(file: Path, root: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file, in the order of its lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for statement in tree.body:
        if _is_plain(statement):
            continue
        for path in _places(statement):
            yield from _at(file.relative_to(root).as_posix(), statement, path)


def _is_plain(statement: ast.stmt) -> bool:
    """Tell imports, docstrings and names of articles from what a rule says."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Expr | ast.If):
        return True
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Subscript) or (isinstance(value, ast.BinOp) and isinstance(value.left, ast.Subscript)):
        return True  # the name of a type
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "LegalBasis":
        return True
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return any(isinstance(target, ast.Name) and target.id in PLAIN for target in targets)


Path_ = tuple[tuple[str, int | None], ...]


def _places(node: ast.AST, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the way to every node that may be changed; annotations, decorators, defaults and texts are left out."""
    yield path
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "keywords"} and not isinstance(node, ast.Call):
            continue
        for number, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr | ast.expr_context):
                yield from _places(child, (*path, (name, number if isinstance(value, list) else None)))


def _find(node: ast.AST, path: Path_) -> ast.AST:
    for name, number in path:
        value = getattr(node, name)
        node = value if number is None else value[number]
    return node


def _at(file: str, statement: ast.stmt, path: Path_) -> Iterator[Mutant]:
    """Yield the mutants of one node."""
    node = _find(statement, path)
    for number in range(len(_changes(node))):
        changed = copy.deepcopy(statement)
        target = _find(changed, path)
        before = ast.unparse(target)
        fresh = _changes(target)[number]()
        if path and fresh is not target:
            _put(changed, path, fresh)
        ast.fix_missing_locations(changed)
        line = getattr(node, "lineno", getattr(statement, "lineno", 0))
        after = "" if isinstance(fresh, ast.Pass) else ast.unparse(fresh)
        yield Mutant(file, line, _owner(statement, path), f"{_short(before)} → {_short(after)}", changed)


def _short(text: str) -> str:
    return " ".join(text.split())[:160] or "(nothing)"


def _put(statement: ast.AST, path: Path_, fresh: ast.AST) -> None:
    parent, (name, number) = _find(statement, path[:-1]), path[-1]
    if number is None:
        setattr(parent, name, fresh)
    else:
        getattr(parent, name)[number] = fresh


def _owner(statement: ast.stmt, path: Path_) -> str:
    """Return the function or method that a node is in: f, C.m; "" for what is not in one."""
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    if isinstance(statement, ast.ClassDef):
        member = _find(statement, path[:1]) if path else statement
        return f"{statement.name}.{member.name}" if isinstance(member, ast.FunctionDef) else statement.name
    return ""


def _changes(node: ast.AST) -> list:  # type: ignore[type-arg]  # of functions that change the node or return another
    """Return what may be done to a node."""
    if isinstance(node, ast.Compare):
        return [lambda n=n: _compare(node, n) for n, op in enumerate(node.ops) if type(op) in COMPARED]
    if isinstance(node, ast.BoolOp):
        return [lambda: _set(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())]
    if isinstance(node, ast.BinOp) and type(node.op) in RECKONED and not _texts(node):
        return [lambda: _set(node, op=RECKONED[type(node.op)]())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [lambda: node.operand]
    if isinstance(node, ast.Constant):
        return _constants(node)
    if isinstance(node, ast.Tuple | ast.List | ast.Set) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        few = 1 < len(node.elts) <= MOST_ELEMENTS
        return [lambda n=n: _without(node, n) for n in range(len(node.elts))] if few else []
    if isinstance(node, ast.Dict):
        few = 1 < len(node.keys) <= MOST_ELEMENTS
        return [lambda n=n: _without_key(node, n) for n in range(len(node.keys))] if few else []
    if isinstance(node, ast.Call) and len(node.args) > 1 and not _any_starred(node) and _differ(node):
        return [lambda: _set(node, args=[node.args[1], node.args[0], *node.args[2:]])]
    return _statements(node)


def _statements(node: ast.AST) -> list:  # type: ignore[type-arg]
    """Return what may be done to a statement."""
    if isinstance(node, ast.Return) and node.value is not None and not _is_nothing(node.value):
        return [lambda: _set(node, value=ast.Constant(None))]
    if isinstance(node, ast.IfExp | ast.If | ast.While) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        return [lambda: _set(node, test=ast.UnaryOp(ast.Not(), node.test))]
    spoken = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    return [ast.Pass] if isinstance(node, DROPPED) or spoken else []


def _constants(node: ast.Constant) -> list:  # type: ignore[type-arg]
    value = node.value
    if isinstance(value, bool):
        return [lambda: ast.Constant(not value)]
    if isinstance(value, int):
        return [lambda: ast.Constant(value + 1), lambda: ast.Constant(value - 1)]
    return []


def _is_nothing(node: ast.AST) -> bool:
    """Tell None and False: whoever asks for the one takes the other for the same."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def _texts(node: ast.BinOp) -> bool:
    """Tell whether an operation joins texts, or is the union of a type."""
    sides = (node.left, node.right)
    return any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str | type(None)))
        for one in sides
    )


def _any_starred(node: ast.Call) -> bool:
    return any(isinstance(each, ast.Starred) for each in node.args)


def _differ(node: ast.Call) -> bool:
    """Tell whether two arguments are worth swapping: two words of a list are not, nor what is compared by size."""
    if isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}:
        return False
    if all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in node.args[:2]):
        return False
    return ast.dump(node.args[0]) != ast.dump(node.args[1])


def _set(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _compare(node: ast.Compare, number: int) -> ast.AST:
    node.ops[number] = COMPARED[type(node.ops[number])]()
    return node


def _without(node: ast.Tuple | ast.List | ast.Set, number: int) -> ast.AST:
    del node.elts[number]
    return node


def _without_key(node: ast.Dict, number: int) -> ast.AST:
    del node.keys[number]
    del node.values[number]
    return node
