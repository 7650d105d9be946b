"""A licence on each kind of database: granted, handed over, suspended, acted on, undone, cancelled."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.values import Item
from tests.support.licences import APPROVER, CLERK, act, connected, granted, licence, life, new_licence, sent
from usecases import licence_acts, licence_events, undo

if TYPE_CHECKING:
    from wiring.office import Office

GRACE = timedelta(seconds=30)


def test_a_life_is_written_undone_and_ended_alike_on_both_databases(office: "Office") -> None:
    desk = connected(office)
    number = new_licence(desk)
    granted(desk, Item.SUSPEND, number, suspend_from=date(2026, 12, 1), suspend_to=date(2027, 5, 31))
    told = {"ground": "minors", "reason": "经检查向未成年人出售卷烟。"}
    desk.perform(licence_acts.propose, number, "rectification_ordered", by=CLERK, **told)  # type: ignore[arg-type]
    before = licence(desk, number)
    desk.perform(licence_acts.confirm, number, by=APPROVER, grace=GRACE)
    assert licence(desk, number).status == "rectification"

    desk.perform(undo.undo_last, number, by=APPROVER)

    assert licence(desk, number) == before
    desk.perform(licence_acts.reject, number, by=CLERK)
    act(desk, number, "annulled", "fraud")
    act(desk, number, "cancelled", "taken_away")
    assert [step[2] for step in life(desk, number)] == [
        "pending_delivery", "active", "suspended", "annulled", "cancelled",
    ]  # fmt: skip
    assert [m.op for m in sent(desk, "credit")] == ["upsert", "upsert", "withdraw", "withdraw"]
    with desk.reading() as session:
        (bar,) = licence_events.barring(session, "350203199003070014", "")
    assert (bar.kind, bar.cause, bar.on) == ("annulment", "fraud", date(2026, 11, 21))
