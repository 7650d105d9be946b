"""What the papers of a step would contradict is told before anybody confirms it, and stops what cannot be mended."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from models.errors import Refused
from models.values import Fen
from rules.casework.clashes import Clash
from rules.goods import Goods
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, START, Clock, confirmed, did
from tests.support.one_kind import database_url
from usecases import casework, casework_consistency, casework_foresight, casework_goods, casework_steps, documents

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
TEAM = ["inspector", "inspector2"]
TIMES = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:05+08:00"}
SEEN: dict[str, Any] = {"officers": TEAM, "certificates_shown": True, "found": "现场有卷烟", "place": "思明区", **TIMES}
THINGS = [["6901028075763", "测试牌（硬）", 300]]
KEEP: dict[str, Any] = {"officers": TEAM, "place": "仓库", "reason": "证据可能灭失", "goods": THINGS}


def filed(office: "Office") -> str:
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    return number


def noticed(office: "Office", facts: str) -> str:
    """Lead a case to a notice of other facts than the report's; return its number."""
    number = filed(office)
    did(office, number, "case.scene_recorded", **SEEN)
    did(office, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款")
    did(office, number, "case.review_passed", by=LAWYER, opinion="同意")
    said: dict[str, Any] = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "content": "罚款"}
    done = did(office, number, "case.noticed", facts=facts, **said)
    assert [one.rule for one in done.doubts] == ([] if facts == "从外地进货" else ["reported_facts"])
    return number


def papers(office: "Office", number: str) -> list[str]:
    with office.reading() as session:
        return [each["kind"] for each in documents.of_subject(session, number)]


def waiting(office: "Office", number: str) -> list[Clash]:
    with office.reading() as session:
        return casework_foresight.of_waiting(session, number, office.desk, at=office.now())


def rename(office: "Office", number: str, name: str) -> None:
    with office.reading() as session:
        known = casework.known(session, number)
    other = {each: getattr(known, each) for each in known.__slots__} | {"party": {**known.party, "name": name}}
    office.perform(casework.change, number, casework.Facts(**other), by=INSPECTOR)


def test_a_decision_is_not_even_proposed_while_papers_disagree(bureau: "Office", clock: Clock) -> None:
    number = noticed(bureau, "从外地进货")
    did(bureau, number, "case.notice_served", way="直接送达", receiver="林海生")
    clock.to(START + timedelta(days=4))
    fine: dict[str, Any] = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "content": "罚款"}
    with bureau.reading() as session:
        wrong = documents.find(session, "厦烟现〔2026〕第1号")
        told = wrong["data"] | {"party": "林海声"}
        session.execute(update(documents.DOCUMENTS).where(documents.DOCUMENTS.c.id == wrong["id"]).values(data=told))
        session.connection().commit()

    with pytest.raises(Refused, match="“当事人”（林海声）"):
        bureau.perform(casework_steps.propose, number, "case.decided", {"facts": "从外地进货", **fine}, by=INSPECTOR)

    assert (waiting(bureau, number), papers(bureau, number)[-1]) == ([], "service_receipt")


def test_preserved_evidence_that_is_confirmed_on_another_day_is_proposed_again(bureau: "Office", clock: Clock) -> None:
    number = filed(bureau)
    bureau.perform(casework_steps.propose, number, "case.evidence_preserved", KEEP, by=INSPECTOR)
    assert waiting(bureau, number) == []
    clock.to(START + timedelta(days=1))

    (clash,) = waiting(bureau, number)
    assert str(clash) == (
        "《证据先行登记保存批准书》（拟）的“承办日期”（2026-11-02）"
        "与《证据先行登记保存批准书》（拟）的“批准日期”（2026-11-03）不一致"
    )
    with pytest.raises(Refused, match="“承办日期”（2026-11-02）"):
        bureau.perform(casework_steps.confirm, number, by=CHIEF)
    assert papers(bureau, number) == ["report_record", "case_filing"]
    bureau.perform(casework_steps.reject, number, note="隔日", by=CHIEF)
    confirmed(bureau, number, "case.evidence_preserved", **KEEP)
    assert papers(bureau, number)[2:] == ["preservation_approval", "evidence_preservation"]


def test_a_base_of_samples_that_was_never_preserved_stops_the_step(bureau: "Office") -> None:
    number = filed(bureau)
    confirmed(bureau, number, "case.evidence_preserved", **KEEP, signer="店员李思远")
    sampled: dict[str, Any] = {"sampled_at": "2026-11-02T10:20+08:00", "taken": 2, "place": "仓库", "purpose": "鉴别"}
    with pytest.raises(Refused, match="“抽样基数”（300）与《证据先行登记保存批准书》") as refusal:
        did(bureau, number, "case.sampled", officers=TEAM, goods=THINGS, base=300, **sampled)
    assert refusal.value.kept == "案件未变更。"
    assert did(bureau, number, "case.sampled", officers=TEAM, goods=THINGS, base=30, **sampled).doubts == ()


def test_cartons_of_other_packings_are_counted_as_the_goods_were_listed(bureau: "Office") -> None:
    number = filed(bureau)
    fives = Goods("测试牌（硬）", 300, packs_per_carton=5, carton_price=Fen(100_00), barcode="6901028075763")
    bureau.perform(casework_goods.list_goods, number, [fives], by=INSPECTOR)
    confirmed(bureau, number, "case.evidence_preserved", **KEEP)
    with bureau.reading() as session:
        said = documents.of_subject(session, number)[-1]["data"]
    assert (said["things"], said["kinds"], said["cartons"]) == ([[*map(str, THINGS[0][:2]), "300盒", "60"]], 1, "60")


def test_who_signed_for_the_party_and_other_facts_are_pointed_out_and_stop_nothing(bureau: "Office") -> None:
    number = filed(bureau)
    done = confirmed(bureau, number, "case.evidence_preserved", **KEEP, signer="店员李思远")
    assert [(one.rule, one.warning, one.first.number) for one in done.doubts] == [
        ("signer", True, "厦烟存通〔2026〕第1号")
    ]
    noticed(bureau, "无证运输")


def test_a_party_that_changed_is_told_at_each_step_and_to_whom_confirms(bureau: "Office") -> None:
    number = filed(bureau)
    rename(bureau, number, "林海声")
    done = did(bureau, number, "case.scene_recorded", **SEEN)
    assert [one.rule for one in done.doubts] == ["one_party"]

    done = bureau.perform(casework_steps.propose, number, "case.evidence_preserved", KEEP, by=INSPECTOR)

    titles = ["证据先行登记保存批准书", "证据先行登记保存通知书"]
    assert [(one.rule, one.first.title, one.first.number) for one in done.doubts] == [
        ("one_party", title, "（拟）") for title in titles
    ]
    assert list(done.doubts) == waiting(bureau, number)
    bureau.perform(casework_steps.confirm, number, by=CHIEF)
    with bureau.reading() as session:
        _number, count, found = casework_consistency.clashes(session, number, at=bureau.now())
    assert (count, [one.rule for one in found]) == (5, ["one_party"] * 3)
    assert waiting(bureau, number) == []


def test_the_papers_of_a_lead_name_the_officers_of_their_step(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    done = confirmed(bureau, number, "case.evidence_preserved", **KEEP)
    assert done.doubts == ()
    with bureau.reading() as session:
        teams = [[name for name, _no in each["data"]["team"]] for each in documents.of_subject(session, number)]
    assert teams == [[INSPECTOR.name, "黄文彬"]] * 2
