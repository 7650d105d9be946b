"""Open name matchers on the labelled pairs (run by the peers' own Python)."""

import json
import sys
import time
from typing import Any

from followthemoney import EntityProxy, model  # type: ignore[import-not-found]
from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found]
from nomenklatura.matching.types import ScoringConfig  # type: ignore[import-not-found]

ALGORITHMS = ("logic-v2", "logic-v1", "name-based", "regression-v1")


def entity(name: str, number: int) -> Any:
    """Return a legal entity that has nothing but its name."""
    made = model.make_entity("LegalEntity")
    made.id = f"e{number}"
    made.add("name", name)
    return made


def scores(algorithm: Any, pairs: list[tuple[EntityProxy, EntityProxy]]) -> list[float]:
    """Return the score of each pair."""
    config = ScoringConfig.defaults()
    return [algorithm.compare(one, other, config).score for one, other in pairs]


def main(file: str) -> None:
    """Score every pair of a file by every algorithm and print the scores with the seconds that they took."""
    with open(file, encoding="utf-8") as lines:  # noqa: PTH123
        read = [json.loads(line) for line in lines]
    pairs = [(entity(one["one"], 2 * n), entity(one["other"], 2 * n + 1)) for n, one in enumerate(read)]
    found = {}
    for name in ALGORITHMS:
        algorithm = get_algorithm(name)
        if algorithm is None:
            continue
        began = time.perf_counter()
        found[name] = {"scores": scores(algorithm, pairs), "seconds": time.perf_counter() - began}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
