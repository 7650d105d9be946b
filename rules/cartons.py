"""What a read carton code says beside the register, the place and what was seen before: always preliminary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.said import said, together
from models.values import LicenceStatus
from rules.basis import LegalBasis
from rules.identifiers import Identifier
from rules.identifiers.divisions import XIAMEN
from rules.licences import ACTIVE, PENDING, STATUS_NAMES

BASIS = LegalBasis("烟草专卖法实施条例", 2023, "第二十三条", "TML_IR 23")
PRELIMINARY = "初步判断，不作为证据"
INDEXES = range(1, 51)  # a case holds 50 cartons
SUPPLIED = frozenset({PENDING, ACTIVE})  # in force from the decision on, not only from its delivery


class Verdict(StrEnum):
    """What a reading comes to (domain 5.9), the gravest first; `IN_REGISTER`: nobody said at whose shop."""

    UNREADABLE = "UNREADABLE"
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE"
    DATE_FUTURE = "DATE_FUTURE"
    INDEX_OUT_OF_RANGE = "INDEX_OUT_OF_RANGE"
    DUPLICATE_SEEN = "DUPLICATE_SEEN"
    OTHER_CITY = "OTHER_CITY"
    LICENCE_UNKNOWN = "LICENCE_UNKNOWN"
    LICENCE_NOT_ACTIVE_AT_DATE = "LICENCE_NOT_ACTIVE_AT_DATE"
    OTHER_SHOP_SAME_CITY = "OTHER_SHOP_SAME_CITY"
    OWN_SHOP = "OWN_SHOP"
    IN_REGISTER = "IN_REGISTER"


VERDICT_NAMES = {
    Verdict.UNREADABLE: "无法识别",
    Verdict.DATE_IMPOSSIBLE: "编码日期不存在",
    Verdict.DATE_FUTURE: "编码日期在今天之后",
    Verdict.INDEX_OUT_OF_RANGE: "条序号超出范围",
    Verdict.DUPLICATE_SEEN: "编码已经读过",
    Verdict.OTHER_CITY: "不是本市供货",
    Verdict.LICENCE_UNKNOWN: "许可证不在册",
    Verdict.LICENCE_NOT_ACTIVE_AT_DATE: "编码当日许可证无效",
    Verdict.OTHER_SHOP_SAME_CITY: "本市其他零售户的烟",
    Verdict.OWN_SHOP: "本店的烟",
    Verdict.IN_REGISTER: "许可证在册（未指明店铺）",
}
FITS = frozenset({Verdict.OWN_SHOP, Verdict.IN_REGISTER})
GRAVEST = tuple(Verdict)
IMPORTED = "imported"  # the act of licences that came in a file


@dataclass(frozen=True, slots=True)
class Holder:
    """A licence of our register as it stood on the day of coding; status None: it did not exist yet."""

    shop_name: str
    status: LicenceStatus | None
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Sighting:
    """The same code read earlier; `here` = at the same shop or in the same case."""

    on: date
    place: str
    here: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a code is judged by: the day of reading, our letters, the shop it was found at, register, sightings."""

    today: date
    letters: Sequence[str]
    shop: str = ""  # licence number; "" where nobody said at whose shop
    holder: Holder | None = None
    before: Sequence[Sighting] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict with its reason."""

    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that was found of one code, the gravest first; nothing of it is proof (`PRELIMINARY`)."""

    findings: tuple[Finding, ...]
    read: Identifier = field(repr=False)

    @property
    def verdict(self) -> Verdict:
        """Return the gravest."""
        return self.findings[0].verdict

    @property
    def fits(self) -> bool:
        """Tell whether nothing speaks against the carton."""
        return self.verdict in FITS


def judge(read: Identifier, known: Known) -> Judgement:
    """Return what a code read by `rules.identifiers.check_carton` comes to."""
    if not read.parts:
        return Judgement((Finding(Verdict.UNREADABLE, together(read.faults)),), read)
    found = [*_of_the_code(read, known), *_of_sightings(known.before), *_of_the_licence(read, known)]
    return Judgement(tuple(sorted(found, key=lambda one: GRAVEST.index(one.verdict))), read)


def coded_on(read: Identifier) -> date | None:
    """Return the day that a code names, None where there is no such day."""
    day = read.parts.get("coded_on")
    return date.fromisoformat(day) if isinstance(day, str) else None


def _of_the_code(read: Identifier, known: Known) -> list[Finding]:
    found, day = [], coded_on(read)
    if day is None:
        found.append(Finding(Verdict.DATE_IMPOSSIBLE, together(read.faults)))
    elif day > known.today:
        found.append(Finding(Verdict.DATE_FUTURE, said("编码日期{day}在今天之后，也可能早十年", day=day)))
    index = read.normal[14:16]
    if int(index) not in INDEXES:
        found.append(
            Finding(Verdict.INDEX_OUT_OF_RANGE, said("条序号{index}不在01至50之间，一件只有50条", index=index))
        )
    return found


def _of_sightings(before: Sequence[Sighting]) -> list[Finding]:
    """Say first where else the same code was: two places for one code mean that one of them was copied."""
    elsewhere = [one for one in before if not one.here]
    if elsewhere:
        first = elsewhere[0]
        where = first.place or "别处"
        return [
            Finding(
                Verdict.DUPLICATE_SEEN,
                said("{on}在{where}读过同一编码，其中一处可能是仿制的", on=first.on, where=where),
            )
        ]
    if before:
        return [Finding(Verdict.DUPLICATE_SEEN, said("{on}在这里读过同一编码，同一条不要重复计数", on=before[0].on))]
    return []


def _of_the_licence(read: Identifier, known: Known) -> list[Finding]:
    number, letters = read.normal[20:], read.normal[16:20]
    strange = [said("字母{letters}不是本市的", letters=letters)] if letters not in known.letters else []
    foreign = number[:6] not in XIAMEN
    strange += [said("许可证区划代码{number}不是厦门的", number=number[:6])] if foreign else []
    found = [Finding(Verdict.OTHER_CITY, together(strange))] if strange else []
    if foreign:
        return found
    if known.holder is None:
        return [*found, Finding(Verdict.LICENCE_UNKNOWN, said("许可证{number}不在本局登记簿中", number=number))]
    return [*found, *_on_the_day(read, known.holder), _whose(number, known)]


def _on_the_day(read: Identifier, holder: Holder) -> list[Finding]:
    day = coded_on(read)
    if day is None:
        return []
    if holder.status is None or day < holder.valid_from:
        why = said("编码日期{day}早于许可证有效期起始日{valid_from}", day=day, valid_from=holder.valid_from)
    elif day > holder.valid_to:
        why = said("编码日期{day}晚于许可证有效期届满日{valid_to}", day=day, valid_to=holder.valid_to)
    elif holder.status not in SUPPLIED:
        why = said("编码日期{day}许可证处于“{status}”", day=day, status=STATUS_NAMES[holder.status])
    else:
        return []
    return [Finding(Verdict.LICENCE_NOT_ACTIVE_AT_DATE, why)]


def _whose(number: str, known: Known) -> Finding:
    name = known.holder.shop_name if known.holder else ""
    if not known.shop:
        return Finding(
            Verdict.IN_REGISTER,
            said("许可证{number}（{name}）在册，未指明现场店铺，不能判断是否本店", number=number, name=name),
        )
    if number == known.shop:
        return Finding(Verdict.OWN_SHOP, said("许可证{number}（{name}）与现场店铺一致", number=number, name=name))
    return Finding(
        Verdict.OTHER_SHOP_SAME_CITY,
        said("编码上的许可证是{number}（{name}），现场店铺是{shop}", number=number, name=name, shop=known.shop),
    )


@dataclass(frozen=True, slots=True)
class Life:
    """One step in the life of a licence: its day, the status before ("" = none known) and what else it changed."""

    on: date
    act: str
    status_from: str
    changed: Mapping[str, Sequence[str | None]] = field(default_factory=dict)


def holder_at(day: date, now: Holder, since: date | None, life: Sequence[Life]) -> Holder:
    """Return a licence as it stood on a day: what it is now, with every later step taken back, the newest first.

    `life` is the oldest first, `since` the day of the status now. A step of the day itself is taken back where the
    licence was in force before it: it was supplied on a day on which it was in force for a part.
    """
    then, known_since = now, since
    for step in reversed(life):
        before = _before(day, then, known_since, step)
        if step.on < day or (step.on == day and before.status not in SUPPLIED):
            return then
        then, known_since = before, None
    return then


def _before(day: date, then: Holder, since: date | None, step: Life) -> Holder:
    first, last = (step.changed.get(name, (None,))[0] for name in ("valid_from", "valid_to"))
    return Holder(
        then.shop_name,
        _status_before(day, then, since, step),
        date.fromisoformat(first) if first else then.valid_from,
        date.fromisoformat(last) if last else then.valid_to,
    )


def _status_before(day: date, then: Holder, since: date | None, step: Life) -> LicenceStatus | None:
    """Return the status before a step: nothing was before a grant; before an import the licence was somebody's already.

    A file that was imported says only since when the last status holds: before that the licence is taken as active.
    """
    if step.status_from:
        return LicenceStatus(step.status_from)
    if step.act != IMPORTED:
        return None
    return ACTIVE if since and day < since else then.status
