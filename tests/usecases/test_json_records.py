"""The objects of a JSON file: however they are written, each is read once and told with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usecases.json_records import NO_OBJECT, TWICE, entries

OBJECTS = st.lists(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=3), max_size=4)


@given(OBJECTS, st.sampled_from([None, 1]))
def test_the_same_objects_come_from_an_array_and_from_one_behind_the_other(
    objects: list[dict[str, object]], indent: int | None
) -> None:
    pretty = "\n\n".join(json.dumps(one, indent=indent, ensure_ascii=False) for one in objects)

    assert [entry.values for entry in entries(json.dumps(objects, indent=indent))] == objects
    assert [entry.values for entry in entries(pretty)] == objects


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[\n {"a": 1},\n {\n "a": 2}\n]\n', [(2, ""), (3, "")]),
        ('{"a": 1}\n\n{\n"a": 2\n}\n', [(1, ""), (3, "")]),
        ('{"a": 1}\n{"a": }\n{"a": 3}', [(1, ""), (2, "JSON 写法不对（第 7 个字）"), (3, "")]),
        ('[{"a": 1},\n{"a": }]', [(2, "JSON 写法不对（第 7 个字）")]),
        ('[{"a": 1},\n]', [(2, "JSON 写法不对（第 1 个字）")]),
        ('[{"a": 1}\n{"a": 2}]', [(2, "JSON 写法不对（第 1 个字）")]),
        ('[{"a": 1}] x', [(1, "JSON 写法不对（第 10 个字）")]),
        ('{\n"a": 1,\n"b" 2}', [(3, "JSON 写法不对（第 5 个字）")]),
        ('{"a": 1}\n[2]\n3', [(1, ""), (2, NO_OBJECT), (3, NO_OBJECT)]),
        ('[{"a": 1},\n{"a": {"b": 1, "b": 2}}]', [(1, ""), (2, TWICE)]),
        ("[" * 100_000, [(1, "JSON 写法不对（第 2 个字）")]),
        ("[]", []),
        (" \n ", []),
    ],
    ids=[
        "an array over several lines",
        "objects over several lines",
        "a broken line among good ones",
        "a broken array",
        "a comma too many",
        "a comma missing",
        "something behind the array",
        "a broken object over several lines",
        "no objects",
        "a key twice within",
        "brackets without end",
        "an empty array",
        "nothing",
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: list[tuple[int, str]]) -> None:
    assert [(entry.line, entry.fault) for entry in entries(text)] == told
