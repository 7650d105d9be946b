"""The seven items and their licence: what each makes of it, and what is answered to what can not be."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import Refused
from models.forms import Change
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.held import desk, held, on
from tests.support.licences import (
    APPROVER,
    CLERK,
    act,
    arrived,
    ask,
    granted,
    licence,
    life,
    sent,
)
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS, form, receive, row
from usecases import applications, licence_facts, screening
from usecases.application_detail import detail
from usecases.proposals import open_one

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url", "desk", "held"]
FROM, TO = date(2026, 12, 1), date(2027, 5, 31)
NEW_NAME = (Change("shop_name", "思明区鹭岛便利店", "思明区鹭江便利店"),)
PAUSE: dict[str, Any] = {"suspend_from": FROM, "suspend_to": TO}


def refused(office: "Office", number: str) -> str:
    """Return what a grant of an application is answered, all parts."""
    with pytest.raises(Refused) as error:
        office.perform(applications.grant, number, by=APPROVER)
    return f"{error.value.message}{error.value.do_next}"


def test_a_whole_life_keeps_its_number_and_stands_in_one_unbroken_line(desk: "Office", held: str) -> None:
    granted(desk, Item.CHANGE, held, changes=NEW_NAME)
    granted(desk, Item.SUSPEND, held, **PAUSE)
    granted(desk, Item.RESUME, held)
    granted(desk, Item.REISSUE, held, reason="不慎遗失，声明作废。")
    granted(desk, Item.RENEW, held)
    granted(desk, Item.CLOSE, held)

    steps = life(desk, held)
    assert [(a.removeprefix("licence."), to) for a, _, to in steps] == [
        ("granted", "pending_delivery"),
        ("delivered", "active"),
        ("changed", "active"),
        ("suspended", "suspended"),
        ("resumed", "active"),
        ("reissued", "active"),
        ("renewed", "active"),
        ("closed", "closed"),
        ("cancelled", "cancelled"),
    ]
    assert all(before[2] == after[1] for before, after in pairwise(steps))
    found = licence(desk, held)
    assert (found.shop_name, found.reissues, str(found.valid_to)) == ("思明区鹭江便利店", 1, "2036-11-20")
    assert (found.status, found.ended_ground) == ("cancelled", "by_law")
    words = [m.payload["status"] for m in sent(desk, "case_system")]
    assert words == ["active", "active", "suspended", "active", "active", "active", "cancelled"]


def test_a_suspension_keeps_its_days_and_never_moves_the_end(desk: "Office", held: str) -> None:
    end = licence(desk, held).valid_to

    granted(desk, Item.SUSPEND, held, **PAUSE)

    found = licence(desk, held)
    assert (found.status, found.suspended_from, found.suspended_to, found.valid_to) == ("suspended", FROM, TO, end)
    granted(desk, Item.RENEW, held)
    found = licence(desk, held)
    assert (found.status, found.suspended_to, str(found.valid_to)) == ("suspended", TO, "2036-11-20")


def test_a_reissue_keeps_number_and_days_and_the_statement_of_the_loss(desk: "Office", held: str) -> None:
    from usecases import licence_events

    before = licence(desk, held)

    granted(desk, Item.REISSUE, held, reason="店内失火，正本烧毁。")

    found = licence(desk, held)
    assert (found.licence_no, found.valid_from, found.valid_to) == (held, before.valid_from, before.valid_to)
    with desk.reading() as session:
        last = licence_events.life(session, held)[-1]
    assert (last["detail"]["loss"], last["note"]) == ("店内失火，正本烧毁。", "店内失火，正本烧毁。")


def test_a_suspension_of_more_than_a_year_is_answered_with_the_last_day_possible(desk: "Office", held: str) -> None:
    number = ask(desk, Item.SUSPEND, held, suspend_from=FROM, suspend_to=date(2027, 12, 2))
    with desk.reading() as session:
        missing = detail(session, number, at=desk.now()).row["missing"]

    assert "停业最长一年" in missing[0][1]
    with desk.reading() as session:
        (found,) = licence_facts.against(session, number, at=desk.now())
    assert (found.code, "最迟到2027-12-01" in found.text) == ("too_long", True)


@pytest.mark.parametrize(("last", "fits"), [(date(2027, 12, 1), True), (date(2027, 12, 2), False)])
def test_a_year_of_suspension_is_the_boundary(desk: "Office", held: str, last: date, *, fits: bool) -> None:
    number = ask(desk, Item.SUSPEND, held, suspend_from=FROM, suspend_to=last)

    with desk.reading() as session:
        assert (licence_facts.against(session, number, at=desk.now()) == ()) is fits


def test_a_second_open_application_waits_for_the_first_and_is_told_which(desk: "Office", held: str) -> None:
    first = ask(desk, Item.RENEW, held, "A")
    second = ask(desk, Item.CHANGE, held, "B", changes=NEW_NAME)

    said = refused(desk, second)

    assert f"许可证{held}另有先收到的在办申请{first}" in said
    assert "请申请人撤回其中一件" in said
    desk.perform(applications.grant, first, by=APPROVER)
    assert desk.perform(applications.grant, second, by=APPROVER) == held


def test_a_change_of_address_needs_a_new_licence(desk: "Office", held: str) -> None:
    moved = (Change("address", "厦门市思明区湖滨南路1号", "厦门市思明区厦禾路9号"),)
    number = ask(desk, Item.CHANGE, held, changes=moved)

    said = refused(desk, number)

    assert "变更经营地址至“厦门市思明区厦禾路9号”需要重新申领许可证" in said
    assert "按新办提出申请" in said
    assert "NEW_NEEDED" in said
    assert licence(desk, held).address == "厦门市思明区湖滨南路1号"
    desk.perform(applications.refuse, number, reason="NEW_NEEDED", by=CLERK)
    assert desk.perform(applications.refuse, number, by=APPROVER).result == "not_accepted"


def test_another_operator_under_the_same_shop_code_needs_a_new_licence(desk: "Office", held: str) -> None:
    other = replace(form().applicant, name="陈旺", id_no="350203198801017117")
    number = ask(desk, Item.CHANGE, held, applicant=other, changes=(Change("legal_rep", "林海生", "陈旺"),))

    assert "经营主体变更需要重新申领许可证" in refused(desk, number)


@pytest.mark.parametrize("item", [Item.RENEW, Item.CHANGE, Item.SUSPEND, Item.RESUME, Item.CLOSE, Item.REISSUE])
def test_who_is_not_the_holder_gets_nothing(desk: "Office", held: str, item: Item) -> None:
    stranger = replace(form().applicant, name="陈旺", id_no="350203198801017117", uscc="92350203MA31ABCD0T")
    more: dict[str, Any] = {Item.CHANGE: {"changes": NEW_NAME}, Item.SUSPEND: PAUSE}.get(item, {})
    number = ask(desk, item, held, applicant=stranger, **more)

    with desk.reading() as session:
        found = {each.code: each for each in licence_facts.against(session, number, at=desk.now())}

    assert "申请人不是持证人" in found["not_holder"].text
    assert "不得转让" in found["not_holder"].do_next


def test_a_renewal_after_the_end_is_answered_with_what_to_do(desk: "Office", held: str) -> None:
    on(desk, "2031-11-21")
    number = ask(desk, Item.RENEW, held)

    said = refused(desk, number)

    assert f"许可证{held}的有效期已于2031-11-20届满，届满后不能办理延续" in said
    assert "需要继续经营的按新办提出申请" in said


def test_a_renewal_asked_for_on_the_last_day_may_be_decided_later(desk: "Office", held: str) -> None:
    on(desk, "2031-11-20")
    number = ask(desk, Item.RENEW, held)
    on(desk, "2031-11-25")
    desk.perform(screening.conclude, number, 1, clean(licence={"status": "not_found"}), by=SYSTEM_OFFICER)

    desk.perform(applications.grant, number, by=APPROVER)

    found = licence(desk, held)
    assert (str(found.valid_from), str(found.valid_to)) == ("2031-11-25", "2036-11-24")


def test_only_what_is_suspended_resumes_and_only_at_the_same_address_within_the_year(desk: "Office", held: str) -> None:
    early = ask(desk, Item.RESUME, held, "R1")
    assert "许可证没有停业，不需要恢复营业" in refused(desk, early)
    desk.perform(applications.refuse, early, reason="WRONG_STATUS", by=CLERK)
    desk.perform(applications.refuse, early, by=APPROVER)
    granted(desk, Item.SUSPEND, held, **PAUSE)
    moved = replace(form().premises, address="厦门市思明区厦禾路9号")
    elsewhere = ask(desk, Item.RESUME, held, "R2", premises=moved)
    assert "与许可证地址" in refused(desk, elsewhere)
    desk.perform(applications.refuse, elsewhere, reason="NEW_NEEDED", by=CLERK)
    desk.perform(applications.refuse, elsewhere, by=APPROVER)
    on(desk, "2027-12-02")

    late = ask(desk, Item.RESUME, held, "R3")

    assert "停业自2026-12-01起已超过一年" in refused(desk, late)


def test_nothing_is_applied_for_while_a_shop_must_rectify_but_a_change_or_a_renewal(desk: "Office", held: str) -> None:
    act(desk, held, "rectification_ordered", "conditions")

    assert "现为“责令暂停业务整顿”，不能办理停业" in refused(desk, ask(desk, Item.SUSPEND, held, **PAUSE))


def test_a_revoked_business_licence_speaks_against_every_item(desk: "Office", held: str) -> None:
    revoked = clean().facts["business"] | {"entity_status": "revoked"}
    number = arrived(desk, "RV", replace(form(Item.RENEW), licence_no=held), business=revoked)

    assert "A8" in refused(desk, number)


def test_an_application_withdrawn_in_the_middle_of_a_decision_ends_it(desk: "Office", held: str) -> None:
    number = ask(desk, Item.RENEW, held, "W")
    desk.perform(applications.accept, number, by=CLERK)
    desk.perform(applications.refuse, number, reason="RENEW_CONDITIONS", by=CLERK)
    gone = replace(form(Item.RENEW), licence_no=held, channel_state="withdrawn")
    receive(desk, row("W", 2, of=gone))

    with pytest.raises(Refused, match="申请现为“已撤回”") as error:
        desk.perform(applications.refuse, number, by=APPROVER)

    assert "该申请已办结" in error.value.do_next
    with desk.reading() as session:
        assert open_one(session, number, None) is None
    assert licence(desk, held).status == "active"


def test_what_the_national_register_knows_counts_where_we_know_nothing(desk: "Office") -> None:
    known = clean().facts["licence"] | {"holder_kind": "sole_trader", "holder_id_no": "350203198801017117"}
    receive(desk, row("N", of=form(Item.RENEW)))
    desk.perform(screening.conclude, "A-2026-000001", 1, clean(licence=known), by=SYSTEM_OFFICER)

    with pytest.raises(Refused, match="申请人不是持证人"):
        desk.perform(applications.grant, "A-2026-000001", by=OFFICERS["approver"])


def test_what_the_law_office_asks_for_is_asked_before_a_grant(desk: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    from content.lawbook import lawbook
    from rules.lawbook import parse
    from usecases import courses

    strict = _with_site_checks()
    monkeypatch.setattr(courses, "lawbook", lambda: parse(strict))
    number = arrived(desk, "NEW", form(Item.NEW))

    with pytest.raises(Refused, match="新办申请尚未完成：实地核查"):
        desk.perform(applications.grant, number, by=APPROVER)

    assert lawbook().in_force(date(2026, 11, 21)).settings.required_steps == ()


def _with_site_checks() -> dict[str, str]:
    from content.lawbook import built_in

    texts = built_in()
    old = 'key = "required_steps"\nvalue = []'
    assert old in texts["settings.toml"]
    new = 'key = "required_steps"\nvalue = ["new:application.site_checked"]'
    return texts | {"settings.toml": texts["settings.toml"].replace(old, new)}


def remarks_on(office: "Office", number: str) -> tuple[list[str], list[str]]:
    """Return the words of what stands against a grant, and of what should be known besides."""
    with office.reading() as session:
        found = detail(session, number, at=office.now())
    return [each.text for each in found.against], [f"{each.text}。{each.do_next}" for each in found.remarks]


def test_a_renewal_years_before_the_end_is_remarked_and_granted_all_the_same(desk: "Office", held: str) -> None:
    number = ask(desk, Item.RENEW, held)

    against, remarked = remarks_on(desk, number)

    assert against == []
    (told,) = remarked
    assert told.startswith(f"许可证{held}的有效期至2031-11-20，距届满还有1825天，现在申请延续偏早。可以照常办理，")
    assert told.endswith("新的有效期从2031-11-21起算；也可以告知申请人在届满30日以前再申请。")
    desk.perform(applications.grant, number, by=APPROVER)
    assert (str(licence(desk, held).valid_from), str(licence(desk, held).valid_to)) == ("2031-11-21", "2036-11-20")
    assert remarks_on(desk, number) == ([], [])


@pytest.mark.parametrize(("day", "told"), [("2031-05-23", 1), ("2031-05-24", 0), ("2031-11-01", 0)])
def test_from_half_a_year_before_the_end_nothing_is_remarked(desk: "Office", held: str, day: str, told: int) -> None:
    on(desk, day)

    assert len(remarks_on(desk, ask(desk, Item.RENEW, held))[1]) == told


def test_what_stands_against_a_grant_is_shown_before_anybody_tries(desk: "Office", held: str) -> None:
    on(desk, "2031-11-21")

    against, remarked = remarks_on(desk, ask(desk, Item.RENEW, held))

    assert against == [f"许可证{held}的有效期已于2031-11-20届满，届满后不能办理延续"]
    assert remarked == []
