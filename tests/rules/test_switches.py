"""Every switch of the law book changes what it says it changes, from its day on and through the files alone."""

from datetime import date

import pytest

from content.lawbook import built_in_calendar, lawbook, texts
from models.values import Card, Fen, Item, Outcome, PartyKind
from rules.casework.amounts import hearings
from rules.identifiers import check_carton
from rules.lawbook import parse
from rules.lawrows import Law
from rules.lawswitches import SWITCHES
from rules.penalties import Decision, faults, is_citizen, simple_limit
from rules.screening import screen
from rules.terms import Clock, card, due
from rules.terms.spans import forward
from tests.rules.cases import ON, OWN, case_of, record

CALENDAR = built_in_calendar()


def turned(key: str, value: str, more: str = "") -> Law:
    """Return the law of the day with one switch turned by a file beside the others."""
    first = next(row.span.valid_from for row in lawbook().tables["setting"] if row.row["key"] == key)
    row = f'[[setting]]\nkey = "{key}"\nvalue = {value}\n{more}\nvalid_from = {first}\nmark = "law"\nnote = ""\n'
    return parse({**texts(), "+own.toml": row}).in_force(ON)


def outcome(rule: str, law: Law, **paths: object) -> Outcome | None:
    found = {each.rule: each.outcome for each in screen(case_of(**paths), ON, law).findings}
    return found.get(rule)


def test_r6_is_not_looked_at_where_it_is_off() -> None:
    hit = {"status": "hit", "party": OWN}

    assert outcome("R6", lawbook().in_force(ON), defaulter=hit) is Outcome.DENY
    assert outcome("R6", turned("r6", "false"), defaulter=hit) is None


def test_the_last_day_of_a_bar_is_free_where_it_is_not_inclusive() -> None:
    records = [record("disqualification", ON.replace(year=ON.year - 3).isoformat())]

    assert outcome("R1", lawbook().in_force(ON), records=records) is Outcome.DENY
    assert outcome("R1", turned("bar_inclusive", "false"), records=records) is Outcome.PASS


@pytest.mark.parametrize(("metres", "found"), [(60, Outcome.DENY), (61, Outcome.PASS)])
def test_the_school_buffer_of_one_district_goes_before_that_of_all(metres: int, found: Outcome) -> None:
    law = turned("school_buffer_m", "60", 'district = "350203"')

    assert outcome("A2", law, premises__district="350203", premises__school_distance_m=metres) is found
    assert outcome("A2", law, premises__district="350206", premises__school_distance_m=51) is Outcome.PASS


def test_the_cards_come_when_the_switches_say() -> None:
    on, before = date(2026, 11, 20), date(2026, 11, 19)  # Friday, Thursday
    early, late = turned("warn_before_wd", "0").settings, turned("red_after_yellow_wd", "0").settings

    assert card(on, before, CALENDAR, lawbook().in_force(ON).settings) is Card.WARNING
    assert card(on, before, CALENDAR, early) is Card.NONE
    assert card(before, on, CALENDAR, lawbook().in_force(ON).settings) is Card.YELLOW
    assert card(before, on, CALENDAR, late) is Card.RED


def last_day(law: Law, clock: Clock) -> date | None:
    return due(clock, ON, CALENDAR, law.terms, law.settings).on


def test_a_promise_for_one_item_is_shorter_for_that_item_only() -> None:
    law = turned("committed_limit_wd", "8", 'item = "renew"')
    accepted = date(2026, 3, 2)

    assert last_day(law, Clock(accepted, accepted, item=Item.RENEW)) == date(2026, 3, 12)
    assert last_day(law, Clock(accepted, accepted, item=Item.NEW)) == date(2026, 3, 30)


def test_a_late_renewal_is_deemed_or_not_and_late_is_counted_in_the_unit() -> None:
    asked, end = date(2026, 3, 2), date(2026, 4, 1)  # 30 calendar days and 22 working days before
    clock = Clock(asked, date(2026, 3, 20), expires_on=end, item=Item.RENEW)
    by_days, by_working_days = turned("deemed_renewal_late", "false"), turned("renewal_lead_unit", '"wd"')
    strict = parse({**texts(), "+a.toml": OFF, "+b.toml": IN_WORKING_DAYS}).in_force(ON)

    assert last_day(by_days, clock) == end
    assert last_day(by_working_days, clock) == end
    assert last_day(strict, clock) == date(2026, 4, 20)


OWNER = "350203199003070014"
OFF = '[[setting]]\nkey = "deemed_renewal_late"\nvalue = false\nvalid_from = 2004-07-01\n'
IN_WORKING_DAYS = '[[setting]]\nkey = "renewal_lead_unit"\nvalue = "wd"\nvalid_from = 2004-07-01\n'


@pytest.mark.parametrize(
    ("key", "kind"),
    [("hearing_citizen_yuan", PartyKind.PERSON), ("hearing_organisation_yuan", PartyKind.ENTERPRISE)],
)
def test_a_hearing_is_due_from_the_sum_on(key: str, kind: PartyKind) -> None:
    law = turned(key, "500")
    cause = law.cause("C01")

    assert hearings(cause, kind, law, fine=Fen(500_00))
    assert not hearings(cause, kind, law, fine=Fen(499_99))
    assert not hearings(cause, kind, lawbook().in_force(ON), fine=Fen(500_00))


def test_a_sole_trader_counts_as_a_citizen_or_as_an_organisation() -> None:
    plain, other, trader = lawbook().in_force(ON), turned("sole_trader_is_citizen", "false"), PartyKind.SOLE_TRADER

    assert (simple_limit(trader, plain), simple_limit(trader, other)) == (200_00, 3000_00)
    assert (is_citizen(PartyKind.PERSON, other), is_citizen(PartyKind.ENTERPRISE, plain)) == (True, False)
    assert hearings(plain.cause("C01"), trader, plain, fine=Fen(10_000_00))
    assert not hearings(other.cause("C01"), trader, other, fine=Fen(10_000_00))


def test_the_letters_of_the_carton_code_are_our_own() -> None:
    code = "2090112345678907XMYC350203100001"
    ours, theirs = lawbook().in_force(ON).settings.carton, turned("carton_letters", '["ABCD"]').settings.carton

    assert check_carton(code, ON, ours).warnings != check_carton(code, ON, theirs).warnings


@pytest.mark.parametrize(
    ("value", "last", "article"),
    [("special", date(2026, 3, 17), "第四十一条"), ("general", date(2026, 9, 2), "第四十六条第一款")],
)
def test_q1_the_term_to_sue_over_a_penalty_is_the_special_or_the_general_one(
    value: str, last: date, article: str
) -> None:
    term = turned("penalty_litigation", f'"{value}"').terms["E31"]

    assert forward(term, date(2026, 3, 2), CALENDAR).on == last
    assert (term.id, term.name, term.basis.article) == ("E31", "直接提起行政诉讼", article)


@pytest.mark.parametrize(("value", "fields"), [("false", ["cause"]), ("true", [])], ids=["transferred", "delegated"])
def test_q7_unlicensed_retail_is_another_offices_unless_it_was_delegated(value: str, fields: list[str]) -> None:
    law = turned("c07_delegated", value)
    base, fine = Fen(100_000), Fen(40_000)
    decision = Decision(
        "厦烟处〔2026〕第12号", PartyKind.PERSON, "林海生", "C07", ON, OWNER, kinds=("fine",), base=base, fine=fine
    )

    assert [fault.field for fault in faults(decision, ON, law)] == fields


def test_every_switch_says_what_it_changes_and_where_the_field_speaks_of_it() -> None:
    rows = {row.row["key"] for row in lawbook().tables["setting"]}

    assert rows == set(SWITCHES)
    assert all(each.changes and each.domain for each in SWITCHES.values())
    assert {each.question for each in SWITCHES.values()} >= {"Q1", "Q2", "Q3", "Q4", "Q5", "Q7", "Q9", "Q12"}
