"""Outside systems: alarms, states, quarantine and the bytes that crossed."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.tables.applications import QuarantineRow
from models.tables.columns import table_of
from ports.exchanges import Crossing, Verdict
from tests.conftest import NOON
from tests.support.rows import OFFICERS, malformed, receive
from usecases import crossings, quarantine_desk, systems

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, SYSADMIN = OFFICERS["clerk"], OFFICERS["sysadmin"]


def test_an_alarm_is_open_once_and_counts_how_often_it_came(office: "Office") -> None:
    first = office.keep(systems.raise_alarm, "credit", "rejected", "k1", "甲", at=NOON)
    again = office.keep(systems.raise_alarm, "credit", "rejected", "k1", "乙\0", at=NOON + timedelta(hours=1))
    other = office.keep(systems.raise_alarm, "credit", "rejected", "k2", "丙", at=NOON)

    with office.reading() as session:
        newest, oldest = systems.open_alarms(session)
        assert systems.open_alarms(session, before=newest.id) == [oldest]
    assert (first, again, other) == (True, False, True)
    assert (oldest.times, oldest.text, oldest.last_at) == (2, "乙␀", NOON + timedelta(hours=1))


def test_nobody_closes_the_alarm_that_keeps_a_restored_bureau_from_sending(office: "Office") -> None:
    office.keep(systems.raise_alarm, "credit", systems.RESTORED, "", "先核对", at=NOON)
    with office.reading() as session:
        (alarm,) = systems.open_alarms(session)

    with pytest.raises(Refused, match="核对尚未完成"):
        office.perform(systems.close_alarm, alarm.id, by=CLERK, note="知道了")

    with office.reading() as session:
        assert systems.is_raised(session, "credit", systems.RESTORED)


def test_a_person_closes_an_alarm_once_and_it_may_come_again(office: "Office") -> None:
    office.keep(systems.raise_alarm, "credit", "rejected", "k1", "甲", at=NOON)
    with office.reading() as session:
        alarm = systems.open_alarms(session)[0]

    closed = office.perform(systems.close_alarm, alarm.id, by=CLERK, note="已处理")
    with pytest.raises(Conflict, match="已经关闭"):
        office.perform(systems.close_alarm, alarm.id, by=CLERK)
    with pytest.raises(NotFound):
        office.perform(systems.close_alarm, 99, by=CLERK)

    assert (closed.closed_by, closed.closed_at) == ("clerk", NOON)
    assert office.keep(systems.raise_alarm, "credit", "rejected", "k1", "甲", at=NOON)


def test_a_system_that_answers_is_well_and_one_that_was_stopped_waits_for_a_person(office: "Office") -> None:
    failures = [office.keep(systems.note_failure, "wechat", f"第{n}次", at=NOON) for n in (1, 2)]
    office.keep(systems.note_ok, "wechat", at=NOON)
    office.keep(systems.note_stopped, "credit", "密钥无效", at=NOON)
    office.keep(systems.note_failure, "credit", "仍然无效", at=NOON)

    with office.reading() as session:
        states = {state.name: state for state in systems.states(session)}
        assert systems.state_of(session, "joint").state == "unknown"
    assert failures == [1, 2]
    assert (states["wechat"].state, states["wechat"].failures, states["wechat"].last_error) == ("ok", 0, "第2次")
    assert (states["credit"].state, states["credit"].failures) == ("stopped", 2)

    resumed = office.perform(systems.resume, "credit", by=SYSADMIN)
    with pytest.raises(Conflict):
        office.perform(systems.resume, "credit", by=SYSADMIN)
    with pytest.raises(NotFound):
        office.perform(systems.resume, "nobody", by=SYSADMIN)
    assert (resumed.state, resumed.failures) == ("unknown", 0)
    with office.reading() as session:
        assert systems.open_alarms(session) == []


def test_what_a_person_switched_off_no_answer_and_no_failure_switches_on(office: "Office") -> None:
    off = office.perform(systems.switch_off, "credit", "对方要求暂停", by=SYSADMIN)
    with pytest.raises(Conflict):
        office.perform(systems.switch_off, "credit", "再停一次", by=SYSADMIN)
    with pytest.raises(Refused):
        office.perform(systems.switch_off, "joint", "我来停", by=CLERK)
    office.keep(systems.note_ok, "credit", at=NOON)
    office.keep(systems.note_failure, "credit", "超时", at=NOON)
    office.keep(systems.note_stopped, "credit", "密钥无效", at=NOON)

    with office.reading() as session:
        kept, names = systems.state_of(session, "credit"), systems.switched_off(session)
    resumed = office.perform(systems.resume, "credit", by=SYSADMIN)

    assert (off.state, kept.state, names) == ("off", "off", frozenset({"credit"}))
    assert "对方要求暂停" in kept.last_error
    assert resumed.state == "unknown"


def test_quarantined_bytes_are_shown_and_resolved_once(office: "Office") -> None:
    receive(office, malformed())
    with office.reading() as session:
        line = quarantine_desk.waiting(session)[0]
        shown, raw = quarantine_desk.one(session, line.id)
        assert quarantine_desk.waiting(session, after=line.id) == []
    assert (shown, raw) == (line, malformed().raw)

    with pytest.raises(InvalidInput):
        office.perform(quarantine_desk.resolve, line.id, " ", by=CLERK)
    done = office.perform(quarantine_desk.resolve, line.id, "已电话核实", by=CLERK)
    with pytest.raises(Conflict):
        office.perform(quarantine_desk.resolve, line.id, "再来", by=CLERK)
    with pytest.raises(NotFound):
        office.perform(quarantine_desk.resolve, 99, "没有", by=CLERK)

    assert (done.resolution, done.resolved_at) == ("已电话核实", NOON)
    with office.engine.connect() as connection:
        kept = bytes(connection.execute(text("select raw from quarantine")).scalar_one())
        opened = connection.execute(select(table_of(QuarantineRow).c.raw)).scalar_one()
    assert b"WX9" not in kept
    assert opened == malformed().raw


def test_what_crossed_is_kept_byte_for_byte(office: "Office") -> None:
    crossed = Crossing(
        "credit", "send", NOON, "POST", "http://127.0.0.1/v1", (("X-Key", "…"),), b"\x00\xff", 202, (), b"{}", 0.25
    )
    kept = office.keep(crossings.keep, crossed, "cf|k|v1", Verdict.OK)
    office.keep(crossings.keep, crossed, "other", Verdict.RETRY)

    with office.reading() as session:
        view = crossings.crossing(session, kept)
        assert [line.id for line in crossings.of_subject(session, "credit", "cf|k|v1")] == [kept]
        assert [line.verdict for line in crossings.newest(session, system="credit")] == ["retry", "ok"]
        assert [line.id for line in crossings.newest(session, before=kept + 1)] == [kept]
    assert (view.request, view.answer, view.headers) == (b"\x00\xff", b"{}", (("X-Key", "…"),))
    assert (view.line.status, view.line.seconds, view.line.verdict) == (202, 0.25, "ok")
