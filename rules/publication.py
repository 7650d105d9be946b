"""Publication of decisions (双公示): what holds a record back, who may name what as authority, how far a record got."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from models.errors import InvalidInput
from models.said import said
from models.values import PartyKind
from rules.basis import LegalBasis
from rules.identifiers import birth_of
from rules.penalties import canonical_number
from rules.publication_rows import Exclusion

BASIS = LegalBasis("行政处罚法", 2021, "第四十八条", "APL 48")
REPAIR = LegalBasis("信用修复管理办法（试行）", "国家发展改革委令第58号", "关于停止公示的规定", "REPAIR end")
ADULT = 18
REPAIRED, DISPUTED = "repaired", "disputed"
HOLDS = {  # why a record may not be sent: what the outbox says of it
    REPAIRED: "已按信用修复停止公示，不再推送。",
    DISPUTED: "当事人有异议，答复之前暂停推送。",
}


def worst(holds: list[str]) -> str:
    """Return what counts among the holds of a record: a repair is for ever, a dispute until its answer; "" for none."""
    return next((why for why in (REPAIRED, DISPUTED) if why in holds), "")


def subject_of(record_key: str) -> str:
    """Return our name of a record in the outbox for the receiver's key (kind|number|agency).

    A penalty is named by that key itself, a licence by its document number.
    """
    kind, _, rest = record_key.partition("|")
    return f"xk:{rest.rpartition('|')[0]}" if kind == "xk" and rest else record_key


def canonical_subject(subject: str) -> str:
    """Return our name of a licence record with its number in canonical form, any other name as it is.

    A receiver's key holds the number in that form, our name holds it as it is written on the document.
    """
    kind, colon, number = subject.partition(":")
    return f"xk:{canonical_number(number)}" if colon and kind == "xk" else subject


def number_of(record_key: str) -> str:
    """Return the document number in a receiver's key; InvalidInput where there is none."""
    parts = record_key.split("|")
    if len(parts) < 3 or not parts[1]:
        raise InvalidInput(said("“{record_key}”不是公示记录的键。", record_key=record_key[:100]), kept="未作任何更改。")
    return "|".join(parts[1:-1])


@dataclass(frozen=True, slots=True)
class PenaltyFacts:
    """What of a penalty decision says whether it is published; numbers in normal form, "" = none."""

    simple_procedure: bool
    kinds: Collection[str]
    party_kind: str
    party_no: str
    legal_rep_no: str
    decided_on: date
    acted_on: date | None = None
    born_on: date | None = None  # of a person whose number does not say it


LIGHT = frozenset({"warning", "other:通报批评"})


def excluded(facts: PenaltyFacts, grounds: Iterable[Exclusion]) -> Exclusion | None:
    """Return the first ground in force on which a decision is not published, None where it must be published."""
    met = {
        "simple_procedure": facts.simple_procedure,
        "warning_only": bool(facts.kinds) and set(facts.kinds) <= LIGHT,
        "minor": is_minor(facts),
    }
    return next((ground for ground in grounds if ground.on and met[ground.id]), None)


def is_minor(facts: PenaltyFacts) -> bool:
    """Tell whether the person penalised was under 18 at the act; of a sole trader it is who runs the shop.

    Where the day of the act is not recorded, the day of the decision counts.
    """
    numbers = {PartyKind.PERSON.value: facts.party_no, PartyKind.SOLE_TRADER.value: facts.legal_rep_no}
    birth = birth_of(numbers.get(facts.party_kind, "")) or facts.born_on
    return birth is not None and age(birth, facts.acted_on or facts.decided_on) < ADULT


def age(birth: date, on: date) -> int:
    """Return somebody's age in years on a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


@dataclass(frozen=True, slots=True)
class Way:
    """How far one version of a record got: its message's state, the receiver's word for it, and the days."""

    state: str
    receiver_state: str
    created_on: date
    sent_on: date | None
    confirmed_on: date | None
    due_on: date
    tries: int
    rejected: bool = False  # now, or before it was confirmed
    hold: str = ""
    away: bool = False  # the platform does not answer now


STAGES = ("delivered", "confirmed")


def stage(state: str, receiver_state: str) -> str:
    """Return where a record is: waiting, accepted, held, validated, published, or how it ended.

    `state` is that of its message, `receiver_state` the receiver's own word. The three confirmations are accepted
    (the call), validated (by the city) and published (upstream). What the receiver holds because it does not know
    the party (未关联) has not failed.
    """
    if state == "delivered":
        return "held" if receiver_state == "held" else "accepted"
    if state == "confirmed":
        return receiver_state if receiver_state in ENDS else "validated"
    return state if state in {"rejected", "dead", "cancelled"} else "waiting"


ENDS = frozenset({"published", "withdrawn", "superseded", "repaired"})


def cause(way: Way) -> tuple[str, str]:
    """Return whose it is (ours, theirs) and why a record is late or not confirmed yet; ("", "") on time."""
    if way.confirmed_on is not None and way.confirmed_on <= way.due_on:
        return "", ""
    asked = (
        (way.created_on > way.due_on, "ours", "recorded_late"),
        (way.hold == DISPUTED, "theirs", "disputed"),
        (way.state == "dead", "ours", "given_up"),
        (way.rejected, "ours", "rejected"),
        (way.sent_on is not None and way.receiver_state == "held", "theirs", "held"),
        (way.sent_on is not None and way.sent_on <= way.due_on and way.state in STAGES, "theirs", "unconfirmed"),
        (way.away or way.tries > 1, "theirs", "platform_away"),
    )
    return next(((whose, why) for met, whose, why in asked if met), ("ours", "not_sent"))
