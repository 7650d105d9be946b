"""What the demonstration begins with: made-up cases at different stages, a complaint, a catalogue of brands."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from cli import demo_beginning
from cli import demo_people as people
from models.casework import CaseSource, Nature
from models.complaints import HotlineKind
from models.values import SHANGHAI, shanghai_date, utc_now
from rules import prices
from rules.brands import Catalogue
from usecases import brands, calendars, casework, casework_goods, casework_steps, complaints
from wiring.office import open_office

if TYPE_CHECKING:
    from rules.goods import Goods
    from wiring.config import Settings
    from wiring.office import Office

LONG_AGO = timedelta(days=60)  # the officers were there before the first case
ONLY_OFFICERS = 1  # entries of a ledger in which nobody has done anything yet
TEAM = ["inspector", "inspector2"]
COUNTED = ((0, 120, Nature.DIVERTED), (1, 85, Nature.DIVERTED), (3, 40, Nature.COUNTERFEIT))  # product, packs
BOUGHT, SOLD, CARRIED = 860_000, 1_240_000, 2_000_000  # fen: what the fines are reckoned from
Deed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Done:
    """One deed of the past: so many working days ago (0: just now)."""

    days: int
    deed: Deed


class Calendar:
    """A clock that stands at some minutes past nine of a working day of the past, or shows the present."""

    def __init__(self, present: Callable[[], datetime] = utc_now) -> None:
        """Begin long ago, when the officers were entered."""
        self.present = present
        self.moment: datetime | None = present() - LONG_AGO

    def __call__(self) -> datetime:
        """Return the moment (UTC); each is a little after the one before."""
        if self.moment is None:
            return self.present()
        self.moment += timedelta(minutes=1)
        return self.moment

    def to(self, day: date | None) -> None:
        """Go on to the morning of a day, unless it is that day; None: to the present."""
        if day is None:
            self.moment = None
        elif day != self.today:
            self.moment = datetime.combine(day, time(9), SHANGHAI).astimezone(UTC)

    @property
    def today(self) -> date:
        """Return the day in Xiamen."""
        return shanghai_date(self.moment or self.present())


def enter(settings: "Settings", calendar: Calendar, seed: int) -> int:
    """Enter everything by its use cases and return how many deeds that were; nothing where something was done before.

    `calendar` is the one by which the officers were entered, so that the ledger goes on from there. Where it is
    interrupted, a mark stays (cli.demo_beginning).
    """
    office = open_office(settings, clock=calendar)
    try:
        if office.changed() > ONLY_OFFICERS:
            return 0
        past = Past(office, calendar, seed)
        deeds = sorted(past.deeds(), key=lambda done: -done.days)
        with demo_beginning.marked(settings):
            for done in deeds:
                calendar.to(past.day(done.days) if done.days else None)
                done.deed()
        return len(deeds)
    finally:
        office.close()


class Past:
    """The deeds of some weeks, each by whom the law lets do it."""

    def __init__(self, office: "Office", calendar: Calendar, seed: int) -> None:
        """Begin with nothing done; `seed` decides who the parties are."""
        self.office, self.calendar, self.seed = office, calendar, seed
        self.numbers: dict[str, str] = {}
        self.today = shanghai_date(calendar.present())
        with office.reading() as session:
            self._known = calendars.current(session)

    def day(self, days: int) -> date:
        """Return the day that lies so many working days before today."""
        day = self.today
        while days:
            day -= timedelta(days=1)
            days -= self._known.is_working(day)
        return day

    def deeds(self) -> Iterator[Done]:
        """Yield every deed, case after case; those of one day are done in this order."""
        yield Done(20, self._catalogue)
        yield from self._closing("closing")
        yield from self._paying("paying")
        yield from self._deciding("deciding")
        yield from self._counting("counting")
        yield Done(0, partial(self._lead, "lead", 0, "C08", "举报人称该店柜台下存放假烟，夜间售卖"))
        yield Done(0, self._complaint)

    def _closing(self, case: str) -> Iterator[Done]:
        """A warning to a shop without the sign about minors: carried out, ready to be closed."""
        facts = "店内显著位置没有不向未成年人销售烟草制品的标志"
        yield Done(13, partial(self._lead, case, 4, "C16", f"日常检查发现{facts}", CaseSource.PATROL))
        yield from self._inquired(case, 12, facts, "警告")
        warning = {"kinds": ["warning"], "facts": facts, "content": "警告"}
        yield from self._noticed(case, 9, 4, warning)
        yield self._did(case, 3, "case.decided", **warning)
        yield self._served(case, 2, 4, "case.served")
        yield self._did(case, 1, "case.executed", how="警告已经宣布，标志已经设置")

    def _paying(self, case: str) -> Iterator[Done]:
        """A carrier whose decision was served: the treasury waits for the fine."""
        facts = "明知没有准运证而为他人承运卷烟"
        yield Done(12, partial(self._lead, case, 3, "C03", f"路检发现{facts}", CaseSource.PATROL))
        yield from self._inquired(case, 11, facts, "罚款")
        fine = {"kinds": ["fine"], "base": CARRIED, "fine": 300_000, "facts": facts, "content": "罚款3000元"}
        yield from self._noticed(case, 8, 3, fine)
        yield self._did(case, 2, "case.decided", **fine)
        yield self._served(case, 1, 3, "case.served")

    def _deciding(self, case: str) -> Iterator[Done]:
        """A shop that bought elsewhere and has defended itself: the decision waits for an approver."""
        facts = "从外地购进卷烟，没有在当地烟草专卖批发企业进货"
        yield Done(11, partial(self._lead, case, 2, "C01", f"举报反映该店{facts}"))
        yield from self._inquired(case, 10, facts, "罚款")
        fine = {"kinds": ["fine"], "base": BOUGHT, "fine": 51_600, "facts": facts, "content": "罚款516元"}
        yield from self._noticed(case, 7, 2, fine)
        defence = {"words": "初次进货，不了解规定", "answer": "当事人持有许可证，应当了解进货的规定", "accepted": False}
        yield self._did(case, 5, "case.defended", **defence)
        yield Done(0, lambda: self._propose(case, "case.decided", fine))

    def _counting(self, case: str) -> Iterator[Done]:
        """A shop whose goods were counted two days ago: under investigation."""
        facts = "店内有大量非本市调拨的卷烟"
        yield Done(4, partial(self._lead, case, 1, "C01", f"市场检查发现{facts}", CaseSource.PATROL))
        yield from self._inquired(case, 3, facts, "")
        yield Done(2, lambda: self._count(case))

    def _inquired(self, case: str, days: int, facts: str, proposal: str) -> Iterator[Done]:
        """File a case, see the scene and, where something is proposed, report it to the legal reviewer."""
        yield self._did(case, days, "case.filed", officers=TEAM, reason="有证据证明有违法事实")
        yield Done(days, lambda: self._see(case, f"现场检查，{facts}"))
        if proposal:
            yield self._did(case, days - 1, "case.reported", facts=facts, nature="违法", proposal=proposal)
            yield self._did(case, days - 2, "case.review_passed", opinion="事实清楚，同意")

    def _noticed(self, case: str, days: int, who: int, penalty: Mapping[str, Any]) -> Iterator[Done]:
        """Give the prior notice and serve it."""
        yield self._did(case, days, "case.noticed", **penalty)
        yield self._served(case, days, who, "case.notice_served")

    def _served(self, case: str, days: int, who: int, name: str) -> Done:
        """Hand a paper to the party itself, or to who keeps the shop."""
        party = self._party(who)
        said = {"receiver": party["legal_rep"], "relation": "经营者"} if "legal_rep" in party else {}
        return self._did(case, days, name, **{"way": "直接送达", "receiver": party["name"]} | said)

    def _did(self, case: str, days: int, name: str, **said: Any) -> Done:
        return Done(days, lambda: self._take(case, name, said))

    def _take(self, case: str, name: str, said: Mapping[str, Any]) -> None:
        """Take a step alone, or let the approver confirm what the inspector proposes, as the law asks."""
        if name not in casework_steps.TAKE:
            self._propose(case, name, said)
            self._perform(casework_steps.confirm, self.numbers[case], by="approver2")
            return
        by = "reviewer" if name == "case.review_passed" else "inspector"
        self._perform(casework_steps.TAKE[name], self.numbers[case], said, by=by)

    def _propose(self, case: str, name: str, said: Mapping[str, Any]) -> None:
        self._perform(casework_steps.propose, self.numbers[case], name, said)

    def _lead(self, case: str, who: int, cause: str, gist: str, source: CaseSource = CaseSource.REPORT) -> None:
        today, party = self.calendar.today, self._party(who)
        place, district = people.shop(self.seed, who)
        facts = casework.Facts(source, today, gist, place, district, cause, today, party=party)
        self.numbers[case] = self._perform(casework.register, facts)

    def _see(self, case: str, found: str) -> None:
        day = self.calendar.today
        times = {"started_at": f"{day}T08:00+08:00", "ended_at": f"{day}T08:40+08:00"}
        with self.office.reading() as session:
            known = casework.known(session, self.numbers[case])
        said = {"officers": TEAM, "certificates_shown": True, "found": found, "place": known.place, **times}
        present = known.party.get("legal_rep") or known.party["name"]
        self._take(case, "case.scene_recorded", said | {"present": present})

    def _count(self, case: str) -> None:
        with self.office.reading() as session:
            known = Catalogue(brands.catalogue(session), prices.basis_of("catalogue", str(self.calendar.today)))
        self._perform(casework_goods.list_goods, self.numbers[case], list(_counted(known)))

    def _catalogue(self) -> None:
        content = people.catalogue()
        file, digest = brands.read_brands(content), hashlib.sha256(content).hexdigest()
        self._perform(brands.import_brands, file, digest)

    def _complaint(self) -> None:
        place, district = people.shop(self.seed, 5)
        gist = "该店门口没有许可证，仍在向附近学生卖散支烟"
        noted = complaints.Intake(HotlineKind.REPORT, "minors", gist, district=district, place=place)
        self._perform(complaints.receive, replace(noted, acted_on=self.day(1)), people.reporter(self.seed), by="clerk")

    def _party(self, who: int) -> dict[str, str]:
        return people.driver(self.seed, who) if who == people.DRIVER else people.keeper(self.seed, who)

    def _perform(self, deed: Callable[..., Any], *args: Any, by: str = "inspector") -> Any:
        return self.office.perform(deed, *args, by=self.office.officer(by))


def _counted(known: Catalogue) -> "Iterator[Goods]":
    for which, packs, nature in COUNTED:
        goods, _ = known.scanned(known.brands[which].pack_barcode)
        yield replace(goods, packs=packs, nature=nature)
