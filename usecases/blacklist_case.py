"""What the lists say of one applicant, as the rules see it; pairs that a person cleared stay cleared."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from models.forms import ApplicationForm
from models.tables.blacklist import BlacklistVersionRow
from models.tables.columns import table_of
from models.values import shanghai_date
from rules.screening import ListHit
from usecases import blacklist_lists, list_hits
from usecases.blacklist import Entry
from usecases.blacklist_search import hits
from usecases.rescreening_match import Candidate, Match, Party, best, fits, forms

VERSIONS = table_of(BlacklistVersionRow)


def of_form(form: ApplicationForm) -> list[Party]:
    """Return whom an application names: the applicant, the shop (also under the operator's number), who represents."""
    who = form.applicant
    own = forms((who.id_no, who.uscc))
    named = [Party("holder", who.name, own), Party("shop", form.premises.name, own)]
    if who.legal_rep_name or who.legal_rep_id_no:
        named.append(Party("legal_rep", who.legal_rep_name or "", forms((who.legal_rep_id_no,))))
    return named


def of_licence(row: Any) -> list[Party]:
    """Return whom a licence (columns by name) names: holder, shop (also by that number), legal representative."""
    holder = forms((row["holder_no"], row["uscc"]))
    named = [Party("holder", row["holder_name"], holder), Party("shop", row["shop_name"], holder)]
    if row["legal_rep_name"] or row["legal_rep_no"]:
        named.append(Party("legal_rep", row["legal_rep_name"], forms((row["legal_rep_no"],))))
    return named


def listed(session: Session, form: ApplicationForm, on: date) -> tuple[ListHit, ...]:
    """Return the entries in force that fit an applicant; a hit by number in a list that bars carries its basis."""
    found = concerning(session, of_form(form), on)
    if not found:
        return ()
    barring = {one.name: one.basis for one in blacklist_lists.standing(session) if one.bars}
    return tuple(_hit(match, barring) for match in found)


def note(session: Session, number: str, form: ApplicationForm, *, at: datetime) -> int:
    """Keep what the lists say of an application as hits for a person; return how many are new."""
    found = matched(session, of_form(form), shanghai_date(at))
    newest = session.execute(select(func.max(VERSIONS.c.id))).scalar() or 0
    return len(list_hits.note(session, "application", [(number, found)], newest, at=at))


def concerning(session: Session, parties: Sequence[Party], on: date) -> list[Match]:
    """Return the entries in force on a day that fit some parties, but those by name that somebody dismissed."""
    found = matched(session, parties, on)
    names = [list_hits.entry_digest(match.entry) for match in found if not match.same_number]
    quiet = list_hits.cleared(session, names, on) if names else set()
    ours = [list_hits.party_digest(party) for party in parties]
    return [
        match
        for match in found
        if match.same_number or not any((list_hits.entry_digest(match.entry), mine) in quiet for mine in ours)
    ]


def matched(session: Session, parties: Sequence[Party], on: date) -> list[Match]:
    """Return the entries in force on a day that fit some parties, judged as in a re-screening."""
    numbers = [number for party in parties for number in party.numbers]
    found = hits(session, numbers, [party.name for party in parties if party.name], on=on)
    entries = [candidate(entry) for entry in (*found.by_number, *(one.entry for one in found.by_name))]
    return best(fits(party, entry) for party in parties for entry in entries)


def candidate(entry: Entry) -> Candidate:
    """Return an entry as it is compared."""
    return Candidate(*(getattr(entry, name) for name in Candidate._fields))


def _hit(match: Match, barring: Mapping[str, str]) -> ListHit:
    entry = match.entry
    bars = barring.get(entry.list_name, "") if match.same_number else ""
    return ListHit(entry.list_name, entry.reason, same_number=match.same_number, source=entry.source, bars=bars)
