"""The table of scores in docs/mutation.md: a run replaces the rows of the files it tried and leaves the others."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from models.values import SHANGHAI
from tests.mutation.mutants import Mutant
from tests.mutation.running import SURVIVED

HEAD = "| file | score | killed | tried of | on |"
RULE = "|---|---:|---:|---:|---|"


Score = tuple[int, int, int]  # killed, tried, all that have no excuse


def scores(tried: Sequence[Mutant], fates: Mapping[int, str], every: Iterable[Mutant]) -> dict[str, Score]:
    """Return the score of each file of which a mutant was tried."""
    counted = Counter(tried[n].file for n in fates)
    alive = Counter(tried[n].file for n, fate in fates.items() if fate == SURVIVED)
    whole = Counter(mutant.file for mutant in every)
    return {file: (count - alive[file], count, whole[file]) for file, count in counted.items()}


def write_scores(page: Path, fresh: Mapping[str, Score], on: date | None = None) -> None:
    """Put fresh scores into the table of a page; the text before and behind the table stays."""
    day = on or datetime.now(SHANGHAI).date()
    before, _, rest = page.read_text(encoding="utf-8").partition(f"{HEAD}\n{RULE}\n")
    lines = rest.splitlines(keepends=True)
    rows = {line.split("|")[1].strip(" `"): line for line in lines if line.startswith("|")}
    rows |= {file: _row(file, *score, day) for file, score in fresh.items()}
    behind = "".join(line for line in lines if not line.startswith("|"))
    page.write_text(f"{before}{HEAD}\n{RULE}\n{''.join(rows[file] for file in sorted(rows))}{behind}", encoding="utf-8")


def _row(file: str, killed: int, tried: int, whole: int, day: date) -> str:
    return f"| `{file}` | {100 * killed / tried:.1f} % | {killed} | {tried} of {whole} | {day} |\n"
