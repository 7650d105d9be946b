"""How applications come in: most are there at the start, the rest one by one."""

from functools import partial

from city.channels.book import Book
from city.common.dice import Dice
from city.world import CHANNELS, World, live_count, place_of, working_days_back

_FORMS = {
    "wechat": ("WX2026", True),
    "website": ("XM2026", True),
    "ixiamen": ("35020026", False),
    "kiosk": ("K26-", False),
}


class Arrivals:
    """The books of all four channels and the stream that fills them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.books = {name: Book(world, name, prefix, whole_seconds=whole) for name, (prefix, whole) in _FORMS.items()}
        settings = world.settings
        self._next_at = world.now()
        self._next = settings.applications - live_count(settings)
        self._fill(self._next)
        if settings.pace > 0:
            self._next_at = world.now() + 60 / settings.pace
            world.at(self._next_at, self._arrive)

    def add(self, channel: str) -> int:
        """The place of one more application, visible at once."""
        book = self.books[channel]
        place = book.reserve()
        book.appear(place, int(self.world.now() * 1000))
        return place

    def _fill(self, count: int) -> None:
        start = self.world.clock.started_at
        first = working_days_back(start, 4)
        step = (start - 90 - first) / max(count, 1)
        coarse = max(900, 40 * int(step)) if self.world.chance.on("same_timestamp") else 0
        moments: dict[str, list[int]] = {name: [] for name in CHANNELS}
        for index in range(count):
            at = first + index * step
            channel = place_of(index)[0]
            at -= at % coarse if coarse else 0
            moments[channel].append(int(at) * 1000)
        for name, found in moments.items():
            self._hold_back(name, found)
            self.books[name].fill(found)

    def _hold_back(self, channel: str, moments: list[int]) -> None:
        """The fault late_commit at the start: some rows show a little later, behind others."""
        chance, book = self.world.chance, self.books[channel]
        for place in range(len(moments)) if chance.on("late_commit") else ():
            if chance.marks("late_commit", channel, place):
                dice = self.world.dice("late", place)
                updated = int((self.world.clock.started_at - dice.between(60, 500)) * 1000)
                moments[place] = 0
                wait = dice.between(1, self.world.timing.late_commit_at_start)
                self.world.later(wait, partial(book.appear, place, updated))

    def _arrive(self) -> None:
        settings = self.world.settings
        if self._next >= settings.applications:
            return
        channel = place_of(self._next)[0]
        book = self.books[channel]
        place = book.reserve()
        book.appear(place, int(self._moment(channel, place) * 1000))
        self._next += 1
        self._next_at += 60 / settings.pace
        self.world.at(self._next_at, self._arrive)

    def _moment(self, channel: str, place: int) -> float:
        now, chance = self.world.now(), self.world.chance
        if chance.on("same_timestamp"):
            now -= now % 30
        if chance.marks("late_commit", channel, place):
            dice: Dice = self.world.dice("late", place)
            now -= dice.between(60, self.world.timing.late_commit_most - 30)
        return now
