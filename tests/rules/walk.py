"""Walk both state models together at random: `python -m tests.rules.walk --steps 100000 --seed 1`."""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from content.lawbook import lawbook
from models.errors import Refused
from models.values import ApplicationState, Item, LicenceStatus, PartyKind
from rules import applications, licence_grounds, licences, required_steps
from rules.applications import Validity, validity
from rules.licence_checks import Held, Wish, obstacles

START = date(2026, 11, 21)
NUMBER, OTHER = "350203199003070014", "350203198801017117"
PLACE, ELSEWHERE = "湖滨南路1号", "厦禾路9号"
STRICT = ("new:application.site_checked",)
WEIGHTS = {
    "application.granted": 60, "application.refused": 15, "application.archived": 30, "application.screened": 4,
    "application.accepted": 12, "application.deemed_renewed": 60,
}  # fmt: skip
OFTEN = frozenset({"licence.delivered", "licence.rectification_ordered", "licence.disqualified", "licence.cancelled"})


class Broken(AssertionError):
    """An invariant did not hold; the message tells the way there."""


@dataclass
class Application:
    """One application of the walk: its state, and every step that was taken."""

    number: int
    wish: Wish
    state: ApplicationState = ApplicationState.RECEIVED
    way: list[str] = field(default_factory=list)
    about: int = 0  # which licence it asks something of
    licence: int = 0  # which licence its grant brought into the world

    @property
    def open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state in applications.OPEN


@dataclass
class Walk:
    """One licence, or none yet, with the applications about it, on a day that only moves on."""

    dice: Random
    today: date = START
    status: LicenceStatus | None = None
    days: Validity | None = None
    pause: tuple[date, date] | None = None
    numbers: int = 0  # licence numbers that were given out
    born: int = 0  # applications ever
    line: list[tuple[str, LicenceStatus | None, LicenceStatus]] = field(default_factory=list)
    cases: list[Application] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def step(self) -> None:
        """Do one thing at random and look whether everything still holds."""
        move = self.dice.choices((self._apply, self._work, self._act, self._wait), (8, 40, 2, 5))[0]
        move()
        self._hold()

    # Moves

    def _apply(self) -> None:
        """A new application comes, now and then of a stranger, about another address, for too long."""
        if sum(case.open for case in self.cases) >= 3:
            return
        item = self.dice.choices(list(Item), [1 if item is Item.CLOSE else 6 for item in Item])[0]
        if (item is Item.NEW) is (self.status in licences.IN_FORCE):  # a new one only where none is in force (A4)
            return
        self.born += 1
        self.cases.append(Application(self.born, self._wish(item), about=0 if item is Item.NEW else self.numbers))

    def _wish(self, item: Item) -> Wish:
        odd = self.dice.random() < 0.15
        first = self.today + timedelta(days=self.dice.randint(0, 20))
        changes = {"address": (PLACE, ELSEWHERE)} if odd else {"shop_name": ("甲店", "乙店")}
        return Wish(
            item,
            self.today,
            PartyKind.SOLE_TRADER,
            OTHER if self.dice.random() < 0.05 else NUMBER,
            address=ELSEWHERE if odd and item is Item.RESUME else PLACE,
            changes=changes if item is Item.CHANGE else {},
            suspend_from=first if item is Item.SUSPEND else None,
            suspend_to=first + timedelta(days=self.dice.choice((40, 200, 365, 400))) if item is Item.SUSPEND else None,
        )

    def _work(self) -> None:
        """An officer, the applicant or the term takes the next step of one application."""
        if not self.cases:
            return
        case = self.dice.choice(self.cases)
        possible = [deed for deed in applications.allowed(case.state) if self._may(deed, case)]
        if not possible and not self._waits_for_delivery(case):
            raise Broken(f"dead end: {case.wish.item} {case.state} after {case.way}")
        if possible:
            weights = [WEIGHTS.get(deed, 1) for deed in possible]
            self._take(case, self.dice.choices(possible, weights)[0])
        if case.state is ApplicationState.CLOSED:  # archived: nothing may follow
            if applications.allowed(case.state):
                raise Broken(f"{case.state} is not the end")
            self.cases.remove(case)

    def _waits_for_delivery(self, case: Application) -> bool:
        return case.licence == self.numbers and "licence.delivered" in licences.allowed(self.status)

    def _may(self, deed: str, case: Application) -> bool:
        if deed == "application.deemed_renewed" and not self._deemed(case):
            return False
        if deed == "application.correction_asked" and deed in case.way:
            return False
        if deed == "application.extended" and deed in case.way:
            return False
        done = (*required_steps.course(case.way), *self._delivered(case))
        if required_steps.missing(deed, case.wish.item, done, STRICT):
            return False
        return deed != "application.granted" or not self._against(case)

    def _deemed(self, case: Application) -> bool:
        """Return whether a renewal counts as granted: asked for in time, its licence over (ALL 50)."""
        over = self.days is not None and self.days.valid_to < self.today and case.about == self.numbers
        return case.wish.item is Item.RENEW and over and not self._against(case)

    def _delivered(self, case: Application) -> tuple[str, ...]:
        """Return what happened to the licence that a new application brought, as steps of that application."""
        if case.licence == self.numbers and self.line:
            return tuple(act for act, _, _ in self.line)
        return required_steps.HANDED_OVER if case.licence else ()

    def _against(self, case: Application) -> bool:
        if case.wish.item is Item.NEW:
            return self.status in licences.IN_FORCE  # one address, one licence (A4)
        earlier = any(c.open and c.number < case.number and c.wish.item is not Item.NEW for c in self.cases)
        wish = replace(case.wish, other_open="A-1" if earlier else "")
        return bool(obstacles(wish, self._held(case), self.today, lawbook().in_force(self.today)))

    def _held(self, case: Application) -> Held:
        if case.about != self.numbers or self.status is None:  # that licence has come to its end
            return Held("350203100001", LicenceStatus.CANCELLED, holder_no=NUMBER)
        days, pause = self.days, self.pause or (None, None)
        return Held(
            "350203100001",
            self.status,
            days.valid_from if days else None,
            days.valid_to if days else None,
            PartyKind.SOLE_TRADER,
            holder_no=NUMBER,
            address=PLACE,
            suspended_from=pause[0],
            suspended_to=pause[1],
        )

    def _take(self, case: Application, deed: str) -> None:
        before, reached = case.state, applications.after(deed, case.state)
        self.seen[deed] += 1
        if applications.STEPS[deed].licence:
            self._grant(case)
        case.way.append(deed)
        case.state = reached
        if before not in applications.OPEN and deed != "application.archived":
            raise Broken(f"{deed} after the decision: {case.way}")

    def _grant(self, case: Application) -> None:
        item, old = case.wish.item, self.days
        act = licences.OF_ITEM[item]
        if item is Item.NEW:
            self.status, self.line, old = None, [], None
            self.numbers += 1
            case.licence = self.numbers
        self._move(act)
        self.days = validity(item, self.today, 5, old)
        if item not in (Item.NEW, Item.RENEW) and self.days != old:
            raise Broken(f"{act} moved the days from {old} to {self.days}")
        if item is Item.RENEW and old and self.days.valid_to <= old.valid_to:
            raise Broken(f"{act} added no term to {old}")
        if item is Item.SUSPEND and case.wish.suspend_from and case.wish.suspend_to:
            self.pause = (case.wish.suspend_from, case.wish.suspend_to)
        if then := licences.STEPS[act].then:
            self._move(then)

    def _act(self) -> None:
        """The bureau acts by itself, on a ground that fits; the holder collects the licence."""
        acts = [act for act in licences.allowed(self.status) if licences.STEPS[act].item is None]
        acts = [act for act in acts if act not in licences.BY_DATE]
        if self.status is None or not acts:
            return
        weights = [10 if act in OFTEN else 1 for act in acts]
        act = self.dice.choices(acts, weights)[0]
        if act in licences.EX_OFFICIO:
            grounds = licence_grounds.possible(act, self.status, PartyKind.SOLE_TRADER)
            if not grounds:
                return
            licence_grounds.check_ground(act, self.dice.choice(grounds), self.status, PartyKind.SOLE_TRADER)
        self._move(act)

    def _wait(self) -> None:
        """Time passes; what is over by its date ends, unless a renewal in time is undecided."""
        end = (self.days.valid_to - self.today).days + 1 if self.days else 1
        self.today += timedelta(days=self.dice.choices((1, 5, 30, 100, max(1, end)), (20, 20, 20, 20, 3))[0])
        over = self.days is not None and self.days.valid_to < self.today
        waiting = any(c.open and c.wish.item is Item.RENEW and not self._late(c) for c in self.cases)
        if self.status in licences.IN_FORCE and over and not waiting:
            self._move("licence.expired")

    def _late(self, case: Application) -> bool:
        return self.days is not None and case.wish.received_on > self.days.valid_to

    def _move(self, act: str) -> None:
        before, reached = self.status, licences.after(act, self.status)
        self.seen[act] += 1
        self.line.append((act, before, reached))
        self.status = reached
        if reached is not LicenceStatus.SUSPENDED:
            self.pause = None

    # Invariants

    def _hold(self) -> None:
        """Raise Broken where a licence is in two states, a step was passed over, or nothing can follow."""
        for (_, _, reached), (act, start, _) in zip(self.line, self.line[1:], strict=False):
            if start is not reached:
                raise Broken(f"{act} begins at {start}, the licence was {reached}")
        if self.line and self.line[-1][2] is not self.status:
            raise Broken(f"in two states: {self.status} and {self.line[-1][2]}")
        if self.status not in (None, LicenceStatus.CANCELLED) and not licences.allowed(self.status):
            raise Broken(f"dead end: {self.status}")
        if (self.status is LicenceStatus.SUSPENDED) is not (self.pause is not None):
            raise Broken(f"{self.status} with the pause {self.pause}")
        for case in self.cases:
            self._whole(case)

    def _whole(self, case: Application) -> None:
        """Raise Broken where a decision was taken without what it needs."""
        made = {ApplicationState.GRANTED: "application.granted", ApplicationState.REFUSED: "application.refused"}
        deed = made.get(case.state)
        if deed not in case.way:
            return
        way = case.way[: case.way.index(deed)]
        if required_steps.missing(deed, case.wish.item, required_steps.course(way), STRICT):
            raise Broken(f"a way round: {case.way}")
        if not {"application.accepted", "application.deemed_accepted"} & set(way):
            raise Broken(f"decided without acceptance: {case.way}")


def walk(steps: int, seed: int) -> Walk:
    """Take so many steps; raises Broken where something does not hold. A finished licence is followed by another."""
    one = Walk(Random(seed))
    for _ in range(steps):
        one.step()
        if one.status is LicenceStatus.CANCELLED and one.dice.random() < 0.2:
            one.line.clear()
            one.status, one.days = None, None
    return one


def main() -> int:
    """Walk from the command line; exit status 1 where something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules.walk")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    try:
        one = walk(args.steps, args.seed)
    except (Broken, Refused) as error:
        sys.stdout.write(f"broken: {error}\n")
        return 1
    taken = ", ".join(f"{name} {count}" for name, count in sorted(one.seen.items()))
    sys.stdout.write(
        f"{args.steps} steps, {one.born} applications, {one.numbers} licences, until {one.today}\n{taken}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
