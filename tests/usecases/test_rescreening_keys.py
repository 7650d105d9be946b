"""Two names that a person should look at always meet under a key, in either role; hostile ones cost little."""

import json
from pathlib import Path

import content.matching
from rules.names import likeness
from usecases.rescreening_keys import asked, frames, kept

PAIRS = Path(content.matching.__file__).parent / "pairs.jsonl"


def test_every_labelled_pair_that_is_alike_meets_whoever_stands_in_the_list() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()][::3]
    alike = [(p["one"], p["other"]) for p in pairs if likeness(p["one"], p["other"]).same]

    missed = [(a, b) for one, other in alike for a, b in ((one, other), (other, one)) if not met(a, b)]

    assert missed == []
    assert len(alike) > 600


def met(party: str, entry: str) -> bool:
    return not asked(party, letters=True, known=frames(entry)).isdisjoint(kept(entry))


def test_strangers_seldom_meet() -> None:
    pairs = [("林海生", "王小明"), ("陈一", "陈秋月"), ("鹭岛便利店", "海天便利店"), ("张伟", "李娜")]

    assert [pair for pair in pairs if met(*pair)] == []


def test_a_name_of_any_length_and_sign_has_few_keys() -> None:
    for name in ("", "·", "店", "𠮷野家", "鹭" * 10_000, "\u202e\u200b", "a" * 10_000, "林\ue000生"):
        assert len(asked(name, letters=True, known=frames(name))) < 500
        assert len(kept(name)) < 100
