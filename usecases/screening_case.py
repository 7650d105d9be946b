"""From what the registers said to a case that the rules can judge; what nobody said stays unknown."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from models.forms import ApplicationForm
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import PartyKind
from rules import licences
from rules.identifiers import normal_id, normal_number
from rules.screening import (
    Applicant,
    Business,
    Case,
    Defaulter,
    Desk,
    LayoutPlan,
    Party,
    Premises,
    Record,
    SiteCheck,
    party,
)
from usecases import licence_events
from usecases.blacklist_case import listed
from usecases.evidence import OK, UNAVAILABLE

LICENCES = table_of(LicenceRow)
BUSINESS_STATUS = {"open": "ok", "revoked": "revoked", "cancelled": "cancelled"}
LIVE = ("active", "suspended")  # the words of the national register
IN_FORCE = tuple(sorted(status.value for status in licences.IN_FORCE))


def case_of(
    session: Session,
    number: str,
    form: ApplicationForm,
    facts: dict[str, Any],
    site_check: dict[str, Any] | None,
    *,
    received_on: date,
    on: date,
    layout: LayoutPlan | None = None,
) -> Case:
    """Return the case as the rules see it."""
    site = _site(site_check, received_on)
    return Case(
        id=number,
        item=form.item,
        received_on=received_on,
        applicant=_applicant(form, facts["business"]),
        premises=_premises(session, form, facts, site),
        records=_records(facts["records"]),
        defaulter=_defaulter(facts["defaulter"]),
        business=_business(facts["business"]),
        records_down=facts["records"]["status"] == UNAVAILABLE,
        records_as_of=facts["records"].get("as_of"),
        desk=replace(_desk(session, form, facts, site, on), layout=layout),
    )


def _applicant(form: ApplicationForm, business: dict[str, Any]) -> Applicant:
    who = form.applicant
    known = business["status"] == OK
    natural = who.kind in (PartyKind.PERSON, PartyKind.SOLE_TRADER)
    return Applicant(
        kind=who.kind,
        own=party(who.name, who.id_no if natural else None, who.uscc),
        legal_rep=party(who.legal_rep_name, who.legal_rep_id_no),
        investor_origin=business["investor_origin"] if known else None,
        franchise_of_foreign=business["franchise_of_foreign"] if known else None,
    )


def _premises(session: Session, form: ApplicationForm, facts: dict[str, Any], site: SiteCheck | None) -> Premises:
    shop = form.premises
    return Premises(
        address=shop.address,
        district=shop.district,
        is_hotel=shop.is_hotel,
        fixed=shop.fixed,
        separate_from_home=shop.separate_from_home,
        school_distance_m=site.school_distance_m if site else None,
        holds_licence=_holds_licence(session, form, facts["licences"]),
        vending_machine=shop.vending_machine,
    )


def _holds_licence(session: Session, form: ApplicationForm, held: dict[str, Any]) -> bool | None:
    """Return True when the address is known to hold a licence, False when our register is filled, else None."""
    address = normal_number(form.premises.address)
    theirs = [one for one in held.get("items", ()) if one["status"] in LIVE]
    if any(normal_number(one["address"]) == address for one in theirs):
        return True
    c = LICENCES.c
    ours = select(c.id).where(c.address == form.premises.address, c.status.in_(IN_FORCE)).limit(1)
    if session.execute(ours).first() is not None:
        return True
    return False if session.execute(select(func.min(c.id))).scalar() else None


def _records(said: dict[str, Any]) -> tuple[Record, ...] | None:
    if said["status"] != OK:
        return None
    return tuple(
        Record(
            kind=item["kind"],
            on=date.fromisoformat(item["on"]),
            cause=item["cause"],
            in_force=item["in_force"],
            act=item["act"] or None,
            by=item["by"],
            party=party(item["party"]["name"], item["party"]["id_no"], item["party"]["uscc"]),
        )
        for item in said["items"]
    )


def _defaulter(said: dict[str, Any]) -> Defaulter | None:
    """Return what the list said; a possible hit names nobody for certain, so a person decides."""
    status = said["status"]
    if status in ("clear", UNAVAILABLE):
        return Defaulter(status, Party(), said.get("as_of"))
    if status == "possible":
        return Defaulter("hit", Party(), said["as_of"])
    if status == "hit":
        by_uscc = said["number_kind"] == "uscc"
        named = party(said["name"], None if by_uscc else said["number"], said["number"] if by_uscc else None)
        return Defaulter("hit", named, said["as_of"])
    return None


def _business(said: dict[str, Any]) -> Business | None:
    if said["status"] == OK:
        status = BUSINESS_STATUS[said["entity_status"]]
        return Business(status, "烟草" in said["scope"], said["as_of"])
    if said["status"] in (UNAVAILABLE, "not_found"):
        return Business(said["status"])
    return None


def _site(checked: dict[str, Any] | None, fallback: date) -> SiteCheck | None:
    if not checked:
        return None
    day = checked.get("checked_on")
    return SiteCheck(
        checked_on=date.fromisoformat(day) if day else fallback,
        fixed=checked.get("fixed"),
        separate_from_home=checked.get("separate_from_home"),
        safe=checked.get("safe"),
        school_distance_m=checked.get("school_distance_m"),
        nearest_shop_m=checked.get("nearest_shop_m"),
        method=checked.get("method", ""),
    )


def _desk(session: Session, form: ApplicationForm, facts: dict[str, Any], site: SiteCheck | None, on: date) -> Desk:
    who, shop = form.applicant, form.premises
    numbers = [normal_id(who.id_no or ""), normal_number(who.uscc or ""), normal_id(who.legal_rep_id_no or "")]
    held = facts["licences"]
    others = None
    if held["status"] == OK:
        live = [one for one in held["items"] if one["status"] in LIVE]
        others = tuple(one["licence_no"] for one in live if one["address"] != shop.address)
    police = facts["police"]
    identity = police.get("result") if police["status"] == OK else None
    if police["status"] == UNAVAILABLE:
        identity = UNAVAILABLE
    return Desk(
        site=site,
        other_licences=others,
        blacklist=listed(session, form, on),
        identity=identity,
        held_licence=facts["licence"]["status"],
        decisions=licence_events.barring(session, numbers[0], numbers[1]),
    )
