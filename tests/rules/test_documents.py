"""Documents as data: numbers, blanks, versions, and what a template does with them."""

from datetime import date

import pytest

from content.documents import catalogue
from content.lawbook import lawbook
from models.errors import InvalidInput
from rules.documents import Blank, DocumentKind, faults, filled, fits, number, parse

ON = date(2026, 11, 21)
LETTER = """
[blanks]
party = "text 当事人"
[[document]]
kind = "letter"
title = "函"
word = "函"
valid_from = 2020-01-01
[document.blanks]
due_on = "day 期限"
lines = "texts? 内容"
"""
LETTER_LATER = LETTER.replace("2020-01-01", "2026-06-01").replace('title = "函"', 'title = "新函"')
DOMAIN = {
    "application_issue", "application_managed", "material_receipt", "acceptance", "non_acceptance", "correction",
    "site_check", "extension", "hearing_right", "hearing_notice", "hearing_record", "grant", "refusal", "renewal_grant",
    "renewal_refusal", "change_grant", "change_refusal", "suspension_grant", "resumption_grant", "reissue", "closing",
    "cancellation", "cancellation_notice", "annulment", "withdrawal", "recall", "change_order", "rectification",
    "disqualification", "licence_original", "licence_duplicate", "delivery",
}  # fmt: skip


def letter() -> DocumentKind:
    return parse([("letter.toml", LETTER)]).kind("letter", ON)


def test_every_licensing_document_of_the_field_is_in_the_catalogue() -> None:
    assert set(catalogue().names()) >= DOMAIN


def test_no_two_kinds_share_the_word_of_their_numbers() -> None:
    words = [kind.series + kind.word for kind in catalogue().kinds]

    assert len(set(words)) == len(words)


def test_every_article_is_of_an_instrument_in_force() -> None:
    known = {dated.id for dated in lawbook().instruments if dated.span.holds(ON)}

    assert {one.instrument for kind in catalogue().kinds for one in kind.basis} <= known


def test_a_number_has_the_year_in_corner_brackets() -> None:
    assert number(catalogue().kind("grant", ON), "厦", 2026, 12) == "厦烟许准〔2026〕第12号"


def test_what_may_be_empty_is_empty_and_days_become_text() -> None:
    assert filled(letter(), {"party": "甲", "due_on": ON}) == {"party": "甲", "due_on": "2026-11-21", "lines": []}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"due_on": ON}, "缺少“当事人”（party）"),
        ({"party": "  ", "due_on": ON}, "缺少“当事人”（party）"),
        ({"party": "甲", "due_on": ""}, "缺少“期限”（due_on）"),
        ({"party": "甲", "due_on": "2026-02-30"}, "“期限”（due_on）应为day"),
        ({"party": "甲", "due_on": ON, "lines": "一"}, "“内容”（lines）应为texts"),
        ({"party": "甲", "due_on": ON, "copies": 2}, "没有“copies”这个空项"),
    ],
    ids=["missing", "only blanks", "an empty day", "a day that is none", "text for a list", "unknown"],
)
def test_a_blank_that_is_missing_wrong_or_unknown_is_named(facts: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        filled(letter(), facts)

    assert said in refused.value.message


def test_an_own_catalogue_replaces_a_kind_and_the_version_of_the_day_counts() -> None:
    both = parse(
        [
            ("letter.toml", LETTER),
            ("own.toml", LETTER + LETTER_LATER.split("[[document]]", 1)[1].join(["[[document]]", ""])),
        ]
    )

    assert [both.kind("letter", on).title for on in (date(2026, 5, 31), date(2026, 6, 1))] == ["函", "新函"]


def test_a_broken_catalogue_names_its_file() -> None:
    with pytest.raises(InvalidInput, match=r"own\.toml 有误"):
        parse([("own.toml", LETTER.replace('"day 期限"', '"datum 期限"'))])


def test_a_template_that_asks_for_an_unknown_blank_or_forgets_one_is_told_with_its_line() -> None:
    kind = DocumentKind("x", "函", "函", ON, (), {n: Blank(n, "text", n, required=True) for n in ("party", "matter")})
    frame = "#let to(x) = [#x]\n#let head() = [#d.party]\n"

    assert faults(kind, "#head()\n#d.mater\n", frame) == [
        (2, "没有“mater”这个空项"),
        (0, "必填的“matter”（matter）没有用到"),
    ]


def test_what_a_part_of_the_frame_uses_in_turn_counts_even_where_parts_use_each_other() -> None:
    kind = DocumentKind("x", "函", "函", ON, (), {"party": Blank("party", "text", "当事人", required=True)})
    frame = "#let to(x) = [#head()]\n#let head() = [#to(1) #d.party]\n"

    assert faults(kind, "#to(1)\n", frame) == []


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("texts", ["甲"], True), ("texts", [["甲"]], False), ("texts", "甲", False), ("rows", [["甲"]], True),
        ("rows", ["甲"], False), ("day", "2026-11-21", True), ("day", "20261121", False), ("day", 20261121, False),
        ("flag", True, True), ("flag", 1, False), ("number", 1, True), ("number", True, False), ("number", "1", False),
        ("text", "1", True), ("text", 1, False),
    ],
)  # fmt: skip
def test_a_value_is_of_its_blanks_type_or_not(kind: str, value: object, right: bool) -> None:
    assert fits(kind, value) is right


@pytest.mark.parametrize(
    "name",
    ["number", "title", "bureau", "issued_on", "basis", "qr", "reconsideration_days", "reconsideration_body",
     "litigation_months", "court"],
)  # fmt: skip
def test_a_template_may_print_what_the_house_fills_in(name: str) -> None:
    kind = DocumentKind("x", "函", "函", ON, (), {})

    assert faults(kind, f"#d.{name}\n", "") == []


def test_a_picture_of_a_code_prints_its_text_too() -> None:
    kind = DocumentKind("x", "函", "函", ON, (), {"qr_text": Blank("qr_text", "text", "码", required=True)})

    assert faults(kind, "#d.qr\n", "") == []
    assert faults(kind, "#d.title\n", "") == [(0, "必填的“码”（qr_text）没有用到")]


def test_a_kind_has_one_page_and_one_copy_unless_its_row_says_more() -> None:
    more = 'valid_from = 2020-01-01\nsealed = false\npages = 2\ncopies = 3\nretention = "长期"\n'

    said = parse([("letter.toml", LETTER.replace("valid_from = 2020-01-01\n", more))]).kind("letter", ON)

    assert (letter().sealed, letter().pages, letter().copies, letter().retention) == (True, 1, 1, "")
    assert (said.sealed, said.pages, said.copies, said.retention) == (False, 2, 3, "长期")


@pytest.mark.parametrize(
    "text", ["x = = 1", "document = 1", LETTER.replace("2020-01-01", '"2020-01-01"'), LETTER.replace('word = "函"', "")]
)
def test_a_catalogue_that_cannot_be_read_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"letter\.toml"):
        parse([("letter.toml", text)])


def test_a_kind_that_no_catalogue_has_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="没有“poem”"):
        catalogue().kind("poem", ON)


def test_an_article_may_have_blanks_behind_its_instrument() -> None:
    text = LETTER.replace("valid_from", 'basis = ["LIC 第十二条 第一款"]\nvalid_from')
    (article,) = parse([("letter.toml", text)]).kind("letter", ON).basis

    assert (article.instrument, article.article) == ("LIC", "第十二条 第一款")


def test_a_preview_takes_the_kinds_own_sample_before_the_common_one() -> None:
    samples = parse([("letter.toml", '[samples]\nparty = "甲"\n"letter.party" = "乙"\n')])

    assert [samples.sample(kind, "party") for kind in ("letter", "grant")] == ["乙", "甲"]
    assert samples.sample("letter", "due_on") is None


@pytest.mark.parametrize(
    ("type_", "empty"), [("text", ""), ("day", ""), ("number", 0), ("flag", False), ("texts", []), ("rows", [])]
)
@pytest.mark.parametrize("facts", [{}, {"x": ""}, {"x": []}, {"x": None}], ids=["not given", "empty", "no row", "None"])
def test_what_is_left_empty_is_empty_in_its_types_way(type_: str, empty: object, facts: dict[str, object]) -> None:
    kind = DocumentKind("x", "函", "函", ON, (), {"x": Blank("x", type_, "空", required=False)})

    value = filled(kind, facts)["x"]

    assert (value, type(value)) == (empty, type(empty))


def test_a_list_of_nothing_does_not_fill_what_must_be_filled() -> None:
    kind = DocumentKind("x", "函", "函", ON, (), {"x": Blank("x", "texts", "内容", required=True)})

    with pytest.raises(InvalidInput, match="缺少“内容”"):
        filled(kind, {"x": []})


def test_a_comment_of_a_template_prints_nothing() -> None:
    kind = DocumentKind("x", "函", "函", ON, (), {"party": Blank("party", "text", "当事人", required=True)})

    assert faults(kind, "#d.party // #d.matter\n", "") == []
    assert faults(kind, "// #d.party\n", "") == [(0, "必填的“当事人”（party）没有用到")]
