"""`python -m tests.mutation`: change rules/ one thing at a time and print what no test notices."""

import ast
import gc
import sys
import tomllib
from argparse import ArgumentParser, Namespace
from collections import Counter
from math import inf
from pathlib import Path
from random import Random

import pytest

from tests.mutation.mutants import mutants_of
from tests.mutation.running import BROKEN, ROOT, SURVIVED, Run
from tests.mutation.scores import scores, write_scores

EXCUSES = Path(__file__).with_name("equivalent.toml")
TESTS = ("tests/rules",)


def main(argv: list[str]) -> int:
    """Run; exit status 1 where a mutant survives that has no excuse, 2 where the tests fail without any change."""
    options = _parsed(argv)
    excuses = {each["mutant"]: each["why"] for each in tomllib.loads(EXCUSES.read_text("utf-8")).get("equivalent", ())}
    files = [file for file in sorted((ROOT / "rules").rglob("*.py")) if _wanted(file, options.module)]
    mutants = [mutant for file in files for mutant in mutants_of(file, ROOT) if mutant.name not in excuses]
    sample = mutants[:: max(1, options.every)]
    if options.limit < inf:
        Random(0).shuffle(sample)  # what a limit leaves of a file is a fair sample of it
    run = Run(sample, options.minutes, options.examples, _readers(), options.limit)
    gc.disable()  # children share the parent's memory as long as nobody touches it
    quiet = ["-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-summary"]
    pytest.main([*quiet, *(options.tests or TESTS)], plugins=[run])
    told = _told(run)
    if options.table:
        write_scores(options.table, scores(run.mutants, run.fates, mutants))
    sys.stdout.writelines(f"fails without any change: {name}\n" for name in run.failed)
    return 2 if run.failed else told


def _parsed(argv: list[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--module", action="append", default=[], help="rules.periods, rules.screening …; default: all")
    parser.add_argument("--minutes", type=float, default=15.0, help="at most so long")
    parser.add_argument("--tests", action="append", default=[], help="files or folders of tests; default: tests/rules")
    parser.add_argument("--every", type=int, default=1, help="only each n-th mutant: a sample")
    parser.add_argument("--limit", type=float, default=inf, help="at most so many seconds for each file")
    parser.add_argument("--table", type=Path, help="keep the scores in the table of this file: docs/mutation.md")
    parser.add_argument("--examples", type=int, default=40, help="examples of each property test")
    return parser.parse_args(argv)


def _wanted(file: Path, modules: list[str]) -> bool:
    name = file.relative_to(ROOT).as_posix().removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return not modules or any(name == one or name.startswith(f"{one}.") for one in modules)


def _readers() -> dict[str, frozenset[str]]:
    """Return for every file of rules/ the files of rules/ that import from it, by itself or by its package."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / "rules").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rules"):
                path = (node.module or "").replace(".", "/")
                for place in (f"{path}.py", f"{path}/__init__.py"):
                    found.setdefault(place, set()).add(file.relative_to(ROOT).as_posix())
    through = {
        place: [found.get(each, set()) for each in some if each.endswith("__init__.py")]
        for place, some in found.items()
    }
    return {place: frozenset(some.union(*through[place])) for place, some in found.items()}


def _told(run: Run) -> int:
    """Print the score of each file; survivors were printed as they were found."""
    survivors = [run.mutants[n] for n, fate in run.fates.items() if fate == SURVIVED]
    tried, alive = Counter(run.mutants[n].file for n in run.fates), Counter(mutant.file for mutant in survivors)
    for file, count in sorted(tried.items()):
        sys.stdout.write(f"{_percent(count - alive[file], count)}  {count - alive[file]:5}/{count:<5} {file}\n")
    fates = Counter(run.fates.values())
    total, killed = len(run.fates), len(run.fates) - len(survivors)
    sys.stdout.write(
        f"{_percent(killed, total)}  {killed}/{total} killed, {dict(fates)}, left: {len(run.mutants) - total}\n"
    )
    return 1 if survivors or fates[BROKEN] else 0


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.2f} %" if whole else "     – "


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
