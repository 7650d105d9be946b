"""Scenes of a case: what laptops counted is brought into its goods once, and becomes the record of the scene."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, NotFound
from models.said import Said, sentence
from models.tables.columns import table_of
from models.tables.scenes import CaseSceneRow
from models.values import Officer
from rules import prices, scene_things
from rules import scene as scenes
from rules.goods import NATURES, Goods, Totals, totals
from rules.scene import Scene
from rules.scene_things import Kept, Sample
from rules.scene_told import Told, told
from usecases import brands, casework_goods, casework_rows, officers
from usecases.casework_rows import EnforcementCase
from usecases.deeds import deed
from usecases.texts import storable

SCENES = table_of(CaseSceneRow)
SAMPLED = "case.sampled"
BROUGHT = "case.scene_brought"
KEPT = "物品清单未变更。"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a hand-over came to: `new` entries of the journal, the goods of the case now, what a person must look at."""

    number: str
    scene: str
    new: int
    totals: Totals
    conflicts: Sequence[str]
    kept_of: Sequence[str] = ()  # what each laptop brought of what does not fit together


def preview(session: Session, number: str, scene: Scene) -> Brought:
    """Return what bringing a scene would do; changes nothing."""
    case = casework_rows.read(session, number)
    return _plan(session, case, scene)[0]


def _plan(session: Session, case: EnforcementCase, scene: Scene) -> tuple[Brought, list[Goods], Scene]:
    """Return what a scene would change, the list as it would be, and the scene with all that was brought of it."""
    known = _newest(session, int(case.row["id"])).get(scene.scene)
    whole, apart = scenes.joined(known["events"], scene) if known else (scene, [])
    before = scenes.stored(known["goods"]) if known else []
    found, clashes = scenes.brought(casework_goods.of_case(session, case), before, whole.goods)
    new = whole.entries - (known["entries"] if known else 0)
    people = told(scene.events)
    strange = [*apart, *clashes, *people.backward, *_strangers(session, people)]
    strange += brands.unlike(session, whole.goods)
    kept_of = _kept_of(session, case, whole, scenes.clashing(found))
    return Brought(case.number, scene.scene, new, totals(found), tuple(strange), tuple(kept_of)), found, whole


def _strangers(session: Session, people: Told) -> list[str]:
    """Return whom the bureau does not know as the scene names them: no such officer, or another certificate."""
    known = {one.login: one.certificate_no for one in officers.active(session)}
    found: list[str] = [
        Said.of("没有在岗的执法人员{login}", {"login": login}) for login, _number in people.people if login not in known
    ]
    return found + [
        Said.of(
            "{login}的执法证号在现场记录里是{number}，在册的是{known}",
            {"login": login, "number": number, "known": known[login] or "空白"},
        )
        for login, number in people.people
        if number and login in known and known[login] != number
    ]


def _kept_of(session: Session, case: EnforcementCase, scene: Scene, codes: Collection[str]) -> list[str]:
    """Return what each laptop brought of the goods that do not fit together: all of it is kept."""
    brought = {name: row for name, row in _newest(session, int(case.row["id"])).items() if name != scene.scene}
    each = [("、".join(row["officers"]), scenes.stored(row["goods"])) for row in brought.values()]
    each.append(("、".join(scene.officers), list(scene.goods)))
    return [
        Said.of(
            "{who}：{product} {packs}盒 {nature}",
            {"who": who or "未写明人员", "product": one.product, "packs": one.packs, "nature": NATURES[one.nature]},
        )
        for who, goods in each
        for one in goods
        if one.barcode in codes
    ]


@deed(BROUGHT)
def bring(session: Session, number: str, scene: Scene, sha256: str, *, by: Officer, at: datetime) -> Brought:
    """Add what a laptop counted to the goods of a case; the same journal again adds only what is new in it.

    Another copy of the journal, which went on by itself, is joined to it. Raises NotFound; InvalidInput (another case's
    journal, an altered one); Refused (noticed already); Conflict (nothing new in it).
    """
    if scene.case and scene.case != number:
        words = Said.of("这份现场记录是案件{case}的，不是{number}的。", {"case": scene.case, "number": number})
        raise InvalidInput(words, kept=KEPT, do_next="请核对案件编号。")
    case = casework_goods.open_case(session, number)
    done, goods, scene = _plan(session, case, scene)
    if not done.new:
        raise Conflict("这份现场记录已经全部登记在案。", kept=KEPT, do_next="不用再办。")
    told: dict[str, object] = {"scene": scene.scene, "entries": scene.entries, "sha256": sha256}
    _, seq = casework_goods.keep(session, case, goods, BROUGHT, by=by, at=at, **told)
    row: dict[str, Any] = {"case_id": case.row["id"], "scene": scene.scene, "place": storable(scene.place, 200)}
    row |= {"officers": list(scene.officers), "started_at": scene.started_at[:40], "ended_at": scene.ended_at[:40]}
    row |= {"goods": [scenes.as_event(one) for one in scene.goods], "entries": scene.entries, "sha256": sha256}
    row["evidence"], row["samples"] = scene_things.as_json(scene.things, scene.samples)
    row["events"] = [dict(event) for event in scene.events]
    session.execute(insert(SCENES).values(**row, at=at, by=by.login, ledger_seq=seq))
    return done


def said(
    session: Session, number: str, *, at: datetime, mended: Mapping[str, str] = NOTHING, why: str = ""
) -> dict[str, Any]:
    """Return the blanks of the record of the scene (case.scene_recorded) as the laptops of a case filled them.

    `mended` are started_at and ended_at where a laptop's clock was wrong, `why` says so; what it said stays with what
    was brought. Raises NotFound where nothing was brought; InvalidInput where a clock cannot have been right.
    """
    case = casework_rows.read(session, number)
    brought = list(_newest(session, int(case.row["id"])).values())
    if not brought:
        raise NotFound("本案还没有带回现场记录。", do_next="请先办理带回现场记录。")
    times = _times(brought, {name: moment for name, moment in mended.items() if moment}, why, at)
    goods = casework_goods.of_case(session, case)
    each = [told(row["events"]) for row in brought]
    clock = "；".join(filter(None, (*(one.clock_in_words for one in each), times.pop("clock", ""))))
    return {
        "officers": _officers(brought),
        **times,
        "place": next((row["place"] for row in brought if row["place"]), case.row["place"]),
        "found": scenes.found_in_words(goods),
        "goods": [scenes.as_event(one) for one in goods],
    } | {key: value for key, value in _at_the_end(each, clock).items() if value}


def _at_the_end(each: Sequence[Told], clock: str) -> dict[str, Any]:
    present = "、".join(dict.fromkeys(one.present for one in each if one.present))
    return {"present": present, "certificates_shown": all(one.certificates_shown for one in each), "clock": clock}


def _times(brought: Sequence[dict[str, Any]], mended: dict[str, str], why: str, at: datetime) -> dict[str, str]:
    """Return start and end of a scene, and what was mended; raises InvalidInput for what cannot have been."""
    if mended and not why.strip():
        raise InvalidInput("更正时间须写明理由。", kept="案件未变更。", do_next="请写明理由。")
    now = [dict(row) | mended for row in brought]
    wrong = scenes.wrong_times(now, at)
    if wrong:
        raise InvalidInput(sentence(wrong), kept="案件未变更。", do_next="请写明正确的开始、结束时间。")
    found = {
        "started_at": min((row["started_at"] for row in now), key=datetime.fromisoformat),
        "ended_at": max((row["ended_at"] for row in now), key=datetime.fromisoformat),
    }
    raw = "、".join(f"{row['started_at'][:16]}至{row['ended_at'][:16]}".replace("T", " ") for row in brought)
    return found | ({"clock": f"时间已更正（{why.strip()}），现场记录所记为{raw}"} if mended else {})


def known(session: Session, number: str, name: str, *, at: datetime) -> dict[str, Any]:
    """Return what the scene says already for the blanks of a step, as far as it can be said; {} for other steps."""
    try:
        if name == "case.scene_recorded":
            return said(session, number, at=at)
        return FILLED[name](session, number) if name in FILLED else {}
    except (NotFound, InvalidInput):  # nothing was brought, or it must be completed by hand
        return {}


def kept(session: Session, case: EnforcementCase) -> Kept:
    """Return the evidence and the samples of a case, of each laptop in turn."""
    found = [
        scene_things.stored(row["evidence"], row["samples"]) for row in _newest(session, int(case.row["id"])).values()
    ]
    return Kept(
        tuple(one for each in found for one in each.things), tuple(one for each in found for one in each.samples)
    )


def sampled(session: Session, number: str) -> list[dict[str, Any]]:
    """Return the blanks of each sampling (case.sampled) that was brought and has no list of samples yet."""
    case = casework_rows.read(session, number)
    done = {step.said["purpose"] for step in case.standing.taken if step.deed == SAMPLED}
    people = _officers(_newest(session, int(case.row["id"])).values())
    found = [_sampling(one) | {"officers": people} for one in kept(session, case).samples]
    return [one for one in found if one["purpose"] not in done]


def _sampling(one: Sample) -> dict[str, Any]:
    numbers = "、".join(one.numbers)
    told: dict[str, Any] = {"goods": [[one.barcode, one.product, one.packs]], "sampled_at": one.at, "base": one.base}
    told |= {"taken": len(one.numbers), "place": one.place}
    return told | {"purpose": f"{one.purpose}（样品编号{numbers}）"}


def next_sampling(session: Session, number: str) -> dict[str, Any]:
    """Return the blanks of the first sampling that has no list of samples yet; {} where there is none."""
    return next(iter(sampled(session, number)), {})


def preserved(session: Session, number: str) -> dict[str, Any]:
    """Return what may be preserved as evidence: the goods of a case, then what else was taken at the scene."""
    case = casework_rows.read(session, number)
    goods: list[list[object]] = [[one.barcode, one.product, one.packs] for one in casework_goods.of_case(session, case)]
    things: list[list[object]] = [
        ["", f"{one.name}（{one.number}）", one.amount] for one in kept(session, case).things if one.photo is None
    ]
    return {"goods": [*goods, *things]} if goods or things else {}


def priced(session: Session, number: str) -> dict[str, Any]:
    """Return the blanks of the price sheet (case.priced) from the goods of a case, each price with its basis.

    Raises NotFound where there are no goods; InvalidInput naming each without a price, or with one that rests on
    nothing.
    """
    goods = casework_goods.of_case(session, casework_rows.read(session, number))
    if not goods:
        raise NotFound("本案还没有登记物品。", do_next="请先办理带回现场记录。")
    wrong = prices.unfounded(goods)
    if wrong:
        raise InvalidInput(sentence(wrong), kept="案件未变更。", do_next="请在现场记录中写明单价和依据后再带回。")
    listed = [scenes.as_event(one) for one in goods]
    return {"goods": listed, "total": int(totals(goods).value), "price_basis": prices.bases_in_words(goods)}


FILLED: Mapping[str, Callable[[Session, str], dict[str, Any]]] = {
    SAMPLED: next_sampling,
    "case.evidence_preserved": preserved,
    "case.priced": priced,
}


def _officers(brought: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(login for row in brought for login in row["officers"]))


def _newest(session: Session, case_id: int) -> dict[str, dict[str, Any]]:
    """Return the newest hand-over of each journal of a case, the first journal first."""
    rows = session.execute(select(SCENES).where(SCENES.c.case_id == case_id).order_by(SCENES.c.id))
    return {row.scene: dict(row._mapping) for row in rows}  # noqa: SLF001
