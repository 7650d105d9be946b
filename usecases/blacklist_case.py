"""What the lists say of one applicant, as the rules see it; pairs that a person cleared stay cleared."""

from datetime import date

from sqlmodel import Session

from models.forms import ApplicationForm
from rules.screening import ListHit
from usecases import blacklist_lists, list_hits
from usecases.blacklist import Entry
from usecases.blacklist_search import hits
from usecases.rescreening_match import Candidate, Party, forms


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


def digest(entry: Entry) -> str:
    """Return what the pairs of an entry are known by."""
    said = {name: getattr(entry, name) for name in Candidate._fields if name != "core"}
    return list_hits.entry_digest(Candidate(**said, core=""))


def _hit(entry: Entry, same_number: bool, bars: str) -> ListHit:
    return ListHit(entry.list_name, entry.reason, same_number=same_number, source=entry.source, bars=bars)
