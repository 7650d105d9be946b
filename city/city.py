"""One whole city: the world, all systems, and the way a request takes through them."""

from collections import Counter

from city.channels.arrivals import Arrivals
from city.common.call import Answer, Call, Refusal, Route, System, match
from city.common.rate import RateLimit
from city.systems import (
    business,
    case_system,
    credit,
    credit_2015,
    elicence,
    joint,
    kiosk,
    nontax,
    police,
    post,
    rating,
    sms,
)
from city.systems.ixiamen import Ixiamen
from city.systems.legacy_credit import LegacyCredit
from city.systems.legacy_sms import LegacySms
from city.systems.website import Website
from city.systems.wechat import Wechat
from city.world import Settings, World

MOST_EARLY = 20  # requests that may already be under way when a 429 goes out


class Town:
    """Holds every system under its prefix."""

    def __init__(self, settings: Settings) -> None:
        self.world = World(settings)
        self.arrivals = Arrivals(self.world)
        books = self.arrivals.books
        self.kiosk, kiosk_front = kiosk.build(self.world, books["kiosk"])
        self.credit, credit_front = credit.build(self.world)
        self.credit_2015, credit_2015_front = credit_2015.build(self.world)
        self.legacy_credit = LegacyCredit(self.world)
        self.joint = joint.Joint(self.world)
        self.case_system, case_front = case_system.build(self.world)
        self.nontax, nontax_front = nontax.build(self.world)
        self.ratings, rating_front = rating.build(self.world)
        for book in books.values():
            book.results.append(self.ratings.expect)
        channels: list[System] = [
            Wechat(self.world, books["wechat"]),
            Website(self.world, books["website"]),
            Ixiamen(self.world, books["ixiamen"]),
        ]
        offices: list[System] = [
            kiosk_front,
            credit_front,
            credit_2015_front,
            self.joint,
            business.build(self.world),
            elicence.build(self.world),
            police.build(self.world),
            case_front,
            nontax_front,
            post.build(self.world),
            rating_front,
            sms.build(self.world),
            self.legacy_credit,
            LegacySms(self.world),
        ]
        self.systems = {system.name: system for system in (*channels, *offices)}
        self._rates = {name: RateLimit(self.world.timing.rate_per_second) for name in self.systems}
        self._blocked: dict[str, float] = {}
        self._early: Counter[str] = Counter()
        self._numbers: Counter[str] = Counter()

    def enter(self, call: Call) -> tuple[System, Route | None, tuple[str, ...]]:
        """Count a request and find what it is for; `call.system` must be known."""
        self.world.tick()
        self._numbers[call.system] += 1
        call.number = self._numbers[call.system]
        self.world.journal.requests[call.system] += 1
        system = self.systems[call.system]
        found, segments = match(system.routes, call)
        return system, found, segments

    def serve(self, call: Call, system: System, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer of a system, or its refusal, which the journal keeps."""
        try:
            if call.system == "kiosk" and call.path.startswith(kiosk.BLOB):
                return self.kiosk.blob(call)
            system.authenticate(call)
            self._admit(call, system)
            return system.answer(call, found, segments)
        except Refusal as refusal:
            self.world.journal.refused(call, refusal)
            return system.refuse(refusal)

    def block(self, system: str, wait: float) -> None:
        """Remember that clients of a system were told to wait."""
        self._blocked[system] = self.world.now() + wait
        self._early[system] = 0

    def _admit(self, call: Call, system: System) -> None:
        self._note_early(call)
        if not self._rates[call.system].admits():
            self.block(call.system, 1.0)
            raise system.busy("rate_limit", 1)

    def _note_early(self, call: Call) -> None:
        """A client that goes on in spite of Retry-After breaks the contract; a few requests may be under way."""
        if self.world.now() < self._blocked.get(call.system, 0.0) - 0.05:
            self._early[call.system] += 1
            self.world.journal.early_after_429[call.system] += 1
            if self._early[call.system] == MOST_EARLY:
                self.world.journal.violation(call, "retry_after_ignored", "went on in spite of Retry-After")
