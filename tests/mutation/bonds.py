"""Bonds: which statement made what at import, of what, and who imports it: a change reaches all that was made of it."""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

OURS = ("rules", "content", "usecases", "tests")
MADE = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.FunctionDef | ast.ClassDef
Names = Mapping[str, frozenset[str]]  # module → names of it


@dataclass(frozen=True, slots=True)
class Made:
    """A statement of a module, the names that it makes, those that it mentions, and those that its import looks up."""

    statement: ast.stmt
    names: frozenset[str]
    mentions: frozenset[str]
    asks: frozenset[str]

    @classmethod
    def of(cls, statement: ast.stmt) -> "Made":
        """Read a statement."""
        return cls(statement, names_made(statement), _mentioned([statement]), _mentioned(_at_import(statement)))


@dataclass(frozen=True, slots=True)
class Page:
    """A module as it is written: its statements, and what it imports by which name from whom."""

    name: str
    made: tuple[Made, ...]
    imported: Mapping[str, tuple[str, str]]

    def grown(self, names: frozenset[str]) -> frozenset[str]:
        """Return names with all that the module makes of them."""
        while more := {name for one in self.made if one.mentions & names for name in one.names} - names:
            names |= more
        return names

    def taken(self, source: str, names: frozenset[str]) -> frozenset[str]:
        """Return what names of another module are called here."""
        return frozenset(own for own, (where, name) in self.imported.items() if where == source and name in names)

    def to_make_again(self, names: frozenset[str]) -> Iterator[ast.stmt]:
        """Yield the statements whose import looks up changed names: tables, defaults, values of a class."""
        return (one.statement for one in self.made if one.asks & names)


def page_of(name: str, source: str) -> Page:
    """Read a module."""
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    imported = {each.asname or each.name: (node.module or "", each.name) for node in imports for each in node.names}
    return Page(name, tuple(Made.of(each) for each in tree.body if isinstance(each, MADE)), imported)


@dataclass
class Bonds:
    """The modules of ours that are there, and what each takes from which."""

    pages: dict[str, Page] = field(default_factory=dict)
    readers: dict[str, list[Page]] = field(default_factory=dict)

    @classmethod
    def here(cls) -> "Bonds":
        """Read all modules of ours that are imported by now."""
        modules = [each for name, each in list(sys.modules.items()) if name.split(".")[0] in OURS and each.__file__]
        return cls.among(page_of(each.__name__, Path(str(each.__file__)).read_text("utf-8")) for each in modules)

    @classmethod
    def among(cls, pages: Iterable[Page]) -> "Bonds":
        """Bind modules."""
        found = cls()
        for page in pages:
            found.pages[page.name] = page
            for source in {source for source, _ in page.imported.values()}:
                found.readers.setdefault(source, []).append(page)
        return found

    def reached(self, module: str, names: frozenset[str]) -> Names:
        """Return all that is made of names of a module, or mentions them, in whatever module."""
        found = {module: self.pages[module].grown(names)}
        queue = [module]
        while queue:
            source = queue.pop()
            for page in self.readers.get(source, ()):
                known = found.get(page.name, frozenset())
                fresh = page.grown(known | page.taken(source, found[source]))
                if fresh != known:
                    found[page.name] = fresh
                    queue.append(page.name)
        return found

    def in_order(self, names: Iterable[str]) -> list[Page]:
        """Return modules so that each stands behind those that it imports from."""
        wanted, done = frozenset(names), dict[str, Page]()
        for name in sorted(wanted):
            self._put(name, wanted, done, frozenset())
        return list(done.values())

    def _put(self, name: str, wanted: frozenset[str], done: dict[str, Page], above: frozenset[str]) -> None:
        page = self.pages[name]
        for source in sorted({source for source, _ in page.imported.values()} & wanted - above - done.keys() - {name}):
            self._put(source, wanted, done, above | {name})
        done.setdefault(name, page)


def names_made(statement: ast.stmt) -> frozenset[str]:
    """Return the names that a statement of a module makes."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return frozenset({statement.name})
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return _mentioned(each for each in targets if each is not None)


def _mentioned(nodes: Iterable[ast.AST]) -> frozenset[str]:
    return frozenset(each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name))


def _at_import(statement: ast.AST) -> list[ast.AST]:
    """Return what a statement computes when it is met: of a function its defaults, of a class its values and theirs."""
    if isinstance(statement, ast.FunctionDef):
        return [each for each in (*statement.args.defaults, *statement.args.kw_defaults) if each is not None]
    if isinstance(statement, ast.ClassDef):
        return [each for member in statement.body for each in _at_import(member)]
    value = getattr(statement, "value", None)
    return [value] if value is not None else []
