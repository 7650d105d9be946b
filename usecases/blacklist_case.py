"""What the lists say of one applicant, as the rules see it; pairs that a person cleared stay cleared."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session

from models.forms import ApplicationForm
from models.tables.blacklist import BlacklistVersionRow
from models.tables.columns import table_of
from models.values import shanghai_date
from rules.names import likeness
from rules.screening import ListHit
from usecases import blacklist_lists, list_hits
from usecases.blacklist import Entry
from usecases.blacklist_search import hits
from usecases.rescreening_match import Candidate, Match, Party, forms

VERSIONS = table_of(BlacklistVersionRow)


def of_form(form: ApplicationForm) -> list[Party]:
    """Return whom an application names: the applicant, the shop (also under the operator's number), who represents."""
    who = form.applicant
    own = forms((who.id_no, who.uscc))
    named = [Party("holder", who.name, own), Party("shop", form.premises.name, own)]
    if who.legal_rep_name or who.legal_rep_id_no:
        named.append(Party("legal_rep", who.legal_rep_name or "", forms((who.legal_rep_id_no,))))
    return named


def listed(session: Session, form: ApplicationForm, on: date) -> tuple[ListHit, ...]:
    """Return the entries in force that fit an applicant; a hit by number in a list that bars carries its basis."""
    parties = of_form(form)
    numbers = [number for party in parties for number in party.numbers]
    found = hits(session, numbers, [party.name for party in parties if party.name], on=on)
    if not (found.by_number or found.by_name):
        return ()
    barring = {one.name: one.basis for one in blacklist_lists.standing(session) if one.bars}
    sure = [_hit(entry, True, barring.get(entry.list_name, "")) for entry in found.by_number]
    names = [one.entry for one in found.by_name]
    quiet = list_hits.cleared(session, [digest(entry) for entry in names], on) if names else set()
    ours = [list_hits.party_digest(party) for party in parties]
    alike = [entry for entry in names if not any((digest(entry), mine) in quiet for mine in ours)]
    return (*sure, *(_hit(entry, False, "") for entry in alike))


def note(session: Session, number: str, form: ApplicationForm, *, at: datetime) -> int:
    """Keep what the lists say of an application as hits for a person; return how many are new."""
    parties, on = of_form(form), shanghai_date(at)
    numbers = [n for party in parties for n in party.numbers]
    found = hits(session, numbers, [party.name for party in parties if party.name], on=on)
    sure = [_matched(entry, parties, True, 1.0, ("号码一致",)) for entry in found.by_number]
    alike = [_matched(one.entry, parties, False, one.score, tuple(one.why.split("；"))) for one in found.by_name]
    newest = session.execute(select(func.max(VERSIONS.c.id))).scalar() or 0
    return len(list_hits.note(session, "application", [(number, [*sure, *alike])], newest, at=at))


def _matched(entry: Entry, parties: Sequence[Party], same_number: bool, score: float, parts: tuple[str, ...]) -> Match:
    """Return an entry with the party that it fits: the one with its number, or whose name is the most like."""
    mine = [party for party in parties if entry.number in party.numbers] if same_number else []
    party = mine[0] if mine else max(parties, key=lambda one: likeness(one.name, entry.name).score)
    return Match(candidate(entry), party, score, same_number, parts)


def digest(entry: Entry) -> str:
    """Return what the pairs of an entry are known by."""
    return list_hits.entry_digest(candidate(entry))


def candidate(entry: Entry) -> Candidate:
    """Return an entry as it is compared."""
    return Candidate(**{name: getattr(entry, name) for name in Candidate._fields if name != "core"}, core="")


def _hit(entry: Entry, same_number: bool, bars: str) -> ListHit:
    return ListHit(entry.list_name, entry.reason, same_number=same_number, source=entry.source, bars=bars)
