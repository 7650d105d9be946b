"""Files of the law book: whatever cannot be is refused with file, line, row and, where two are concerned, both."""

from datetime import date

import pytest

from content.lawbook import lawbook, texts
from models.errors import InvalidInput
from rules.lawbook import parse
from rules.lawswitches import Switch

X = """
[[instrument]]
key = "X"
title = "试验法"
edition = 1
articles = 20
valid_from = 2020-01-01
mark = "law"
"""


def rule(first: str = "2020-01-01", more: str = "", ref: str = "1", key: str = "X") -> str:
    """Return one row of a screening rule."""
    cited = f'instrument = "{key}"\narticle = "第一条"\nref = "{ref}"'
    return f'\n[[rule]]\nid = "R1"\nname = "试验"\n{cited}\nvalid_from = {first}\n{more}\nmark = "law"\n'


DATED = 'valid_from = 2020-01-01\nmark = "law"\n'
CITED = f'instrument = "X"\narticle = "第一条"\nref = "1"\n{DATED}'
UNIT = f'[[unit]]\nid = "audit"\nname = "稽查"\nroles = ["inspector"]\n{DATED}'
REVIEW = (
    '[[review]]\nid = "V1"\nname = "甲"\nitems = ["new"]\nfindings = ["N9"]\nunits = ["audit"]\n'
    f"limit_wd = 5\nagainst = true\n{CITED}"
)
REASON = f'[[reason]]\nid = "OWN"\nname = "甲"\ntext = "文"\nkinds = ["refusal"]\nrecord_cause = "other"\n{DATED}'
INSTANT = (
    '[[instant]]\nid = "new"\nresult = "grant"\nfindings = ["R1"]\noutcomes = ["pass"]\nagainst = []\n'
    f"statuses = []\nregisters = []\nshared = []\n{CITED}"
)


def refused(text: str) -> str:
    with pytest.raises(InvalidInput) as error:
        parse({"a.toml": X + text})
    return error.value.message


def test_a_gap_is_refused_with_both_rows() -> None:
    told = refused(rule(more="valid_to = 2021-01-31") + rule("2021-02-02"))

    assert "R1在2021-02-01至2021-02-01没有规定" in told
    assert "a.toml第10行（2020-01-01至2021-01-31）和a.toml第20行（2021-02-02起）" in told


def test_a_gap_that_says_why_is_no_fault() -> None:
    later = rule("2021-02-02", 'gap = "条文曾经废止"')

    assert parse({"a.toml": X + rule(more="valid_to = 2021-01-31") + later}).tables["rule"][1].place == "a.toml第20行"


def test_rows_that_follow_on_the_next_day_leave_no_gap() -> None:
    parse({"a.toml": X + rule(more="valid_to = 2021-01-31") + rule("2021-02-01")})


def test_an_overlap_is_refused_with_both_rows() -> None:
    told = refused(rule(more="valid_to = 2021-01-31") + rule("2021-01-31"))

    assert "R1在2021-01-31有两条有效的规定" in told
    assert "a.toml第10行（2020-01-01至2021-01-31）和a.toml第20行（2021-01-31起）" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (rule(more="yeers = 3"), "a.toml第10行，R1：没有“yeers”这个键，是不是“years”"),
        (rule(more='years = "3"'), "R1：years应为整数"),
        (rule(more="years = true"), "R1：years应为整数"),
        (rule(more="valid_to = 2019-12-31"), "R1：日期颠倒：2020-01-01至2019-12-31"),
        (rule(more="valid_to = 2020-12-31T00:00:00"), "R1：valid_to应为日期"),
        (rule(more="note = 3"), "R1：note应为文字"),
        (UNIT.replace('["inspector"]', '"inspector"'), "audit：roles应为一列，写作[ … ]"),
        (REVIEW.replace("against = true", "against = 1"), "V1：against应为true或false"),
        (REASON, "OWN：缺少instrument、article、ref"),
        ('[[rule]]\nid = "R1"\nmark = "law"\n', "R1：缺少valid_from"),
        ('[[rule]]\nvalid_from = 2020-01-01\nmark = "law"\n', "没有写明编号"),
        ('[[rule]]\nid = "R1"\nvalid_from = 2020-01-01\n', "R1：缺少name、instrument、article、ref、mark"),
        ("[[rulle]]\n", "没有“rulle”这个表，是不是“rule”"),
        ("[rule]\nx = 1\n", "没有“rule”这个表，是不是“rule”，每行写作[[表名]]"),
        (rule(ref="21"), "引用的X没有第21条：a.toml第2行（2020-01-01起，共20条）"),
        (rule(ref="0"), "引用的X没有第0条"),
        (rule(ref="20–21"), "引用的X没有第21条"),
        (
            rule("2019-12-31"),
            "R1引用的X在2019-12-31没有有效文本（本行2019-12-31起；文本：a.toml第2行（2020-01-01起））",
        ),
        (rule(key="Y"), "R1引用的Y在2020-01-01没有有效文本（本行2020-01-01起；文本：没有这部法规）"),
        (REASON + 'rule = "R9"\n', "OWN：rule所指的R9在2020-01-01没有规定"),
        (REVIEW, "V1：units所指的audit在2020-01-01没有规定"),
        (UNIT + REVIEW, "V1：findings所指的N9没有规定"),
        (INSTANT, "new：findings所指的R1在2020-01-01没有规定"),
    ],
    ids=lambda text: text.strip().replace("\n", " ")[:40],
)
def test_what_cannot_be_is_refused_with_its_place(text: str, words: str) -> None:
    assert words in refused(text)


def test_the_last_article_and_a_paragraph_number_are_no_fault() -> None:
    parse({"a.toml": X + rule(ref="20(99)")})


def test_what_is_no_row_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"a\.toml第1行不是一行\[\[rule\]\]"):
        parse({"a.toml": "rule = [1]\n"})


def test_a_row_of_one_day_is_no_fault() -> None:
    parse({"a.toml": X + rule(more="valid_to = 2020-01-01")})


def test_a_review_may_be_about_a_rule_or_a_situation_of_the_negative_list() -> None:
    review = REVIEW.replace('"N9"', '"R1"')

    assert parse({"a.toml": X + rule() + UNIT + review}).tables["review"][0].id == "V1"


def editions(first: int, second: int) -> str:
    """Return two editions of X with so many articles, the second in force from 2021-01-01 on."""
    one = X.replace("articles = 20", f"articles = {first}").replace("mark", "valid_to = 2020-12-31\nmark")
    return one + X.replace("articles = 20", f"articles = {second}").replace("2020-01-01", "2021-01-01")


@pytest.mark.parametrize(
    ("first", "last", "fewest", "found"),
    [
        ("2020-01-01", "2020-12-31", "later", False),
        ("2020-01-01", "2021-01-01", "later", True),
        ("2020-12-31", "2021-12-31", "earlier", True),
        ("2021-01-01", "2021-12-31", "earlier", False),
    ],
)
def test_an_article_must_be_there_in_every_edition_of_its_days(
    first: str, last: str, fewest: str, *, found: bool
) -> None:
    text = editions(*((20, 10) if fewest == "later" else (10, 20))) + rule(first, f"valid_to = {last}", "15")
    if found:
        with pytest.raises(InvalidInput, match="引用的X没有第15条"):
            parse({"a.toml": text})
    else:
        parse({"a.toml": text})


def test_an_edition_of_one_day_covers_that_day() -> None:
    one = X.replace("mark", "valid_to = 2020-01-01\nmark")

    parse({"a.toml": one + X.replace("2020-01-01", "2020-01-02") + rule()})


def setting(key: str, value: str) -> str:
    return f'[[setting]]\nkey = "{key}"\nvalue = {value}\nvalid_from = 2020-01-01\nmark = "practice"\nnote = ""\n'


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("r7", "true", "没有“r7”这个开关，是不是“r6”"),
        ("r6", "1", "r6应为true或false"),
        ("warn_before_wd", "-1", "warn_before_wd应为不小于零的整数"),
        ("warn_before_wd", "true", "warn_before_wd应为不小于零的整数"),
        ("renewal_lead_unit", '"m"', "renewal_lead_unit只能是d、wd"),
        ("carton_letters", "[1]", "carton_letters应为一列文字"),
    ],
)
def test_a_switch_takes_only_its_own_values(key: str, value: str, words: str) -> None:
    assert words in refused(setting(key, value))


@pytest.mark.parametrize(("kind", "value", "words"), [
    (str, 5, "文字"), (bool, 1, "true或false"), (int, True, "不小于零的整数"), (list, "x", "一列文字"),
])  # fmt: skip
def test_a_switch_says_which_kind_it_takes(kind: type, value: object, words: str) -> None:
    assert Switch(kind, "甲", "7.1").fault(value) == f"应为{words}"


def test_a_reference_to_a_row_that_is_not_there_is_refused() -> None:
    built_in = texts()
    changed = built_in | {"causes.toml": built_in["causes.toml"].replace('serious_of = "C02"', 'serious_of = "C99"')}

    with pytest.raises(InvalidInput, match=r"C02s：serious_of所指的C99在.*没有规定"):
        parse(changed)


def test_a_file_beside_the_others_changes_and_adds_rows() -> None:
    cut = '[[setting]]\nkey = "r6"\nvalid_from = 2007-03-07\nvalid_to = 2026-12-31\n'
    off = '[[setting]]\nkey = "r6"\nvalue = false\nvalid_from = 2027-01-01\nmark = "law"\nnote = "局务会决定"\n'

    book = parse({**texts(), "+beside.toml": cut + off})

    days = (date(2026, 12, 31), date(2027, 1, 1))
    assert [book.in_force(day).settings.r6 for day in days] == [True, False]
    assert book.digest != lawbook().digest
    assert [row.place for row in book.tables["setting"] if row.id == "r6"] == ["beside.toml第1行", "beside.toml第5行"]


def test_of_two_files_beside_the_others_the_later_name_goes_before() -> None:
    row = '[[setting]]\nkey = "warn_before_wd"\nvalue = {}\nvalid_from = 2007-03-07\n'
    beside = {"+b.toml": row.format(5), "+a.toml": row.format(4)}

    assert parse({**texts(), **beside}).in_force(date(2026, 11, 21)).settings.warn_before_wd == 5


def test_a_row_added_beside_an_open_one_overlaps_it() -> None:
    off = '[[setting]]\nkey = "r6"\nvalue = false\nvalid_from = 2027-01-01\nmark = "law"\nnote = ""\n'

    with pytest.raises(InvalidInput, match=r"r6在2027-01-01有两条有效的规定：settings.toml第.*和beside.toml第1行"):
        parse({**texts(), "+beside.toml": off})
