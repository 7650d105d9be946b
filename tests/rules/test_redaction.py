"""Redaction: numbers, homes and the names of minors never go out; everything else goes out as it was written."""

import json
from pathlib import Path

import pytest

from rules.redaction import ADDRESS, MINOR, NUMBER, OTHER, TELEPHONE, Private, redacted, without_house, without_name


@pytest.mark.parametrize(
    ("text", "shown", "why"),
    [
        ("林海生（350203199003070014）购进", "林海生（3502************14）购进", (NUMBER,)),
        ("35020319900307001X", "3502************1X", (NUMBER,)),
        ("３５０２０３１９９００３０７００１４", "3502************14", (NUMBER,)),
        ("证号350203900307001。", "证号3502*********01。", (NUMBER,)),
        ("电话13900000001", "电话1390*****01", (TELEPHONE,)),
        ("电话0592-5123456", "电话0592******56", (TELEPHONE,)),
        ("电话05925123456", "电话0592*****56", (TELEPHONE,)),
        ("350203199003070014拨13900000001", "3502************14拨1390*****01", (NUMBER, TELEPHONE)),
        ("证号350203 19900307 0014。", "证号3502**************14。", (NUMBER,)),
        ("证号350203-19900307-001X", "证号3502**************1X", (NUMBER,)),
        ("电话139 0000 0001", "电话139 *******01", (TELEPHONE,)),
        ("电话139-0000-0001", "电话139-*******01", (TELEPHONE,)),
        ("电话0592 5123456", "电话0592******56", (TELEPHONE,)),
        ("13900000001和13900000002", "1390*****01和1390*****02", (TELEPHONE,)),
    ],
)
def test_numbers_are_hidden_with_the_reason(text: str, shown: str, why: tuple[str, ...]) -> None:
    found = redacted(text, Private())
    assert (found.text, found.why) == (shown, why)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "卷烟6901028075763共300条，价值30000.00元",
        "厦烟处〔2026〕第1号",
        "12345678901234567890123456789012",  # a carton code
        "91350203MA2Y1B2C3D",  # the credit code of a shop is public
        "350203199013070014",  # no month
        "350203199003320014",  # no day
        "350203189003070014",  # no century
        "12900000001",
        "A13900000001",
        "139000000012",
        "2026年11月2日10时0分",
    ],
)
def test_what_is_public_stays_as_it_was_written(text: str) -> None:
    assert redacted(text, Private()).text == text
    assert redacted(text, Private()).why == ()


def test_what_the_case_knows_is_hidden_wherever_it_stands() -> None:
    private = Private(("H1234567890",), ("5123456",), ("厦门市思明区湖滨南路1号",), ("李小明", "王二"))
    found = redacted("H1234567890、5123456住厦门市思明区湖滨南路1号，向李小明、王二售烟", private)
    assert found.text == "H123*****90、*******住厦门市思明区某处，向李某某、王某售烟"
    assert found.why == (NUMBER, TELEPHONE, ADDRESS, MINOR)


def test_what_is_known_and_looks_like_a_number_is_hidden_once() -> None:
    found = redacted("350203199003070014", Private(("3502", "350203199003070014", "0014"), ("",), ("",), ("",)))
    assert (found.text, found.why) == ("3502************14", (NUMBER,))


@pytest.mark.parametrize(("text", "shown"), [("李小明王二", "李某某王某"), ("王二李小明", "王某李某某")])
def test_names_that_stand_side_by_side_are_both_hidden(text: str, shown: str) -> None:
    assert redacted(text, Private(minors=("王二", "李小明"))).text == shown


def test_of_names_that_overlap_the_longer_one_is_hidden() -> None:
    assert redacted("李小明月", Private(minors=("明月", "李小明"))).text == "李某某月"


def test_a_home_with_a_number_in_it_is_hidden_whole() -> None:
    found = redacted("住同安区13900000001室", Private(homes=("同安区13900000001室",)))
    assert (found.text, found.why) == ("住同安区某处", (ADDRESS,))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("厦门市思明区湖滨南路1号", "厦门市思明区某处"),
        ("安溪县某村", "安溪县某处"),
        ("鼓浪屿", "某处"),
        ("思明区", "某处"),
    ],
)
def test_an_address_is_told_as_far_as_its_district(address: str, shown: str) -> None:
    assert without_house(address) == shown


@pytest.mark.parametrize(("name", "shown"), [("李小明", "李某某"), ("王二", "王某"), ("李", "李某")])
def test_a_minor_is_named_by_the_first_character(name: str, shown: str) -> None:
    assert without_name(name) == shown


def test_who_is_not_the_party_is_not_named() -> None:
    found = redacted("陈建国把卷烟卖给王二麻子", Private(others=("王二麻子",)))
    assert (found.text, found.why) == ("陈建国把卷烟卖给王某某某", (OTHER,))


@pytest.mark.parametrize("written", ["李小明", "李 小明", "李　小　明", "李-小明", "李·小明"])
def test_a_name_is_hidden_however_it_is_spaced(written: str) -> None:
    assert redacted(f"向{written}售烟", Private(minors=(" 李小明 ",))).text == "向李某某售烟"


def test_a_number_that_is_known_is_hidden_however_it_is_spaced() -> None:
    assert redacted("护照E 1234-5678", Private(numbers=("E12345678",))).text == "护照E123***78"


HOSTILE = Path(__file__).parents[1] / "data" / "hostile.jsonl"
WRITTEN = map(json.loads, HOSTILE.read_text(encoding="utf-8").splitlines())
NAMES = [entry["text"] for entry in WRITTEN if len(entry.get("text", "").strip()) > 1]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_hidden_whatever_it_is_made_of(name: str) -> None:
    found = redacted(f"《{name}》", Private(minors=(name,)))
    assert (name.strip() in found.text, found.why) == (False, (MINOR,))
    assert redacted(found.text, Private(minors=(name,))).text == found.text
