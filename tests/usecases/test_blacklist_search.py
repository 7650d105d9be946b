"""Search in blacklists: numbers exactly, names with every kind of misspelling, and hits for the screening."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.support.rows import OFFICERS
from tests.usecases.test_blacklist import bring
from usecases import blacklist, blacklist_search
from usecases.blacklist_search import Found

if TYPE_CHECKING:
    from wiring.office import Office

LIST = """name,number,kind,from_on,to_on
林海生,350203199003070014,person,,
王小明,,person,,
陈建国,350206198512310025,person,2026-01-01,2026-06-30
欧阳明月,,person,,
厦门市思明区鹭岛便利店,92350206MA2YFAKE0X,sole_trader,,
鑫源丰盛烟酒商行,,sole_trader,,
海沧新万家福连锁超市,,enterprise,,
"""
TODAY = date(2026, 11, 21)


@pytest.fixture
def filled(office: "Office") -> "Office":
    bring(office, LIST)
    return office


def search(office: "Office", text: str, **more: object) -> list[Found]:
    with office.reading() as session:
        return blacklist_search.search(session, text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["350203199003070014", "350203900307001", "３５０２０３ 19900307 0014", "350203199003070014\u200b"],
    ids=["as kept", "15 digits", "full width with blanks", "invisible character"],
)
def test_a_number_is_found_in_any_writing(filled: "Office", text: str) -> None:
    found = search(filled, text)

    assert [(f.entry.name, f.score, f.same, f.why) for f in found] == [("林海生", 1.0, True, "号码一致")]


def test_a_number_with_one_slip_is_only_a_question(filled: "Office") -> None:
    for slip in ("350203199003070024", "350203199003070041"):
        found = search(filled, slip)
        assert [(f.entry.name, f.same) for f in found] == [("林海生", False)]
    assert search(filled, "350203199003079999") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王小明", "王小明"),
        ("王 小　明", "王小明"),
        ("王晓明", "王小明"),
        ("王小朋", "王小明"),
        ("小王明", "王小明"),
        ("欧阳月明", "欧阳明月"),
        ("歐陽明月", "欧阳明月"),
        ("鹭岛烟酒商行", "厦门市思明区鹭岛便利店"),
        ("湖里鷺島超市", "厦门市思明区鹭岛便利店"),
        ("鑫源丰盛", "鑫源丰盛烟酒商行"),
        ("鑫元丰盛商行", "鑫源丰盛烟酒商行"),
        ("新万家福", "海沧新万家福连锁超市"),
        ("海沧新万家富超市", "海沧新万家福连锁超市"),
        ("wangxiaoming", "王小明"),
        ("Lu Dao", "厦门市思明区鹭岛便利店"),
    ],
)
def test_a_misspelt_name_is_found_first_and_counts_as_the_same(filled: "Office", text: str, name: str) -> None:
    best = search(filled, text)[0]

    assert best.entry.name == name
    assert best.same
    assert best.why


@pytest.mark.parametrize("text", ["wxm", "xyfs"])
def test_pinyin_initials_find_but_are_not_the_same(filled: "Office", text: str) -> None:
    best = search(filled, text)[0]

    assert (best.score, best.same) == (0.6, False)


def test_part_of_a_name_finds_the_whole_one(filled: "Office") -> None:
    found = search(filled, "万家")

    assert [(f.entry.name, "名称含有所查的字" in f.why) for f in found] == [("海沧新万家福连锁超市", True)]


def test_another_person_is_not_the_same(filled: "Office") -> None:
    assert [f for f in search(filled, "王大伟") if f.same] == []


@pytest.mark.parametrize("text", ["", " ", "*", '"', "%", "'; drop table x", "🙂", "\ud800", "a" * 5000, "\0", "①②"])
def test_odd_texts_find_nothing_and_break_nothing(filled: "Office", text: str) -> None:
    assert [f for f in search(filled, text) if f.same] == []


def test_hostile_texts_are_kept_found_and_never_break_the_index(office: "Office") -> None:
    texts = ("王\u202e明", "\U00020bb7野家", "\ue000\ue001\uf8ff", "İıſß店", "王(((", "e" + "\u0301" * 60, "店" * 90)
    bring(office, "name\n" + "".join(f"{text}\n" for text in texts))

    for text in texts:
        assert any(found.entry.name == text and found.same for found in search(office, text)), ascii(text)
    for text in ("伟王" * 5_000, "（" * 10_000, "a " * 5_000):
        assert [found for found in search(office, text) if found.same] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("林海生（鹭岛便利店）", "厦门市思明区鹭岛便利店"),
        ("Ming Yue Ou Yang", "欧阳明月"),
        ("wang xiaomin", "王小明"),
        ("新万家福超市第二分店", "海沧新万家福连锁超市"),
        ("鑫源丰胜烟酒行商", "鑫源丰盛烟酒商行"),
    ],
)
def test_a_name_is_found_by_what_it_holds_and_how_it_sounds(filled: "Office", text: str, name: str) -> None:
    assert name in [found.entry.name for found in search(filled, text) if found.same]


def test_the_best_stands_first_and_the_list_can_be_named(filled: "Office") -> None:
    bring(filled, "name\n王晓明\n王小明\n", "其他")

    scores = [found.score for found in search(filled, "王小明")]
    only = search(filled, "王小明", list_name="其他", limit=1)

    assert scores == sorted(scores, reverse=True)
    assert [(f.entry.list_name, f.score) for f in only] == [("其他", 1.0)]


def test_the_same_number_is_a_hit_and_a_like_name_only_a_question(filled: "Office") -> None:
    with filled.reading() as session:
        hits = blacklist_search.hits(session, ["350203900307001", ""], ["林海生", "王晓明", "路人甲"], on=TODAY)

    assert [entry.name for entry in hits.by_number] == ["林海生"]
    assert [found.entry.name for found in hits.by_name] == ["王小明"]


def test_an_entry_counts_only_in_its_term_and_while_it_is_not_lifted(filled: "Office") -> None:
    with filled.reading() as session:
        number = ["350206198512310025"]
        on_days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
        counted = [len(blacklist_search.hits(session, number, ["陈建国"], on=day).by_number) for day in on_days]
        entry = blacklist.entries(session)[-1]
    filled.perform(blacklist.lift, entry.id, "到期", by=OFFICERS["approver"])

    assert counted == [0, 1, 1, 0]
    with filled.reading() as session:
        hits = blacklist_search.hits(session, [entry.number], [entry.name], on=TODAY)
    assert (hits.by_number, hits.by_name) == ((), ())


def test_printed_numbers_are_masked_unless_asked(filled: "Office") -> None:
    found = search(filled, "350203199003070014")

    assert next(blacklist_search.lines(found)) == {
        "entry": found[0].entry.id,
        "name": "林海生",
        "number": "3502************14",
        "list": "重点户",
        "score": 1.0,
        "same": True,
        "why": "号码一致",
    }
    assert next(blacklist_search.lines(found, full=True))["number"] == "350203199003070014"
