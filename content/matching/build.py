"""Write `content/matching/pairs.jsonl` from its seed: `python -m content.matching.build` (development only)."""

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

from content.matching.kinds import makers

TARGET = Path(__file__).with_name("pairs.jsonl")
SEED, ALIKE, STRANGERS = 20261122, 90, 126  # pairs of each kind: both sides come to about 2,100
MORE = {"look_alike": 270}  # each pair of the list once


def half(key: str) -> str:
    """Return the half of a pair: thresholds and tables are tuned on one, figures are quoted on the other."""
    return "tuned" if hashlib.sha256(key.encode()).digest()[0] % 2 else "held"


def pairs() -> Iterator[dict[str, object]]:
    """Yield every pair once, kind after kind; the same seed gives the same file."""
    for kind, same, make in makers():
        rng, seen = random.Random(f"{SEED}{kind}"), set[tuple[str, str]]()
        wanted = MORE.get(kind, ALIKE if same else STRANGERS)
        for _ in range(40 * wanted):
            one, other, key = make(rng)
            if len(seen) == wanted:
                break
            if (one, other) not in seen and (one != other or kind == "exact"):
                seen.add((one, other))
                yield {"kind": kind, "same": same, "half": half(key), "one": one, "other": other, "from": "made"}


def render() -> str:
    """Return the whole text of the file."""
    return "".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs())


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
