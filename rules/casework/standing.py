"""Standing: what an enforcement case is known by, put together from the steps that were taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.casework import CaseStage
from models.values import PartyKind
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第四十七条", "APL 47")  # every step is on record
TEAM = frozenset({"case.filed", "case.officers_named", "case.recused", "case.acted_at_once"})
INQUIRING = frozenset({  # who takes one of these investigates, named among the officers or not
    "case.acted_at_once", "case.scene_recorded", "case.sampled", "case.interviewed", "case.priced",
    "case.authenticated", "case.evidence_copied", "case.reported",
})  # fmt: skip
REVIEWING = frozenset({"case.review_passed", "case.review_returned"})
DECIDING = frozenset({"case.decided", "case.surcharge_decided", "case.payment_deferred"})
PUNISHING = frozenset({"case.decided", "case.fined_on_the_spot", "case.amended"})
People = list[list[str]]  # [login, name, number of the enforcement certificate]


@dataclass(frozen=True, slots=True)
class Taken:
    """One step that was taken: its deed, the day it counts for, who did it, what it says."""

    deed: str
    on: date
    by: str
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a case is against; days where they are known, `number` an ID number or credit code in normal form."""

    kind: PartyKind | None = None
    name: str = ""
    number: str = ""
    born_on: date | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as the rules see it: `acted_on` is the last day of the act, `found_on` the day it was discovered.

    `alarm` holds why the amounts look like a crime (CRIM 3), "" where they do not; `owed` is the part of the fine in
    fen that is neither paid nor settled otherwise, None where no fine stands; `confiscated_owed` the same of sums
    that were confiscated.
    """

    stage: CaseStage
    found_on: date
    party: Party = Party()
    ownerless: bool = False
    cause: str = ""
    acted_on: date | None = None
    harmful: bool = False  # life, health or finance with harm done: five years (APL 36)
    grave: bool = False  # complex or serious: collective deliberation (APL 57)
    alarm: str = ""
    owed: int | None = None
    confiscated_owed: int | None = None
    taken: Sequence[Taken] = ()

    @property
    def unpaid(self) -> int:
        """Return what is open of fine and confiscated sums together."""
        return (self.owed or 0) + (self.confiscated_owed or 0)

    def last(self, deed: str, *, after: str = "") -> Taken | None:
        """Return the newest step of a kind; with `after`, only where it is later than the newest one of that kind."""
        for step in reversed(self.taken):
            if step.deed == deed:
                return step
            if after and step.deed == after:
                return None
        return None

    def day(self, deed: str) -> date | None:
        """Return the day of the newest step of a kind, None where it was never taken."""
        found = self.last(deed)
        return None if found is None else found.on

    @property
    def team(self) -> People:
        """Return the officers who investigate now."""
        named = [step for step in self.taken if step.deed in TEAM and step.said.get("officers")]
        return list(named[-1].said["officers"]) if named else []

    @property
    def investigators(self) -> frozenset[str]:
        """Return the logins of everybody who ever investigated the case, recused or not."""
        taking = [step.by for step in self.taken if step.deed in INQUIRING]
        return frozenset([*taking, *(person[0] for person in self.named)])

    @property
    def named(self) -> People:
        """Return the officers whom any step ever named, here or in a case that became part of this one."""
        return [list(person) for step in self.taken for person in step.said.get("officers", ())]

    @property
    def reviewers(self) -> frozenset[str]:
        """Return the logins of those who gave the legal opinion."""
        own = [step.by for step in self.taken if step.deed in REVIEWING]
        return frozenset([*own, *(login for step in self.taken for login in step.said.get("reviewers", ()))])

    @property
    def recused(self) -> frozenset[str]:
        """Return the logins of those who were recused: they do nothing more in the case, nor in what comes of it."""
        own = [str(step.said.get("login", "")) for step in self.taken if step.deed == "case.recused"]
        return frozenset([*own, *(login for step in self.taken for login in step.said.get("recused", ()))])

    @property
    def deciders(self) -> frozenset[str]:
        """Return the logins of those who decided about the fine."""
        return frozenset(step.by for step in self.taken if step.deed in DECIDING)

    @property
    def duties(self) -> dict[str, list[Any]]:
        """Return who did what in the case, as a case that comes of it keeps it: officers, reviewers, recused."""
        known = {person[0]: person for person in self.named}
        people = [known.get(login, [login, "", ""]) for login in sorted(self.investigators)]
        return {"officers": people, "reviewers": sorted(self.reviewers), "recused": sorted(self.recused)}

    @property
    def preserved(self) -> list[Taken]:
        """Return what evidence is preserved and not yet disposed of, by its number."""
        disposed = {step.said.get("notice") for step in self.taken if step.deed == "case.preservation_disposed"}
        found = [step for step in self.taken if step.deed == "case.evidence_preserved"]
        return [step for step in found if step.said.get("notice") not in disposed]

    @property
    def suspended(self) -> bool:
        """Tell whether the inquiry stands still now."""
        return self.last("case.suspended", after="case.resumed") is not None

    @property
    def in_dispute(self) -> bool:
        """Tell whether a reconsideration or a lawsuit is open."""
        return self.last("case.remedy_begun", after="case.remedy_ended") is not None

    @property
    def alarm_answered(self) -> bool:
        """Tell whether a person decided about the newest alarm."""
        return self.last("case.alarm_answered", after="case.alarm_raised") is not None

    @property
    def punishment(self) -> Taken | None:
        """Return the decision that punishes as it stands: as it was made, or as it was changed last."""
        return next((step for step in reversed(self.taken) if step.deed in PUNISHING), None)

    @property
    def hearing_wanted(self) -> bool:
        """Tell whether the party asked for a hearing since the newest notice and did not give it up afterwards."""
        wanted = [self.last("case.hearing_requested", after=deed) for deed in ("case.noticed", "case.hearing_waived")]
        return all(wanted)

    @property
    def hearing_offered(self) -> bool:
        """Tell whether the newest notice told of the right to a hearing."""
        notice = self.last("case.noticed")
        return notice is not None and bool(notice.said.get("hearing"))
