"""The run: the tests are collected once, each mutant has a process of its own that ends with the first failure."""

import ast
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from math import inf
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.bonds import Bonds, names_made
from tests.mutation.grafting import caches, graft, made_at_import, module_name
from tests.mutation.mutants import Mutant

ROOT = Path(__file__).parents[2]
RULES = str(ROOT / "rules")
KILLED, SURVIVED, SLOW, BROKEN = "killed", "survived", "timeout", "broken"
PATIENCE = 10.0  # times as long as a test took before the change, and two seconds
Touched = dict[tuple[str, str], set[int]]  # (file, function) → numbers of the tests that ran it


@cache
def imports_of(module: ModuleType) -> frozenset[str]:
    """Return the modules that a test module takes names from."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    return frozenset(node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))


def _takes(module: ModuleType, name: str) -> bool:
    """Tell whether a test module takes names from a module, or from the package that passes them on."""
    return any(name == one or name.startswith(f"{one}.") for one in imports_of(module) if one.startswith("rules"))


def _is_kept(statement: ast.stmt) -> bool:
    """Tell whether a function keeps what it returned: only the first test that asks runs it."""
    return any("cache" in ast.unparse(each) for each in getattr(statement, "decorator_list", ()))


def tell(text: str) -> None:
    """Print a line at once, so that a long run can be followed."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass
class Run:
    """A pytest plugin that runs mutants in the place of the tests; `fates` is what became of each."""

    mutants: list[Mutant]
    minutes: float
    examples: int = 40  # of each property test
    readers: dict[str, frozenset[str]] = field(default_factory=dict)  # file → files that read its constants
    limit: float = inf  # seconds for each file
    fates: dict[int, str] = field(default_factory=dict)
    items: list[Any] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    touched: Touched = field(default_factory=lambda: defaultdict(set))
    caches: list[Any] = field(default_factory=list)
    imported: list[Any] = field(default_factory=list)  # what test modules computed at import
    left_out: set[int] = field(default_factory=set)
    bonds: Bonds = field(default_factory=Bonds)
    failed: list[str] = field(default_factory=list)  # tests that fail without any change: they prove nothing

    def pytest_configure(self) -> None:
        """Let property tests be the same every time, and short."""
        from hypothesis import HealthCheck, settings  # not before pytest rewrites it

        every = list(HealthCheck)
        settings.register_profile(
            "mutation", max_examples=self.examples, deadline=None, database=None, derandomize=True,
            suppress_health_check=every,
        )  # fmt: skip
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the measure of every test, then try every mutant."""
        items: list[Any] = list(session.items)
        self.items = items
        end = time.monotonic() + self.minutes * 60
        for number, item in enumerate(self.items):
            started = time.perf_counter()
            with self._watching(number):
                passed = self._passes(item)
            self.seconds.append(time.perf_counter() - started)
            if not passed:
                self._leave_out(number)
        self.caches = caches()
        self.bonds = Bonds.here()
        self.imported = made_at_import(dict.fromkeys(item.module for item in items))
        for number in self._fail_again():
            self._leave_out(number)
        tell(f"{len(self.items)} tests took {sum(self.seconds):.1f} s; {len(self.mutants)} mutants")
        self._try_all(end)
        return True

    def _passes_in_time(self, number: int) -> bool:
        """Run a test; the process ends when it takes far longer than without any change."""
        signal.setitimer(signal.ITIMER_REAL, 2 + PATIENCE * self.seconds[number])
        return self._passes(self.items[number])

    def _leave_out(self, number: int) -> None:
        """Let a test that fails without any change prove nothing."""
        self.failed.append(self.items[number].nodeid)
        self.left_out.add(number)

    def _fail_again(self) -> list[int]:
        """Return the tests that fail when they run once more in a process as mutants have it, with nothing changed."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            self._silence()
            self._renew()
            numbers = [n for n, item in enumerate(self.items) if n not in self.left_out and not self._passes(item)]
            os.write(writing, " ".join(map(str, numbers)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            numbers = [int(word) for word in told.read().split()]
        os.waitpid(child, 0)
        return numbers

    def _try_all(self, end: float) -> None:
        """Try the mutants until the time is over: that of the run, or that of the file."""
        spent: Counter[str] = Counter()  # file → milliseconds
        for number, mutant in enumerate(self.mutants):
            started = time.monotonic()
            if started > end:
                break
            if spent[mutant.file] > self.limit * 1000:
                continue
            self.fates[number] = self._fate(mutant)
            spent[mutant.file] += int((time.monotonic() - started) * 1000)
            if self.fates[number] == SURVIVED:
                tell(f"{mutant.file}:{mutant.line} {mutant.owner or '-'}: {mutant.change}")

    def _passes(self, item: Any) -> bool:
        reports = runtestprotocol(item, log=False, nextitem=None)
        return not any(report.failed for report in reports)

    @contextmanager
    def _watching(self, number: int) -> Iterator[None]:
        """Note every function of rules/ that a test runs."""

        codes: dict[int, CodeType] = {}  # by place in memory: a code is slow to compare

        def watch(frame: FrameType, _event: str, _arg: object) -> None:
            codes[id(frame.f_code)] = frame.f_code

        sys.settrace(watch)
        try:
            yield
        finally:
            sys.settrace(None)
            for code in codes.values():
                if code.co_filename.startswith(RULES):
                    owner = code.co_qualname.partition(".<locals>")[0]
                    self.touched[os.path.relpath(code.co_filename, ROOT), owner].add(number)

    def tests_for(self, mutant: Mutant) -> list[int]:
        """Return the tests that run what a mutant changes, then those that may use what it made, the fastest first."""
        near = set(self.touched.get((mutant.file, mutant.owner), ())) if mutant.owner else set()
        afar = not near or _is_kept(mutant.statement)
        files = {mutant.file} | self._made_of(mutant) if afar else {mutant.file}
        if afar:  # a constant: who imports it may compare it without running anything
            near |= {n for n, item in enumerate(self.items) if _takes(item.module, module_name(mutant.file))}
        far = {n for (file, _), some in self.touched.items() if file in files for n in some} - near
        return [n for some in (near, far) for n in sorted(some - self.left_out, key=self.seconds.__getitem__)]

    def _made_of(self, mutant: Mutant) -> set[str]:
        """Return the files whose functions may use what a change at import made: those made again and their readers."""
        name = module_name(mutant.file)
        reached = self.bonds.reached(name, names_made(mutant.statement)) if name in self.bonds.pages else {}
        again = [one for one in reached if any(self.bonds.pages[one].to_make_again(reached[one]))]
        changed = {mutant.file, *(os.path.relpath(str(sys.modules[one].__file__), ROOT) for one in again)}
        return changed.union(*(self.readers.get(file, ()) for file in changed))

    def _fate(self, mutant: Mutant) -> str:
        tests = self.tests_for(mutant)
        if not tests or module_name(mutant.file) not in sys.modules:  # a module that no test imports
            return SURVIVED
        child = os.fork()
        if child == 0:
            self._die(mutant, tests)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return SLOW
        return {0: SURVIVED, 1: KILLED}.get(os.waitstatus_to_exitcode(status), BROKEN)

    def _die(self, mutant: Mutant, tests: Iterable[int]) -> None:
        """Run the tests with the change in this process and end it: 0 = all passed, 1 = one failed, 3 = no graft."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE * 2)
        code = 3
        try:
            self._silence()
            try:
                self._forget()
                graft(mutant, self.bonds)
                self._renew()
            except Exception:  # noqa: BLE001  # a constant that cannot even be computed is found at import
                os._exit(1)
            code = 0 if all(self._passes_in_time(n) for n in tests) else 1
        except BaseException:  # noqa: BLE001
            code = 1
        finally:
            os._exit(code)

    def _silence(self) -> None:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)

    def _renew(self) -> None:
        """Compute the constants of the test modules once more."""
        for module, code in self.imported:
            exec(code, vars(module))
        self._forget()

    def _forget(self) -> None:
        """Empty every cache: what was computed before all of a change was there is not what it computes after it."""
        for one in self.caches:
            one.cache_clear()
