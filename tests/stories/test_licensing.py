"""Every item from intake to the archived dossier, and every act ex officio, on the city as it is."""

from dataclasses import dataclass

import pytest

from models.errors import Refused
from models.values import shanghai_date
from tests.stories.walk import DAY, Walk
from usecases import applications, document_corrections, hearings, running_terms, systems
from usecases.hearings import Sitting

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, slots=True)
class Story:
    """One item: the application in the city, what is looked at before, and what must come of it."""

    index: int
    kinds: tuple[str, ...]  # of the documents, in the order of their issue
    status: str
    national: str
    life: tuple[str, ...]
    ways: tuple[str, ...]
    visited: bool = False


LICENCE = ("licence_original", "licence_duplicate")
ITEMS = {
    "new": Story(
        3, ("acceptance", "site_check", "grant", *LICENCE, "delivery"), "active", "active",
        ("licence.granted", "licence.delivered"), ("post",), visited=True,
    ),
    "renew": Story(
        13, ("acceptance", "renewal_grant", *LICENCE, "delivery"), "active", "active", ("licence.renewed",), ("post",)
    ),
    "change": Story(
        8, ("acceptance", "change_grant", *LICENCE, "delivery"), "active", "active", ("licence.changed",), ("post",)
    ),
    "suspend": Story(
        0, ("acceptance", "suspension_grant", "delivery"), "suspended", "suspended", ("licence.suspended",),
        ("electronic",),
    ),
    "resume": Story(
        46, ("acceptance", "resumption_grant", "delivery"), "active", "active", ("licence.resumed",), ("window",)
    ),
    "close": Story(
        43, ("acceptance", "closing", "delivery"), "cancelled", "cancelled", ("licence.closed", "licence.cancelled"),
        ("electronic",),
    ),
    "reissue": Story(
        20, ("acceptance", "reissue", *LICENCE, "delivery"), "active", "active", ("licence.reissued",), ("post",)
    ),
}  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
async def test_an_item_walks_from_intake_to_the_archived_dossier(walk: Walk, item: str) -> None:
    story = ITEMS[item]
    number = walk.number_of(story.index)
    assert (walk.application(number).item, walk.application(number).state) == (item, "received")
    walk.accept(number)
    if story.visited:
        await walk.visit(number)
        walk.consult(number)

    licence_no = walk.grant(number)

    await walk.on_paper(number)
    served = await walk.served(number)
    await walk.quiet()
    papers = walk.papers(number)
    assert tuple(paper.kind for paper in papers) == story.kinds
    assert all(paper.sealed and paper.sha256 for paper in papers if paper.state == "sealed")
    assert tuple(row.way for row in served) == story.ways
    assert walk.licence(licence_no).status == story.status
    assert tuple(act for act, _, _ in walk.life(licence_no)) == story.life
    assert walk.registered(licence_no) == story.national
    assert walk.told(number)[-1] == "result"
    if item == "renew":  # a licence that only the national register knew: the decision names its old days
        assert papers[1].data["old_valid_to"] < papers[1].data["valid_to"]
    dossier = walk.archived(number)
    assert (dossier["state"], dossier["outcome"], walk.application(number).state) == ("locked", "granted", "closed")


@dataclass(frozen=True, slots=True)
class Act:
    """One act ex officio: the application that first makes us know the licence, the steps, what must come of it."""

    index: int
    steps: tuple[tuple[str, str, dict[str, str]], ...]  # act, ground, what is stated
    kinds: tuple[str, ...]  # of the documents
    status: str
    published: str  # what the credit platform shows of the licence's records


PENALTY_NO = "厦烟处〔2026〕第7号"
Step = tuple[str, str, dict[str, str]]
GONE: Step = ("cancelled", "taken_away", {})
BY_LAW: Step = ("cancelled", "by_law", {})
PAID = {"compensation": "依法给予补偿。"}
ACTS: dict[str, Act] = {
    "cancel": Act(11, (("cancelled", "death", {}),), ("cancellation",), "cancelled", "ended"),
    "annul": Act(26, (("annulled", "fraud", {}), GONE), ("annulment", "cancellation"), "cancelled", "withdrawn"),
    "withdraw": Act(
        57, (("permission_withdrawn", "circumstances", PAID), GONE), ("withdrawal", "cancellation"), "cancelled",
        "ended",
    ),
    "rectify": Act(
        59, (("rectification_ordered", "conditions", {}), ("rectification_ended", "rectified", {})),
        ("rectification", "rectification_end"), "active", "valid",
    ),
    "disqualify": Act(
        17, (("rectification_ordered", "violation", {}), ("disqualified", "not_rectified", {}), BY_LAW),
        ("rectification", "disqualification", "cancellation"), "cancelled", "ended",
    ),
    "revoke": Act(
        28, (("revoked", "minors", {"penalty_no": PENALTY_NO}), GONE), ("revocation", "cancellation"), "cancelled",
        "ended",
    ),
    "order to change": Act(21, (("change_ordered", "item_changed", {}),), ("change_order",), "active", "valid"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
async def test_an_act_ex_officio_walks_from_the_proposal_to_the_archived_dossier(walk: Walk, name: str) -> None:
    act = ACTS[name]
    number = walk.number_of(act.index)
    walk.accept(number)
    licence_no = walk.grant(number)
    if name == "revoke":
        walk.penalise(licence_no, PENALTY_NO)

    for step, ground, stated in act.steps:
        walk.act(licence_no, step, ground, **stated)
        assert walk.life(licence_no)[-1][0] == f"licence.{step}"

    await walk.on_paper(licence_no)
    served = await walk.served(licence_no)
    await walk.quiet()
    assert walk.licence(licence_no).status == walk.registered(licence_no) == act.status
    assert walk.published(number) == act.published
    assert tuple(paper.kind for paper in walk.papers(licence_no) if paper.sealed) == act.kinds
    assert {row.way for row in served} <= {"post", "window"}
    assert len([row for row in served if row.state == "delivered"]) == len(act.kinds)
    dossier = walk.archived(licence_no)
    assert (dossier["state"], dossier["outcome"], dossier["retention_until"]) == ("locked", "act", None)


async def test_a_name_that_no_font_holds_waits_with_its_way_out_and_is_described(walk: Walk) -> None:
    number = walk.number_of(12)
    walk.accept(number)

    await walk.bridge.run("make_documents")

    (paper,) = walk.papers(number)
    assert (paper.state, "“䶮”（U+4DAE）" in paper.fault, "代字说明" in paper.fault) == ("fault", True, True)
    with walk.office.reading() as session:
        assert paper.number in [alarm.subject for alarm in systems.open_alarms(session)]
    described = {"䶮": "(上龙下天)"}
    walk.office.perform(document_corrections.retry, paper.number, respell=described, by=walk.clerk)
    await walk.on_paper(number)
    (paper,) = walk.papers(number)
    assert (paper.state, paper.data["party"], walk.application(number).party_name) == (
        "sealed", "程(上龙下天)敏", "程䶮敏",
    )  # fmt: skip


async def test_an_application_withdrawn_before_its_hearing_leaves_no_term_open_and_is_archived(walk: Walk) -> None:
    number = walk.number_of(18)
    walk.accept(number)
    walk.office.perform(hearings.offer, number, "拟不予许可", by=walk.clerk)
    walk.office.perform(hearings.request, number, "申请人", by=walk.clerk)

    walk.withdraw(18)
    await walk.quiet()

    assert walk.application(number).state == "withdrawn"
    with walk.office.reading() as session:
        assert [(t["term"], t["done_at"] is not None) for t in running_terms.of_subject(session, number)] == [
            ("L11", True)
        ]
    await walk.on_paper(number)
    assert walk.archived(number)["outcome"] == "withdrawn"


async def test_a_refusal_after_a_hearing_walks_to_the_archived_dossier(walk: Walk) -> None:
    number = walk.number_of(19)
    walk.accept(number)
    await walk.visit(number)
    walk.office.perform(hearings.offer, number, "拟以不符合合理布局为由不予许可", by=walk.clerk)
    until = walk.office.perform(hearings.request, number, "申请人", by=walk.clerk)
    sitting = Sitting(until, "9时30分", "本局会议室", "reviewer", "clerk2")
    walk.office.perform(hearings.notify, number, sitting, by=walk.clerk)
    walk.office.perform(applications.refuse, number, reason="A3", by=walk.clerk)
    with pytest.raises(Refused, match="听证"):
        walk.office.perform(applications.refuse, number, by=walk.approver)
    walk.office.perform(applications.reject_proposal, number, note="尚未听证。", by=walk.approver)
    walk.bridge.later((until - shanghai_date(walk.office.now())).days * DAY)
    said = [["主持人", "宣布听证开始。"], ["申请人", "请求准予许可。"]]
    walk.office.perform(hearings.hold, number, ["申请人"], said, conclusion="听证结束。", by=walk.reviewer)

    walk.refuse(number, "A3", "已听取申请人意见，两店距离不足，不予采纳。")

    await walk.on_paper(number)
    (served,) = await walk.served(number)
    await walk.quiet()
    kinds = [paper.kind for paper in walk.papers(number)]
    assert kinds == [
        "acceptance",
        "site_check",
        "hearing_right",
        "hearing_notice",
        "hearing_record",
        "refusal",
        "delivery",
    ]
    assert (served.way, walk.told(number)[-1], walk.application(number).licence_no) == ("electronic", "result", "")
    assert (walk.archived(number)["outcome"], walk.application(number).state) == ("refused", "closed")


async def test_a_recall_waits_for_its_public_notice_and_ends_in_the_archive(walk: Walk) -> None:
    number = walk.number_of(23)
    walk.accept(number)
    await walk.quiet()  # the answer about defaulters is as old as the application
    licence_no = walk.grant(number)
    today = shanghai_date(walk.office.now())
    since = {"since": f"{today.year - 1}-01-05"}
    walk.act(licence_no, "recall_announced", "not_trading", **since)
    noticed = since | {"noticed_on": today.isoformat()}
    with pytest.raises(Refused, match="公告尚未期满"):
        walk.act(licence_no, "recalled", "not_trading", **noticed)
    walk.bridge.later(95 * DAY)

    walk.act(licence_no, "recalled", "not_trading", **noticed)
    walk.act(licence_no, "cancelled", "by_law")

    await walk.on_paper(licence_no)
    await walk.served(licence_no)
    await walk.quiet()
    sealed = [paper.kind for paper in walk.papers(licence_no) if paper.sealed]
    assert sealed == ["cancellation_notice", "recall", "cancellation"]
    assert (walk.licence(licence_no).status, walk.registered(licence_no)) == ("cancelled", "cancelled")
    assert walk.published(number) == "ended"
    assert walk.archived(licence_no)["outcome"] == "act"


async def test_after_all_stories_bureau_and_city_agree(walk: Walk) -> None:
    await walk.quiet()

    assert walk.bridge.differences() == []
