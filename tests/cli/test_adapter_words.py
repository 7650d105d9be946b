"""The reference of all words of a profile is what the vocabulary says, and the explanation leaves none of them out."""

import re
from pathlib import Path

import msgspec
import pytest

from adapters.engine.reference import reference
from adapters.engine.vocabulary import Profile
from cli.__main__ import main

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_all_words_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adapter", "words"]) == 0

    printed = capsys.readouterr().out
    assert printed == (DOCS / "administrators" / "words.md").read_text("utf-8")


def test_every_table_stands_in_the_page_with_its_keys_and_what_may_stand_there() -> None:
    text = reference()

    assert {f"[{field.encode_name}" for field in msgspec.structs.fields(Profile)} <= {
        f"[{place}" for place in re.findall(r"## \w+: `\[+([a-z]+)", text)
    } | {"[tables"}
    assert "| `allow_hosts` | list of `host` `host:port` `*.domain` |  |" in text
    assert "| `contract` | text | **needed** |" in text
    assert "| `in` | list of anything |  |" in text
    assert "## Column: `[push.kinds.<name>.columns.<name>]`" in text
    assert len(re.findall("^## ", text, re.MULTILINE)) == len(set(re.findall(r"^## (\w+):", text, re.MULTILINE)))


def test_the_explanation_names_every_key() -> None:
    explained = (DOCS / "interfaces" / "profiles.md").read_text("utf-8")
    keys = set(re.findall(r"^\| `(\w+)` \|", reference(), re.MULTILINE))

    assert [key for key in sorted(keys) if not re.search(rf"(?<!\w){key}(?!\w)", explained)] == []
