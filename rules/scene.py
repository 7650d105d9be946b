"""A scene as its journal tells it: entries replayed, two laptops' goods brought into one list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from models.casework import Nature
from models.errors import InvalidInput
from models.said import listed, said
from rules import prices
from rules.basis import LegalBasis
from rules.goods import NATURES, Goods, Lines, add, by_nature, together, totals
from rules.scene_things import Sample, Thing, kept
from rules.scene_told import told

BASIS = LegalBasis("行政处罚法", 2021, "第四十二条、第四十七条、第五十五条", "APL 42, 47, 55")
KEPT = "现场记录文件未动。"
GOODS_KEYS = tuple(field.name for field in fields(Goods))
CHANGEABLE = frozenset({"packs", "nature", "product", "carton_price", "price_basis"})
DRIFT = timedelta(minutes=5)  # between two clocks that are both right


@dataclass(frozen=True, slots=True)
class Scene:
    """One laptop's scene: who, where, when, and the goods in the order in which each was met first."""

    scene: str
    case: str
    place: str
    officers: tuple[str, ...]
    started_at: str
    ended_at: str
    goods: tuple[Goods, ...]
    entries: int
    things: tuple[Thing, ...] = ()
    samples: tuple[Sample, ...] = ()
    events: tuple[Mapping[str, Any], ...] = field(default=(), kw_only=True)  # each once


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was counted; `entry` is its number in the journal."""

    entry: str
    goods: Goods


class Tally:
    """What stands of a scene, event by event: counted, changed since, not undone. The same event twice counts once.

    What was counted last is added to what is known already: the thousandth scan costs no more than the first.
    """

    def __init__(self, events: Iterable[Mapping[str, Any]] = ()) -> None:
        self._found: dict[str, Goods] = {}
        self._gone: set[str] = set()
        self._lines: Lines | None = {}
        for event in events:
            self.apply(event)

    @property
    def entries(self) -> list[Entry]:
        """Return what stands, in the order in which it was counted."""
        return [Entry(name, goods) for name, goods in self._found.items()]

    @property
    def goods(self) -> list[Goods]:
        """Return what stands, with equal lines added up."""
        if self._lines is None:
            self._lines = {}
            for one in self._found.values():
                add(self._lines, one)
        return list(self._lines.values())

    def changed(self, entry: str, values: Mapping[str, object]) -> Goods:
        """Return what an entry would be with other values; raises KeyError, InvalidInput."""
        return _changed(self._found[entry], values)

    def apply(self, event: Mapping[str, Any]) -> None:
        """Take one event; raises InvalidInput for one that cannot be read."""
        name, do = str(event.get("id", "")), event.get("do")
        if do == "counted" and name not in self._found and name not in self._gone:
            self._found[name] = _goods(event.get("goods"))
            if self._lines is not None:
                add(self._lines, self._found[name])
        elif do == "changed":
            self._lines = None
            for of in _meant(event):
                if of in self._found:
                    self._found[of] = _changed(self._found[of], event.get("goods"))
        elif do == "undone":
            self._lines = None
            for of in _meant(event):
                self._gone.add(of)
                self._found.pop(of, None)


def replay(events: Sequence[Mapping[str, Any]]) -> Scene:
    """Return the scene of a journal; raises InvalidInput where it does not begin as one or an entry cannot be."""
    head = events[0] if events else {}
    if head.get("do") != "begun" or not str(head.get("scene", "")):
        raise InvalidInput("这不是现场记录文件：没有开头。", kept=KEPT, do_next="请选对文件。")
    standing = Tally(events).entries
    for one in standing:
        prices.check(one.goods)
    once: dict[str, Mapping[str, Any]] = {}
    for event in events:
        once.setdefault(str(event.get("id", "")), event)
    beside, people = kept(events), told(events)
    return Scene(
        str(head["scene"]),
        str(head.get("case", "")),
        people.place,
        tuple(login for login, _number in people.people),
        people.started_at,
        people.ended_at,
        tuple(together(one.goods for one in standing)),
        len(once),
        beside.things,
        beside.samples,
        events=tuple(once.values()),
    )


def joined(known: Sequence[Mapping[str, Any]], scene: Scene) -> tuple[Scene, list[str]]:
    """Return a scene with all that another copy of its journal said before, and what a person must look at.

    Copies that went on apart, on two laptops, are both kept; raises InvalidInput where they tell one event differently.
    """
    before, now = ({str(event.get("id", "")): event for event in events} for events in (known, scene.events))
    altered = [name for name in before.keys() & now.keys() if before[name] != now[name]]
    if altered:
        words = said("这份现场记录有{count}条和已经带回的不一样：文件被改动过。", count=len(altered))
        raise InvalidInput(words, kept="案件未变更。", do_next="请用没有改动过的原文件；没有原文件的，重新清点。")
    here, there = ([name for name in one if name not in other] for one, other in ((before, now), (now, before)))
    words = said(
        "同一份现场记录在两台电脑上分别接着清点，{here}条和{there}条都已记下；请核对有没有清点两遍",
        here=len(here), there=len(there),
    )  # fmt: skip
    return replay([*known, *(now[name] for name in there)]), [words] if here and there else []


def as_event(goods: Goods) -> dict[str, object]:
    """Return goods as an event carries them."""
    return {name: getattr(goods, name) for name in GOODS_KEYS} | {"nature": goods.nature.value}


def _meant(event: Mapping[str, Any]) -> list[str]:
    """Return the entries that an event is about: one, or several."""
    of = event.get("of", "")
    return [str(each) for each in of] if isinstance(of, list) else [str(of)]


def _goods(values: object) -> Goods:
    if not isinstance(values, Mapping) or set(values) - set(GOODS_KEYS):
        raise InvalidInput("现场记录里有读不懂的物品。", kept=KEPT, do_next="请用记录它的程序版本打开。")
    try:
        known = dict(values) | {"nature": Nature(values.get("nature", Nature.UNKNOWN.value))}
        made = Goods(**known)
    except (TypeError, ValueError) as error:
        raise InvalidInput("现场记录里有读不懂的物品。", kept=KEPT, do_next="请用记录它的程序版本打开。") from error
    numbers = (made.packs, made.packs_per_carton, made.sticks_per_pack, made.carton_price or 0)
    if not all(type(number) is int for number in numbers):
        raise InvalidInput("现场记录里的数量应为整数。", kept=KEPT, do_next="请用记录它的程序版本打开。")
    return made


def _changed(known: Goods, values: object) -> Goods:
    if not isinstance(values, Mapping) or set(values) - CHANGEABLE:
        raise InvalidInput("现场记录里有读不懂的更改。", kept=KEPT, do_next="请用记录它的程序版本打开。")
    return _goods(as_event(known) | dict(values))


def kind_of(goods: Goods) -> tuple[object, ...]:
    """Return what makes goods of two lists the same line; the price may be found out later."""
    return (goods.barcode or goods.product, goods.nature, goods.packs_per_carton, goods.sticks_per_pack)


def brought(listed: Sequence[Goods], before: Iterable[Goods], now: Iterable[Goods]) -> tuple[list[Goods], list[str]]:
    """Return the list of a case after a laptop brought more, and what does not fit together.

    `before` is what the same laptop had brought already, `now` all that it brings: only the difference is added, so
    that the same journal twice changes nothing and what the office changed meanwhile stays.
    """
    old, new = _by_kind(before), _by_kind(now)
    found, clashes = list(listed), []
    for kind in dict.fromkeys([*new, *old]):
        one = new.get(kind) or old[kind]
        clashes += _reprice(found, old.get(kind), one)
        more = (new[kind].packs if kind in new else 0) - (old[kind].packs if kind in old else 0)
        if more:
            clashes += _put(found, one, more)
    return found, [*clashes, *conflicts(found)]


def _by_kind(goods: Iterable[Goods]) -> dict[tuple[object, ...], Goods]:
    found: dict[tuple[object, ...], Goods] = {}
    for one in goods:
        known = found.get(kind_of(one))
        found[kind_of(one)] = replace(one, packs=one.packs + known.packs) if known else one
    return found


def _put(found: list[Goods], one: Goods, more: int) -> list[str]:
    """Add packs to the line of the same goods, in place; take them off only as far as they are there."""
    place = next((place for place, known in enumerate(found) if kind_of(known) == kind_of(one)), None)
    have = 0 if place is None else found[place].packs
    if have + more < 0:
        return [
            said(
                "{product}：现场后来撤回{more}盒，清单里只有{have}盒，未减", product=one.product, more=-more, have=have
            )
        ]
    if place is None:
        found.append(replace(one, packs=more))
    elif have + more == 0:
        del found[place]
    else:
        found[place] = replace(found[place], packs=have + more)
    return []


def _reprice(found: list[Goods], before: Goods | None, now: Goods) -> list[str]:
    """Give the line of the same goods the price of the scene, in place, unless the office has found another."""
    place = next((place for place, known in enumerate(found) if kind_of(known) == kind_of(now)), None)
    if place is None or now.carton_price is None or _price(found[place]) == _price(now):
        return []
    known = found[place]
    if known.carton_price is None or (before is not None and _price(known) == _price(before)):
        found[place] = replace(known, carton_price=now.carton_price, price_basis=now.price_basis)
        return []
    if before is not None and _price(before) == _price(now):  # the office changed it since: what it says stays
        return []
    pair = "、".join(f"{(one.carton_price or 0) / 100:.2f}" for one in (known, now))
    return [said("{product}：清单和现场的单价或者依据不一致（{pair}），以清单为准", product=now.product, pair=pair)]


def _price(one: Goods) -> tuple[int | None, str]:
    return one.carton_price, one.price_basis


def conflicts(goods: Iterable[Goods], *, mixed: bool = False) -> list[str]:
    """Return what a person must look at: one barcode under several names, natures, packings or prices.

    `mixed`: one officer found genuine and counterfeit goods of one product, which is no conflict.
    """
    by_code: dict[str, list[Goods]] = {}
    for one in goods:
        if one.barcode:
            by_code.setdefault(one.barcode, []).append(one)
    found: list[str] = []
    for code, some in by_code.items():
        asked = {
            "品名": [one.product for one in some],
            "性质": [NATURES[one.nature] for one in some],
            "规格": [_packing(one) for one in some],
            "单价": [f"{one.carton_price / 100:.2f}" for one in some if one.carton_price is not None],
        }
        found += [
            said("条码{code}的{what}不一致：{words}", code=code, what=what, words=listed(dict.fromkeys(words)))
            for what, words in asked.items()
            if len(set(words)) > 1 and not (mixed and what == "性质")
        ]
    return found


def _packing(one: Goods) -> str:
    return said("每条{packs}盒每盒{sticks}支", packs=one.packs_per_carton, sticks=one.sticks_per_pack)


def clashing(goods: Iterable[Goods]) -> set[str]:
    """Return the barcodes of goods that do not fit together."""
    by_code: dict[str, list[Goods]] = {}
    for one in goods:
        by_code.setdefault(one.barcode, []).append(one)
    return {code for code, some in by_code.items() if code and conflicts(some)}


def wrong_times(scenes: Iterable[Mapping[str, Any]], at: datetime) -> list[str]:
    """Return what cannot be right about the times of scenes that are recorded at `at`: a laptop's clock was wrong."""
    found = []
    for scene in scenes:
        try:
            began, ended = (datetime.fromisoformat(scene[name]) for name in ("started_at", "ended_at"))
            found += ["现场记录的结束时间早于开始时间"] if ended < began else []
            found += ["现场记录的结束时间晚于现在"] if ended > at + DRIFT else []
        except (TypeError, ValueError):
            found.append("现场记录的开始或者结束时间读不懂")
    return list(dict.fromkeys(found))


def stored(rows: Iterable[Mapping[str, Any]]) -> list[Goods]:
    """Return goods as a hand-over kept them."""
    return [_goods(row) for row in rows]


def found_in_words(goods: Sequence[Goods]) -> str:
    """Return what was found, as the record says it: kinds, cartons, sticks, and the natures apart."""
    if not goods:
        return "现场未发现烟草专卖品。"
    every = totals(goods)
    parts = [f"{NATURES[nature]}{some.cartons}条" for nature, some in by_nature(goods).items()]
    return f"现场清点卷烟{every.kinds}种、{every.cartons}条、{every.sticks}支，其中{'、'.join(parts)}。"
