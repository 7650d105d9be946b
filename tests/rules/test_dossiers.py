"""The dossier as rules: order, running pages, what is lacking by name, until when it is kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.dossierbook import dossiers
from models.errors import InvalidInput
from models.values import Item
from rules.dossiers import OTHER, UNDECIDED, Course, Part, Retention, arrange, gaps, late, measured, parse, until

BOOK = dossiers()
ON = date(2026, 11, 21)
GRANTED = Course("renew", "granted", frozenset({"application.accepted"}))
SECTIONS = sorted(BOOK.sections)


def part(section: str, kind: str = "", pages: int = 1, supplement: int = 0, key: str = "") -> Part:
    key = key or f"{section}:{kind}"
    return Part(section, key, kind, "ab" * 32, "application/pdf", kind=kind, pages=pages, supplement=supplement)


WHOLE = [
    part("delivery", "delivery"), part("licence", "licence_original"), part("decision", "renewal_grant", 2),
    part("finding"), part("receipt", "acceptance"), part("paper", "id_card"), part("application", "application_issue"),
    part("course"),
]  # fmt: skip


def test_the_archive_has_its_order_whatever_came_first() -> None:
    order = arrange(WHOLE, GRANTED, ON, BOOK)

    assert [e.part.section for e in order.entries] == [
        "application", "paper", "receipt", "finding", "decision", "licence", "delivery", "course",
    ]  # fmt: skip
    assert [(e.page_from, e.page_to) for e in order.entries][3:6] == [(4, 4), (5, 6), (7, 7)]
    assert (order.gaps, order.pages) == ((), 9)


@given(st.lists(st.tuples(st.sampled_from(SECTIONS), st.integers(1, 40), st.integers(0, 3)), max_size=60))
def test_pages_run_without_gap_or_overlap_and_supplements_come_last(drawn: list[tuple[str, int, int]]) -> None:
    parts = [part(section, pages=n, supplement=s, key=str(i)) for i, (section, n, s) in enumerate(drawn)]

    entries = arrange(parts, GRANTED, ON, BOOK).entries

    page = 0
    for position, entry in enumerate(entries, 1):
        assert (entry.position, entry.page_from) == (position, page + 1)
        page = entry.page_to
    assert page == sum(p.pages for p in parts)
    assert sorted(e.part.key for e in entries) == sorted(p.key for p in parts)
    assert [e.part.supplement for e in entries] == sorted(p.supplement for p in parts)


@pytest.mark.parametrize(
    ("absent", "name"),
    [("application", "申请表"), ("paper", "申请材料"), ("receipt", "受理通知书"), ("finding", "审查比对结论"),
     ("decision", "决定文书"), ("licence", "许可证副本存样"), ("delivery", "送达回证"), ("course", "办理经过")],
)  # fmt: skip
def test_what_is_lacking_is_named_with_its_article(absent: str, name: str) -> None:
    found = gaps([p for p in WHOLE if p.section != absent], GRANTED, ON, BOOK)

    assert [gap.name for gap in found] == [name]
    assert found[0].reason.startswith("《")


@pytest.mark.parametrize(
    ("step", "name"),
    [("application.correction_asked", "补正通知书"), ("application.site_checked", "实地核查记录"),
     ("application.review_asked", "有关单位意见"), ("application.hearing_offered", "听证权利告知书"),
     ("application.hearing_held", "听证笔录")],
)  # fmt: skip
def test_what_the_course_went_through_must_be_there(step: str, name: str) -> None:
    went = Course("renew", "granted", GRANTED.steps | {step})

    assert [gap.name for gap in gaps(WHOLE, went, ON, BOOK)] == [name]


def test_a_file_without_bytes_is_a_gap_with_its_reason() -> None:
    lost = Part("paper", "attachment:9", "营业执照", "", "", lacking="渠道未能提供该文件")

    found = gaps([*WHOLE, lost], GRANTED, ON, BOOK)

    assert [(gap.name, gap.reason) for gap in found] == [("营业执照", "渠道未能提供该文件")]


@pytest.mark.parametrize("item", list(Item))
@pytest.mark.parametrize("outcome", ["granted", "refused", "not_accepted", "withdrawn", "closed"])
def test_every_item_and_outcome_has_requirements_and_a_retention(item: Item, outcome: str) -> None:
    order = arrange([], Course(item.value, outcome), ON, BOOK)

    assert "办理经过" in [gap.name for gap in order.gaps]
    assert order.retention_until is not None


@pytest.mark.parametrize(
    ("closed_on", "years", "last"),
    [
        (date(2028, 2, 29), 10, date(2038, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 2, 28), 1, date(2028, 2, 28)),
        (date(2026, 12, 31), 30, date(2056, 12, 31)),
        (date(2026, 11, 21), None, None),
    ],
)
def test_the_last_day_of_keeping(closed_on: date, years: int | None, last: date | None) -> None:
    assert until(Retention("x", "x", frozenset(), date(2000, 1, 1), years), closed_on) == last


def test_acts_on_licences_are_kept_for_ever_and_no_period_claims_to_be_verified() -> None:
    assert BOOK.retention("act", ON).years is None
    assert [r.verified for r in BOOK.retentions] == [False] * len(BOOK.retentions)
    with pytest.raises(InvalidInput, match="没有“sold”的保管期限"):
        BOOK.retention("sold", ON)


def test_only_files_come_late_not_sheets_of_our_own() -> None:
    sheet = Part("course", "sheet:course", "办理经过", "cd" * 32, "application/json", data={})

    assert [p.key for p in late([*WHOLE, sheet], {p.key for p in WHOLE[1:]})] == ["delivery:delivery"]


def test_every_document_kind_of_the_catalogue_has_its_place() -> None:
    from content.documents import catalogue

    kinds = {kind for section in BOOK.sections.values() for kind in section.kinds}

    assert set(catalogue().names()) - kinds == set()


STRAY = """
basis = ["x"]
part = []
retention = []
[[require]]
part = "a"
name = "b"
basis = "c"
valid_from = 2026-01-01
"""


@pytest.mark.parametrize(
    "text",
    ["[[part]", "basis = []\npart = []", STRAY, STRAY.replace("basis", "source", 1), STRAY + "colour = 1\n"],
    ids=["syntax", "tables", "part", "no basis", "unknown key"],
)
def test_a_wrong_table_names_the_file(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"dossier\.toml"):
        parse(text)


def test_a_part_is_required_from_the_first_day_of_its_row_through_the_last() -> None:
    row = BOOK.required[0]
    book = replace(BOOK, required=(replace(row, valid_from=ON, valid_to=date(2026, 11, 23), items=frozenset()),))
    course = Course("renew", next(iter(row.outcomes), "granted"), frozenset(row.after))

    lacking = [len(gaps([], course, date(2026, 11, day), book)) for day in (20, 21, 23, 24)]

    assert lacking == [0, 1, 1, 0]


def test_a_measured_part_has_its_pages_and_says_what_it_lacks() -> None:
    whole = part("paper", "id_card")

    assert (measured(whole, 3).pages, measured(whole, 3).key, measured(whole, 3).lacking) == (3, "paper:id_card", "")
    assert measured(replace(whole, lacking="读不出"), 0).lacking == "读不出"
    assert measured(replace(whole, lacking="读不出"), 0, "没有").lacking == "没有"


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [({"items": frozenset({"new"})}, 0), ({"outcomes": frozenset({"refused"})}, 0), ({"after": frozenset({"x"})}, 0),
     ({"items": frozenset({"renew", "new"}), "outcomes": frozenset({"granted"})}, 1)],
)  # fmt: skip
def test_a_part_is_required_of_its_items_outcomes_and_courses(changes: dict[str, frozenset[str]], lacking: int) -> None:
    bare: dict[str, Any] = {"items": frozenset(), "outcomes": frozenset(), "after": frozenset(), **changes}
    book = replace(BOOK, required=(replace(BOOK.required[0], valid_from=ON, valid_to=None, **bare),))

    assert len(gaps([], Course("renew", "granted"), ON, book)) == lacking


def test_a_dossier_of_nothing_has_no_page() -> None:
    assert arrange([], GRANTED, ON, BOOK).pages == 0


def test_a_kind_stands_in_its_section_and_an_unknown_one_among_the_others() -> None:
    for section in BOOK.sections.values():
        for kind in section.kinds | section.papers:
            assert kind in BOOK.sections[BOOK.section_of(kind)].kinds | BOOK.sections[BOOK.section_of(kind)].papers
    assert BOOK.section_of("no such kind") == OTHER


def test_while_a_matter_is_open_nothing_says_how_long_its_dossier_is_kept() -> None:
    order = arrange([], Course("renew", ""), ON, BOOK)

    assert (order.retention, order.retention_until) == (UNDECIDED, None)


def test_a_retention_class_counts_from_its_first_day_and_is_not_verified_unless_its_row_says_so() -> None:
    old, new = (
        f'[[retention]]\ncode = "{years}"\ntitle = "t"\noutcomes = ["granted"]\nvalid_from = {first}\nyears = {years}\n'
        for years, first in ((10, "2020-01-01"), (30, "2026-11-21"))
    )
    book = parse(f'basis = ["甲"]\npart = []\nrequire = []\n{old}{new}')

    kept = [book.retention("granted", on) for on in (date(2026, 11, 20), ON)]

    assert [(one.years, one.verified, one.outcomes) for one in kept] == [
        (10, False, frozenset({"granted"})),
        (30, False, frozenset({"granted"})),
    ]
    assert book.basis == ("甲",)


def test_a_part_that_nobody_measured_or_supplemented_is_no_page_of_the_main_dossier() -> None:
    bare = Part("paper", "attachment:1", "营业执照", "ab" * 32, "application/pdf")

    assert (bare.pages, bare.supplement) == (0, 0)
