"""Competence: what an office may do, by what a deed is about and whose district that is in (beside the right)."""

from dataclasses import dataclass
from enum import StrEnum

from models.errors import Refused
from models.said import said
from models.values import DISTRICTS, Officer, Role
from rules import authority
from rules.basis import LegalBasis
from rules.casework.rights import ABOUT_CASES
from rules.complaint_rights import ABOUT_COMPLAINTS, ANYWHERE

BASIS = LegalBasis("烟草专卖法", 2015, "第十六条", "TML 16")
EVERYWHERE = frozenset({Role.SUPERVISOR, Role.SYSTEM})  # who supervises sees and steps in everywhere

CITY_CODE = "350200"
CITY = "厦门市"  # what was handed over to the city bureau is no district's


class Kind(StrEnum):
    """What an office is."""

    CITY = "city"
    DISTRICT = "district"
    HALL = "hall"


class About(StrEnum):
    """What a deed is about; usecases.whereabouts finds the office that this belongs to."""

    APPLICATION = "application"  # the office that has it: its district's, or the one that took it over
    OFFERED = "offered"  # the office that an application is offered to
    FORM = "form"  # the district of the shop that is written on it
    LICENCE = "licence"  # the district of the shop
    DOCUMENT = "document"  # the office of the application or licence that it is about
    DELIVERY = "delivery"
    DOSSIER = "dossier"
    RATING = "rating"
    LIST_HIT = "list_hit"  # the office of the licence or application that an entry of a list fits
    MESSAGE = "message"  # of the outbox: the office of what it tells
    RECORD = "record"  # published: the bureau whose number it carries
    PENALTIES = "penalties"  # the bureau whose number each decision carries
    FEEDBACK = "feedback"  # the bureau whose published record is disputed
    ALARM = "alarm"
    HALL = "hall"  # where people come by appointment: its district
    BOOKING = "booking"
    OFFICER = "officer"  # the office that an officer belongs to
    NUMBERS = "numbers"  # the bureau whose sequence of document numbers it is
    CASEWORK = "casework"  # an enforcement case: the office that has it
    LEAD = "lead"  # the district that a new lead names, else the officer's own office
    COMPLAINT = "complaint"  # of the hotline: the office that has it
    PLAN = "plan"  # each district that a layout plan is for
    OWN = "own"  # what the same officer did or must answer for, wherever it is by now
    CITY = "city"  # the whole city's: kept at the city bureau
    ANYWHERE = "anywhere"  # every office for the whole city


_DEEDS: dict[About, tuple[str, ...]] = {
    About.APPLICATION: (
        "application.supplemented", "application.taken_back", "application.screened", "application.screening_asked",
        "application.checked", "application.assigned", "application.transferred", "application.correction_asked",
        "application.accepted", "application.examined", "application.site_check_planned", "application.site_checked",
        "application.review_asked", "application.reviewed_by_unit", "application.hearing_offered",
        "application.hearing_requested", "application.hearing_notified", "application.hearing_waived",
        "application.hearing_held", "application.granted", "application.refusal_proposed", "application.refused",
        "application.not_accepted", "application.extended", "application.settled", "application.archived",
        "application.proposal_rejected", "instant.reviewed", "paper.used", "pause.begun", "pause.ended", "term.begun",
        "term.done", "number.revealed",
    ),
    About.OFFERED: ("application.transfer_accepted", "application.transfer_returned"),
    About.FORM: ("application.entered",),
    About.LICENCE: (
        "licence.delivered", "licence.act_proposed", "licence.act_rejected", "licence.act_confirmed",
        "licence.change_ordered", "licence.recall_announced", "licence.rectification_ordered",
        "licence.rectification_ended", "licence.recalled", "licence.annulled", "licence.permission_withdrawn",
        "licence.disqualified", "licence.revoked", "licence.cancelled", "evaluation.disputed",
        "evaluation.dispute_settled",
    ),
    About.DOCUMENT: ("document.corrected", "document.retried"),
    About.DELIVERY: (
        "delivery.planned", "delivery.changed", "delivery.sent", "delivery.handed_over", "delivery.repeated",
    ),
    About.DOSSIER: (
        "dossier.closed", "dossier.closed_with_gaps", "dossier.gaps_proposed", "dossier.gaps_rejected",
        "dossier.supplemented", "dossier.unlocked", "dossier.bound", "dossier.exported",
    ),
    About.RATING: ("rating.visited",),
    About.LIST_HIT: ("list_hit.confirmed", "list_hit.dismissed"),
    About.MESSAGE: (
        "outbox.released", "outbox.replayed", "outbox.given_up", "record.give_up_proposed", "record.given_up",
        "record.give_up_rejected", "crossings.exported",
    ),
    About.RECORD: (
        "withdrawal_proposed", "withdrawal_rejected", "licence.withdrawn", "penalty.withdrawn", "penalty.corrected",
        "repair_proposed", "repair_rejected", "record.repaired", "correction_proposed", "correction_rejected",
        "licence_record.corrected",
    ),
    About.PENALTIES: ("penalty.recorded", "penalty.pushed"),
    About.FEEDBACK: (
        "feedback.answered", "dispute.answer_proposed", "dispute.answer_rejected", "dispute.answered",
    ),
    About.ALARM: ("alarm.closed",),
    About.HALL: ("slots.opened",),
    About.BOOKING: ("appointment.arrived",),
    About.OFFICER: ("officer.absent", "officer.returned", "officer.contact_set"),
    About.NUMBERS: ("document.numbers_voided",),
    About.PLAN: ("layout.imported",),
    About.LEAD: ("case.lead_registered",),
    About.CASEWORK: tuple(
        deed for deed in ABOUT_CASES if deed not in ("case.lead_registered", "payment.received", "payment.reconciled")
    ),
    About.COMPLAINT: tuple(deed for deed in ABOUT_COMPLAINTS if deed not in ANYWHERE),
    About.OWN: ("deed.undone", "card.answered"),  # usecases.cards says who answers for a card
    About.CITY: (
        "officer.changed", "officer.deactivated", "officer.activated",
        "calendar.imported", "generation.switched", "system.resumed", "system.switched_off", "quarantine.resolved",
        "outbox.reconciled",
        "difference.closed", "extra.withdrawn", "extra.rejected",
        "blacklist.added", "blacklist.lifted", "blacklist.imported", "blacklist.refreshed", "blacklist.undone",
        "blacklist.list_proposed", "blacklist.list_confirmed", "blacklist.list_rejected", "blacklist.list_closed",
        "blacklist.rescreened", "licences.import_begun", "licences.imported",
        "licences.watched", "licences.settled", "evaluations.renewed", "renewals.reminded", "deadlines.recomputed",
        "deadlines.terms_moved", "brands.imported",
        "instant.resumed", "vault.resealed", "screening.pairs_exported",
    ),
    About.ANYWHERE: (
        "instant.stopped", "appointment.booked", "appointment.cancelled", "cartons.read", *ANYWHERE,
    ),
}  # fmt: skip
ABOUT = {deed: about for about, deeds in _DEEDS.items() for deed in deeds}

HALL_DEEDS = frozenset({  # a hall receives, accepts, serves and files for its district; others examine and decide
    "application.entered", "application.supplemented", "application.taken_back", "application.screening_asked",
    "application.checked", "application.assigned", "application.correction_asked", "application.accepted",
    "application.transferred", "application.archived", "paper.used", "deed.undone", "number.revealed",
    "licence.delivered", "document.retried", *_DEEDS[About.DELIVERY],
    "dossier.closed", "dossier.gaps_proposed", "dossier.gaps_rejected", "dossier.supplemented", "dossier.bound",
    "dossier.exported", "card.answered", "rating.visited", "slots.opened", "appointment.booked",
    "appointment.cancelled", "appointment.arrived", "alarm.closed", "officer.absent", "officer.returned",
    "officer.contact_set", "instant.stopped", "complaint.received",
})  # fmt: skip

NAMES = {
    About.APPLICATION: "申请", About.OFFERED: "申请", About.FORM: "申请", About.LICENCE: "许可证",
    About.DOCUMENT: "文书", About.DELIVERY: "送达", About.DOSSIER: "案卷", About.RATING: "评价",
    About.LIST_HIT: "名单命中",
    About.MESSAGE: "报送", About.RECORD: "公示记录", About.PENALTIES: "处罚决定", About.FEEDBACK: "异议",
    About.ALARM: "告警", About.HALL: "预约时段", About.BOOKING: "预约", About.OFFICER: "人员", About.NUMBERS: "文号",
    About.PLAN: "合理布局规划", About.CASEWORK: "案件", About.LEAD: "案件线索",
    About.COMPLAINT: "12313来件",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """An office as the rule sees it; `short` begins the numbers of a bureau's documents, `uscc` names the bureau."""

    name: str
    kind: Kind
    division: str
    short: str = ""
    uscc: str = ""
    test_uscc: str = ""  # made up; stands for `uscc` where the bureau only trains


def sees_all(place: Place, by: Officer) -> bool:
    """Tell whether an officer of an office sees the applications of every district."""
    return place.kind is Kind.CITY or bool(by.roles & EVERYWHERE)


def may(place: Place, deed: str, district: str, by: Officer) -> bool:
    """Tell whether an office may do a deed on something of a district (the officer's right apart)."""
    about = ABOUT.get(deed, About.APPLICATION)
    if sees_all(place, by) or about is About.OWN:
        return True
    if about is About.CITY:
        return False
    here = about is About.ANYWHERE or district == place.division
    return here and (place.kind is Kind.DISTRICT or deed in HALL_DEEDS)


def check(place: Place, deed: str, district: str, by: Officer) -> None:
    """Raise Refused, naming the office and whose it is, where an office may not do a deed."""
    if may(place, deed, district, by):
        return
    about = ABOUT.get(deed, About.APPLICATION)
    if about is About.CITY:
        raise Refused(
            said("“{deed}”由市局统一办理，{office}不能办理。", deed=authority.right(deed).name, office=place.name),
            kept="没有任何改动。",
            do_next="请市局办理。",
        )
    where, office = DISTRICTS.get(district, CITY), place.name
    if about is not About.ANYWHERE and district != place.division:
        raise Refused(
            said(
                "{office}不能办理{where}的{what}（{basis}）。",
                office=office,
                where=where,
                what=NAMES[about],
                basis=BASIS,
            ),
            kept="没有任何改动。",
            do_next="请市局办理。" if where == CITY else said("请{bureau}烟草专卖局或者市局办理。", bureau=where),
        )
    raise Refused(
        said("{office}只负责受理、送达和归档，不作审查和决定（{basis}）。", office=office, basis=BASIS),
        kept="没有任何改动。",
        do_next=said("请{bureau}烟草专卖局办理。", bureau=DISTRICTS.get(place.division, CITY)),
    )


def name_of(place: Place | None) -> str:
    """Return the name of an office, 市局 where an officer was put nowhere else."""
    return "市局" if place is None else place.name


def stands_in(deputy: Place | None, absent: Place | None) -> bool:
    """Tell whether an officer of one office (None: the city bureau) may stand in for one of another.

    The deputy's own office must be competent for everything that the absent officer does there: the same bureau (a
    hall's clerk not for the bureau that decides), or the city bureau, which supervises all (TML_IR 4). Another
    district's bureau is not, and nobody but the law could make it so (TML 16): its case is handed over instead.
    """
    if deputy is None or deputy.kind is Kind.CITY:
        return True
    if absent is None or absent.division != deputy.division:
        return False
    return deputy.kind is Kind.DISTRICT or absent.kind is Kind.HALL


def bureau_of(number: str, shorts: dict[str, str]) -> str:
    """Return the code of the bureau whose short name a document number begins with ("" = none of them).

    `shorts` are short name → code; the longest that fits names it (厦思烟处 is of 厦思, not of 厦).
    """
    fits = [short for short in shorts if short and number.strip().startswith(short)]
    return shorts[max(fits, key=len)] if fits else ""
