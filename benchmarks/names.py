"""Names: ours beside other matchers on the labelled pairs, and how soon candidates are found in a million entries."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from rapidfuzz.distance import JaroWinkler, Levenshtein
from sqlmodel import Session

from benchmarks import listed, peers
from benchmarks.filled import draw
from benchmarks.holders import holder, shop
from benchmarks.measuring import Absent, Figure, bounded, percentile, resident
from content import read_text
from rules.names import cores, normal_name
from rules.names.cores import core_name
from rules.names.evaluation import LabelledPair, evaluate, read_pairs
from rules.names.likeness import THRESHOLD, likeness
from usecases import blacklist_search
from wiring.database import open_database, reading

TODAY = date(2026, 11, 22)
RECALL, PRECISION, KIND = 0.98, 0.95, 0.95  # the goals of issue 4
MS, MB, QUERIES, TRIES, SLOT = 10.0, 400.0, 400, 3, 25
PLAIN: dict[str, Callable[[str, str], float]] = {
    "levenshtein": Levenshtein.normalized_similarity,
    "jaro-winkler": JaroWinkler.similarity,
}
Scored = Sequence[tuple[LabelledPair, float]]


def quality(rows: int | None) -> Iterator[Figure | Absent]:
    """Yield recall and precision on the held-out half, and our F1 against each peer's at its own best threshold."""
    pairs = list(
        islice(read_pairs(read_text("matching/pairs.jsonl").splitlines()), 0, None, max(1, SLOT if rows else 1))
    )
    found = evaluate([pair for pair in pairs if pair.half == "held"])
    worst = min((one for one in found.kinds if one.same), key=lambda one: one.share)
    more: dict[str, object] = {"precision": found.precision, "worst_kind": worst.kind, "worst_recall": worst.share}
    count = sum(one.count for one in found.kinds)
    yield Figure("names-recall", found.recall, "recall", RECALL, count, 1.0, more=more)
    yield Figure("names-precision", found.precision, "precision", PRECISION, count, 1.0)
    yield Figure("names-worst-kind", worst.share, "recall", KIND, worst.count, 1.0, more={"kind": worst.kind})
    ours = _figures([(pair, likeness(pair.one, pair.other).score) for pair in pairs], THRESHOLD)
    yield from (_against(name, ours, scored) for name, scored in _plain(pairs).items())
    yield from _peers(pairs, ours)


def _plain(pairs: Sequence[LabelledPair]) -> dict[str, Scored]:
    return {name: [(pair, alike(pair.one, pair.other)) for pair in pairs] for name, alike in PLAIN.items()}


def _peers(pairs: Sequence[LabelledPair], ours: dict[str, float]) -> Iterator[Figure | Absent]:
    """Yield ours against the matchers of nomenklatura, each in turn."""
    if not peers.has("nomenklatura"):
        yield Absent("names-nomenklatura", "nomenklatura is not installed: luqiao bench --peers")
        return
    file = Path(peers.folder_of("names")) / "pairs.jsonl"
    file.write_text("".join(json.dumps({"one": one.one, "other": one.other}) + "\n" for one in pairs), encoding="utf-8")
    for name, said in peers.run("peer_names.py", [str(file)], file.parent).items():
        scored = list(zip(pairs, said["scores"], strict=True))
        rate = len(pairs) / said["seconds"]
        yield _against(f"nomenklatura-{name}", ours, scored, pairs_per_s=round(rate))


def _against(name: str, ours: dict[str, float], scored: Scored, **more: object) -> Figure:
    """Return our F1 with a peer's as the limit; the peer's threshold is the best for it on the tuned half."""
    tuned = [one for one in scored if one[0].half == "tuned"]
    best = max((n / 100 for n in range(1, 101)), key=lambda least: _figures(tuned, least, "tuned")["f1"])
    theirs = _figures(scored, best)
    told = {f"their_{key}": value for key, value in theirs.items()} | {"their_threshold": best}
    better = ours["recall"] > theirs["recall"] and ours["precision"] > theirs["precision"]
    count = sum(pair.half == "held" for pair, _ in scored)
    figures = {"recall": ours["recall"], "precision": ours["precision"], **told, "better_in_both": better}
    return Figure(f"names-{name}", ours["f1"], "F1", theirs["f1"], count, 1.0, more=figures | more)


def _figures(scored: Scored, least: float, half: str = "held") -> dict[str, float]:
    """Return recall, precision and F1 on a half at a threshold."""
    taken = [(pair.same, score >= least) for pair, score in scored if pair.half == half]
    right, wanted, all_ = sum(a and b for a, b in taken), sum(a for a, _ in taken), sum(b for _, b in taken)
    recall, precision = right / max(1, wanted), right / max(1, all_)
    f1 = 2 * recall * precision / (recall + precision) if right else 0.0
    return {"recall": round(recall, 4), "precision": round(precision, 4), "f1": round(f1, 4)}


def candidates(rows: int | None) -> Iterator[Figure]:
    """Yield the 95th percentile of one name looked up in the lists, by the processor's own time, and the memory.

    Half the names are of entries, most with a slip; half are of people who are in no list. Every name is looked up
    three times with nothing remembered and the least counts: what other programs do to this one is not its own.
    """
    count = rows or listed.ROWS
    engine = open_database(f"sqlite:///{listed.cached(count)}")
    spent, found = list[float](), 0
    with reading(engine) as session:
        before = resident()
        for query in range(min(QUERIES, count)):
            name = listed.entry(1 + draw(query, 31) % count)[0]
            wanted = slipped(name, query) if query % 2 else stranger(count, query)
            tries = [_looked_up(session, wanted) for _ in range(TRIES)]
            spent.append(min(took for took, _ in tries))
            found += query % 2 and name in tries[0][1]
    engine.dispose()
    more: dict[str, object] = {"median": round(percentile(spent, 0.5), 2), "worst": round(max(spent), 2)}
    more["found"] = found / (min(QUERIES, count) / 2)
    yield bounded("names-candidates", percentile(spent, 0.95), "ms", MS, count, **more)
    yield bounded("names-memory", max(resident() - before, 0.1), "MB", MB, count)


def _looked_up(session: Session, name: str) -> tuple[float, set[str]]:
    """Return the milliseconds of one look and the names that it found."""
    for remembered in (normal_name, core_name, cores._core, cores.aliases, cores.trade_mended):  # noqa: SLF001
        remembered.cache_clear()
    began = time.thread_time()
    hits = blacklist_search.hits(session, [], [name], on=TODAY).by_name
    return 1000 * (time.thread_time() - began), {hit.entry.name for hit in hits}


def stranger(count: int, query: int) -> str:
    """Return the name of somebody who is not in the list, by number."""
    number = count + 1 + draw(query, 32) % 1_000_000
    return holder(number) if query % 4 else shop(number)


def slipped(name: str, query: int) -> str:
    """Return a name with a slip: none, two neighbours swapped, a place in front, blanks, one character twice."""
    at = 1 + draw(query, 33) % max(1, len(name) - 2)
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :] if len(name) > 2 else name
    ways = (name, swapped, f"厦门市湖里区{name}" if len(name) > 4 else name, f"{name[:at]} {name[at:]}", name)
    return ways[draw(query, 34) % len(ways)]
