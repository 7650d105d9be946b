"""Every benchmark by name, with what it measures; modules are loaded only when they run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from benchmarks.measuring import Absent, Figure

Run = Callable[[int | None], Iterator[Figure | Absent]]


@dataclass(frozen=True, slots=True)
class Bench:
    """One benchmark: where it is, and one line on what it measures."""

    module: str
    function: str
    what: str


BENCHES = {
    "help": Bench("programs", "help_", "processor seconds of luqiao --help"),
    "imports": Bench("programs", "imports", "heavy modules that console and daemon load without need"),
    "screen": Bench("screening", "run", "cases a second of law screen on one core"),
    "what-if": Bench("what_if", "run", "seconds to judge 100,000 stored screenings again under a changed law book"),
    "ledger": Bench("ledger", "run", "ledger entries a second that audit verify recomputes"),
    "intake": Bench("intake", "run", "rows a second of two channels against a bare loop over the same pages"),
    "console": Bench(
        "console", "run", "first paint, memory, keys and idle bytes of the console, at a thousand and a million"
    ),
    "scan": Bench("scan", "run", "scans lost and doubled at a scene of 500 cartons at 2 ms a key, ms to each answer"),
    "push": Bench("push", "run", "requests a second of the outbox against bare httpx with the same bytes"),
    "push-city": Bench("push_city", "run", "requests a second of the outbox against bare httpx, into the city itself"),
    "push-year": Bench("push_year", "run", "seconds until a city's year of records is delivered and confirmed"),
    "engine": Bench("engine", "run", "requests a second of the adapter engine against a client written by hand"),
    "visible": Bench("daemon", "visible", "seconds from the poll that brought an application to screened and visible"),
    "instant": Bench("instant", "run", "seconds from arrival to decided, documented, sealed, written back and queued"),
    "daemon": Bench("daemon", "rest", "memory and processor share of the daemon at rest"),
    "intake-memory": Bench("memory", "run", "memory of an intake of 20,000 and of 200,000 rows"),
    "intake-dlt": Bench("against", "dlt", "rows a second of the intake against dlt's REST source into SQLite"),
    "push-procrastinate": Bench("against", "procrastinate", "requests a second of the outbox against procrastinate"),
    "queue": Bench("queue", "run", "ms of a page, a count and a search of the queue at a million applications"),
    "deadlines": Bench("deadlines", "run", "seconds to recompute a million open deadlines, ms of a clerk meanwhile"),
    "register": Bench("register", "run", "ms of a search in five million licences, seconds of an import of 200,000"),
    "documents": Bench("documents", "run", "sealed documents a second of one core, and how large they are"),
    "case-papers": Bench("case_papers", "run", "seconds to fill, check, set and seal the 25 papers of a case"),
    "cases": Bench("cases", "run", "keys, pages and memory of a list of a million cases, and of a file of 500 pages"),
    "bulk": Bench("bulk", "run", "seconds that a clerk waits for 500 renewals decided in one stroke"),
    "statistics": Bench("statistics", "run", "ms of the statistics of a million applications, by each classification"),
    "blacklist-import": Bench("lists", "imported", "seconds and memory of a list of a million rows, read and imported"),
    "rescreen": Bench("lists", "rescreen_all", "seconds of a re-screening of 200,000 licences against a changed list"),
    "evaluation": Bench("evaluation", "run", "seconds to reckon the credit evaluation of 200,000 licences, and again"),
    "numbers": Bench("numbers", "run", "ms of an applicant's numbers against a million entries of the lists"),
    "cartons": Bench("cartons", "run", "ms to judge a carton code beside 100,000 readings, and to show a history"),
    "names": Bench("names", "quality", "recall and precision on the labelled pairs, beside other matchers"),
    "names-candidates": Bench("names", "candidates", "ms and MB of a name against a million entries of the lists"),
    "claim": Bench("claim", "run", "ms of a claim of 100 beside a million messages for a dead platform"),
}


def described() -> dict[str, str]:
    """Return one line on each benchmark."""
    return {name: one.what for name, one in BENCHES.items()}


def bench(name: str) -> Run:
    """Return the function of one benchmark."""
    found: Run = getattr(import_module(f"benchmarks.{BENCHES[name].module}"), BENCHES[name].function)
    return found
