"""What [map] can say of one value: normal forms, days and moments in every form met, money, conditions, lengths."""

import json
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from adapters.engine.records import RecordReader
from adapters.engine.sheets import PageReader
from adapters.engine.values import Unreadable
from adapters.engine.vocabulary import Field

NAME = {"from": "name"}


def reader(**fields: dict[str, Any]) -> RecordReader:
    return RecordReader(msgspec.convert(fields, dict[str, Field]), {"kind": {"1": "person", "2": "shop"}})


def taken(declared: dict[str, Any], value: object) -> object:
    """Return what one value is read as; raises Unreadable."""
    record = json.dumps({"v": value, "name": "x"}).encode()
    return reader(v={"from": "v", **declared}, name=NAME).read(record).values[0]


@pytest.mark.parametrize(
    ("norms", "came", "read"),
    [
        (["nfkc"], "３５０２ＡＢ", "3502AB"),
        (["strip"], "  王明　", "王明"),
        (["zwsp"], "app\u200bcode\ufeff", "appcode"),
        (["upper-x"], "11010519491231002x", "11010519491231002X"),
        (["id15to18"], "110105491231002", "11010519491231002X"),
        (["brackets"], "厦烟处[2026]第1号", "厦烟处〔2026〕第1号"),
        (["nfkc", "zwsp", "strip", "upper-x"], " １１０１０５１９４９１２３１００２ｘ\u200b", "11010519491231002X"),
    ],
    ids=["full width", "blanks", "invisible", "lower x", "fifteen digits", "brackets", "several in their order"],
)
def test_a_value_is_brought_into_its_normal_form_and_that_is_noted(norms: list[str], came: str, read: str) -> None:
    found = reader(v={"from": "v", "norm": norms}, name=NAME).read(json.dumps({"v": came, "name": "x"}).encode())
    plain = reader(v={"from": "v", "norm": norms}, name=NAME).read(json.dumps({"v": read, "name": "x"}).encode())

    assert (found.values[0], found.notes) == (read, ["value_normalised"])
    assert found.content[0] == came
    assert plain.notes == []


FORMS = ["YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD", "YYYY_MM-DD", "YYYYMMDDHHmmss", "rfc3339", "ms", "YYYY/MM/DD"]


@pytest.mark.parametrize(
    ("came", "read"),
    [
        ("2026-11-20 09:30:00", "2026-11-20T01:30:00+00:00"),
        ("2026-11-20 24:00:00", "2026-11-20T16:00:00+00:00"),
        ("2026-11-20", "2026-11-19T16:00:00+00:00"),
        ("2026_11-20", "2026-11-19T16:00:00+00:00"),
        ("2026/1/2", "2026-01-01T16:00:00+00:00"),
        ("20261120093000", "2026-11-20T01:30:00+00:00"),
        ("2026-11-20T09:30:00+08:00", "2026-11-20T01:30:00+00:00"),
        ("1795138200000", "2026-11-20T01:30:00+00:00"),
        (1795138200000, "2026-11-20T01:30:00+00:00"),
        ("2099-12-31", "2099-12-30T16:00:00+00:00"),
    ],
    ids=[
        "naive",
        "24:00:00",
        "day alone",
        "underscore",
        "slashes",
        "14 digits",
        "offset",
        "ms text",
        "ms",
        "long term",
    ],
)
def test_a_moment_is_read_in_every_form_that_is_declared(came: object, read: str) -> None:
    assert taken({"type": "moment", "date": {"in": FORMS}}, came) == datetime.fromisoformat(read).astimezone(UTC)


@pytest.mark.parametrize(
    ("forms", "came", "why"),
    [
        (["DD/MM/YYYY", "MM/DD/YYYY"], "03/04/2026", "两种读法"),
        (["YYYY-MM-DD"], "2026-02-30", "不是约定写法"),
        (["YYYY-MM-DD"], "2026/11/20", "不是约定写法"),
        (["ms"], "1795138200", "不是约定写法"),
        (["s"], "1795138200000", "不是约定写法"),
        (["YYYY-MM-DD HH:mm:ss"], "2026-11-20 24:00:01", "不是约定写法"),
        (["YYYY-MM-DD"], "２０２６-11-20", "不是约定写法"),
    ],
    ids=[
        "two readings",
        "no such day",
        "another form",
        "seconds for ms",
        "ms for seconds",
        "past the end",
        "full width",
    ],
)
def test_what_is_ambiguous_or_in_no_declared_form_is_refused(forms: list[str], came: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        taken({"type": "date", "date": {"in": forms}}, came)


def test_two_forms_that_agree_are_no_ambiguity_and_a_day_is_the_day_in_xiamen() -> None:
    assert taken({"type": "date", "date": {"in": ["DD/MM/YYYY", "MM/DD/YYYY"]}}, "04/04/2026") == date(2026, 4, 4)
    assert taken({"type": "date", "date": {"in": ["rfc3339"]}}, "2026-11-19T16:00:00Z") == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("unit", "came", "fen"),
    [("fen", 100001, 100001), ("yuan", "1000.01", 100001), ("yuan", 1000.01, 100001), ("wan", "0.100001", 100001)],
)
def test_an_amount_is_read_as_whole_fen(unit: str, came: object, fen: int) -> None:
    assert taken({"type": "money", "money": {"in": unit}}, came) == fen


@pytest.mark.parametrize("came", ["1000.001", "1,000.00", "-1", "1e3", "￥1", "99999999999999999"])
def test_what_is_no_whole_fen_is_refused_and_never_rounded(came: str) -> None:
    with pytest.raises(Unreadable):
        taken({"type": "money", "money": {"in": "yuan"}}, came)


@pytest.mark.parametrize(("unit", "most", "fits"), [("char", 4, True), ("gb-byte", 7, False), ("utf8-byte", 12, True)])
def test_a_length_is_counted_in_the_unit_of_the_other_side(unit: str, most: int, fits: bool) -> None:
    if fits:
        assert taken({"max": most, "unit": unit}, "厦门烟草") == "厦门烟草"
    else:
        with pytest.raises(Unreadable, match="过长"):
            taken({"max": most, "unit": unit}, "厦门烟草")


def test_what_looks_like_a_trial_of_the_other_side_is_set_aside() -> None:
    declared = {"suspect": "测试|(?i:test)", "norm": ["nfkc"]}

    assert taken(declared, "思明区试金石便利店") == "思明区试金石便利店"
    for name in ("测试商户", "ＴＥＳＴ shop"):
        with pytest.raises(Unreadable, match="疑似测试数据"):
            taken(declared, name)


def test_a_channel_without_revisions_has_the_moment_of_the_change_as_revision() -> None:
    texts = ["2026-11-20 09:30:00", "2026-11-20T01:30:00Z", "1795138200000", 1795138200]

    assert [taken({"type": "stamp"}, one) for one in texts] == [1795138200] * 4
    assert taken({"type": "stamp", "date": {"in": ["YYYYMMDDHHmmss"]}}, "20261120093001") == 1795138201


def test_a_default_stands_where_nothing_came_and_goes_through_the_code_table() -> None:
    declared = {"table": "kind", "default": "2"}

    assert [taken(declared, one) for one in ("1", "", None)] == ["person", "shop", "shop"]
    with pytest.raises(Unreadable, match="未知代码"):
        taken(declared, "3")


def test_conditions_name_what_must_be_there() -> None:
    conditional = reader(
        kind={"from": "kind", "table": "kind"},
        id_no={"from": "id", "required_if": {"kind": ["person"]}},
        uscc={"from": "uscc", "required_any_of": ["id_no"]},
    )

    def read(**record: str) -> list[object]:
        return conditional.read(json.dumps(record).encode()).values

    assert read(kind="1", id="X") == ["person", "X", None]
    assert read(kind="2", uscc="Y") == ["shop", None, "Y"]
    for record in ({"kind": "1", "uscc": "Y"}, {"kind": "2"}):
        with pytest.raises(Unreadable, match="缺少必填值"):
            read(**record)


def test_many_rows_at_once_are_read_as_each_alone() -> None:
    declared: dict[str, dict[str, Any]] = {
        "v": {"from": "v", "norm": ["nfkc"], "default": "0"},
        "day": {"from": "day", "type": "date", "date": {"in": ["YYYYMMDD"]}, "required_if": {"v": ["1"]}},
    }
    alone = reader(**declared)
    pages = PageReader(msgspec.convert(declared, dict[str, Field]), {}, alone.plan)
    raws = [json.dumps(one).encode() for one in ({"v": "１", "day": "20261120"}, {"day": "20261121"}, {"v": "0"})]

    places, _ = pages.read(raws)

    assert places == []  # what depends on others is read alone
    assert [alone.read(raw).values for raw in raws] == [
        ["1", date(2026, 11, 20)],
        ["0", date(2026, 11, 21)],
        ["0", None],
    ]
