"""The bureau's credit evaluation of a retailer (涉烟信用评价): a dated table of points, and the score with its reasons.

Nothing here is law: the table is the bureau's practice (content/evaluation.toml). A grade bars nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.errors import InvalidInput
from rules.basis import LegalBasis
from rules.periods import add_years

BASIS = LegalBasis(
    "关于加快推进社会信用体系建设构建以信用为基础的新型监管机制的指导意见",
    "国办发〔2019〕35号",
    "关于信用分级分类监管的规定",
    "CREDIT 2019 graded",
)
PENALTY, STEP, CLEAN = "penalty", "step", "clean"


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a score begins and between which ends it stays."""

    start: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade, reached from `least` points on, and what the bureau does."""

    id: str
    name: str
    least: int
    consequence: str


@dataclass(frozen=True, slots=True)
class Item:
    """What counts: `matches` are the causes or steps that it is about, `cap` the most that it gives or takes.

    `years` is how long one event counts.
    """

    id: str
    name: str
    event: str
    matches: frozenset[str]
    points: int
    cap: int
    years: int


@dataclass(frozen=True, slots=True)
class Table:
    """The evaluation in force on one day; the best grade first."""

    on: date
    scale: Scale
    grades: tuple[Grade, ...]
    items: tuple[Item, ...]
    digest: str

    def grade(self, score: int) -> Grade:
        """Return the grade of a score."""
        return next(grade for grade in self.grades if score >= grade.least)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a retailer: a penalty by its cause, a step of the licence by its act.

    `ref` is its document number or licence number; `struck` says why it does not count (a dispute was upheld).
    """

    kind: str
    what: str
    on: date
    ref: str
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the sum; `points` are what it gave after the cap, `until` is the last day on which it counts."""

    item: str
    name: str
    points: int
    on: date
    ref: str
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A score on one day, its grade, and every event with what it gave."""

    on: date
    score: int
    grade: Grade
    reasons: tuple[Reason, ...]


def evaluate(table: Table, events: Iterable[Event], since: date, on: date) -> Evaluation:
    """Return the evaluation of one retailer on a day, from what had happened by then.

    `since` is the day from which the retailer traded lawfully (the first grant known). Pure: the same events give the
    same score whenever it is asked for, so a day without a run changes nothing.
    """
    known = sorted((event for event in events if event.on <= on), key=lambda event: (event.on, event.ref))
    reasons = [reason for item in table.items for reason in _reasons(item, known, since, on)]
    total = table.scale.start + sum(reason.points for reason in reasons)
    score = min(table.scale.most, max(table.scale.least, total))
    return Evaluation(on, score, table.grade(score), tuple(reasons))


def _reasons(item: Item, events: Sequence[Event], since: date, on: date) -> Iterator[Reason]:
    if item.event == CLEAN:
        yield from _clean(item, events, since, on)
        return
    left = item.cap
    for event in events:
        if event.kind != item.event or event.what not in item.matches:
            continue
        reason, left = _counted(item, event, left, on)
        yield reason


def _counted(item: Item, event: Event, left: int, on: date) -> tuple[Reason, int]:
    """Return what one event gives, and what is left of the cap of its item behind it."""
    until = add_years(event.on, item.years)
    line = (event.on, event.ref, until)
    if event.struck:
        return Reason(item.id, item.name, 0, *line, f"异议成立，不计：{event.struck}"), left
    if until < on:
        return Reason(item.id, item.name, 0, *line, "已过计分期"), left
    points = min(item.points, left, key=abs)  # both take, or both give
    note = "" if points == item.points else f"本项最多{abs(item.cap)}分"
    return Reason(item.id, item.name, points, *line, note), left - points


def _clean(item: Item, events: Iterable[Event], since: date, on: date) -> Iterator[Reason]:
    """Yield the line of the whole years without a decision that still stands."""
    last = max((event.on for event in events if event.kind == PENALTY and not event.struck), default=since)
    begin = max(last, since)
    years = whole_years(begin, on)
    if years > 0:
        points = min(item.cap, item.points * years)
        yield Reason(item.id, item.name, points, begin, "", None, f"{begin}起满{years}年")


def whole_years(begin: date, on: date) -> int:
    """Return how many whole years have gone by; a year from 29 February ends on 28 February (CIVIL 202)."""
    years = on.year - begin.year
    return max(0, years if add_years(begin, years) <= on else years - 1)


def check(table: Table, causes: Iterable[str], steps: Iterable[str]) -> None:
    """Raise InvalidInput for a table of a day that leaves a score without a grade, or a cause out or in twice."""
    if not table.grades or table.grades[-1].least > table.scale.least:
        raise InvalidInput(f"信用评价表有误：{table.on}没有从{table.scale.least}分起的等级。")
    if len({grade.least for grade in table.grades}) < len(table.grades):
        raise InvalidInput(f"信用评价表有误：{table.on}有两个等级从同一分数起。")
    if not table.scale.least <= table.scale.start <= table.scale.most:
        raise InvalidInput(f"信用评价表有误：{table.on}的起点不在最低分和最高分之间。")
    for kind, known in ((PENALTY, causes), (STEP, steps)):
        _check_items([item for item in table.items if item.event == kind], {*known}, table.on)


def _check_items(items: Iterable[Item], known: set[str], on: date) -> None:
    seen: dict[str, str] = {}
    for item in items:
        unknown = item.matches - known
        if unknown or not item.matches:
            raise InvalidInput(f"信用评价表有误：{on}的{item.id}写了没有的{'、'.join(sorted(unknown)) or '空的事由'}。")
        for what in item.matches:
            if what in seen:
                raise InvalidInput(f"信用评价表有误：{on}的{seen[what]}和{item.id}都计{what}。")
            seen[what] = item.id
        if item.points == 0 or item.cap * item.points < item.points**2:
            raise InvalidInput(f"信用评价表有误：{on}的{item.id}的上限{item.cap}容不下一次的{item.points}分。")


def table_of(raw: Mapping[str, Sequence[Mapping[str, object]]], on: date, digest: str) -> Table:
    """Return the table of one day from its raw rows (scale, grade, item), as the law office wrote them."""
    if len(raw["scale"]) != 1:
        raise InvalidInput(f"信用评价表没有收录{on}有效的评分标准。", do_next="请换一个较晚的日期。")
    (one,) = raw["scale"]
    scale = Scale(*(_number(one, key) for key in ("start", "least", "most")))
    grades = [Grade(str(g["id"]), str(g["name"]), _number(g, "least"), str(g["consequence"])) for g in raw["grade"]]
    items = tuple(_item(row) for row in raw["item"])
    return Table(on, scale, tuple(sorted(grades, key=lambda grade: -grade.least)), items, digest)


def _item(row: Mapping[str, object]) -> Item:
    matches = row.get("causes") or row.get("steps") or ()
    names = frozenset(str(name) for name in matches) if isinstance(matches, list | tuple) else frozenset()
    event = str(row["event"])
    if event not in {PENALTY, STEP, CLEAN}:
        raise InvalidInput(f"信用评价表有误：{row['id']}的event应为penalty、step或clean。")
    years = 0 if event == CLEAN else _number(row, "years")
    return Item(str(row["id"]), str(row["name"]), event, names, _number(row, "points"), _number(row, "cap"), years)


def _number(row: Mapping[str, object], key: str) -> int:
    value = row.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"信用评价表有误：{row.get('id')}的{key}应为整数。")
    return value
