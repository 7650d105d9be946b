"""What was found at a scene beside the goods: the list of evidence with its photos, and the samples that were taken."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.errors import InvalidInput
from models.said import said, sentence
from rules.basis import LegalBasis
from rules.goods import samples

BASIS = LegalBasis("行政处罚法", 2021, "第四十六条、第五十六条", "APL 46, 56")
KINDS = {
    "goods": "烟草专卖品",
    "ledger": "账册票据",
    "phone": "手机电脑",
    "document": "证件文书",
    "photo": "照片",
    "other": "其他",
}
LIMITS = {"name": 100, "amount": 40, "place": 100, "holder": 100, "note": 200}
NEEDED = {"name": "名称", "amount": "数量", "place": "发现位置", "holder": "持有人"}
MOST_PHOTO = 32 * 2**20  # bytes
KEPT = "证据清单未变更。"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture by its bytes: SHA-256, size in bytes, media type, when it was taken, the name of its file."""

    sha256: str
    size: int
    type: str
    taken_at: str
    file: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of the list of evidence; its number never becomes another's, whatever is taken off the list."""

    number: str
    kind: str
    name: str
    amount: str
    place: str
    holder: str
    note: str
    at: str
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """Cartons taken out of one kind of goods, each with its number; `at` to the minute."""

    numbers: tuple[str, ...]
    barcode: str
    product: str
    packs: int
    base: int  # cartons
    place: str
    purpose: str
    at: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands of a scene beside its goods; ids in the order of the journal, the last to be undone first."""

    things: tuple[Thing, ...]
    samples: tuple[Sample, ...]
    last: str = ""  # the journal's number of the newest of them


def kept(events: Iterable[Mapping[str, Any]]) -> Kept:
    """Return the evidence and the samples of a journal; raises InvalidInput for what cannot be read."""
    once: dict[str, Mapping[str, Any]] = {}
    for one in events:
        once.setdefault(str(one.get("id", "")), one)
    known = list(once.values())
    mark = str(known[0].get("scene", ""))[:2].upper() if known else ""
    gone = {str(of) for one in known if one.get("do") == "undone" for of in _several(one.get("of"))}
    things: dict[str, Thing] = {}
    taken: dict[str, Sample] = {}
    found = numbered = 0
    for event in known:
        name = str(event.get("id", ""))
        if event.get("do") == "found":
            found += 1
            things[name] = _thing(f"W{mark}-{found:02}", event)
        elif event.get("do") == "sampled":
            taken[name] = _sample(mark, numbered, event)
            numbered += len(taken[name].numbers)
    stands = [name for name in (*things, *taken) if name not in gone]
    newest = next((str(one["id"]) for one in reversed(known) if str(one.get("id", "")) in stands), "")
    return Kept(
        tuple(thing for name, thing in things.items() if name in stands),
        tuple(sample for name, sample in taken.items() if name in stands),
        newest,
    )


def _several(of: object) -> list[object]:
    return of if isinstance(of, list) else [of]


def _thing(number: str, event: Mapping[str, Any]) -> Thing:
    try:
        what = dict(event["what"])
        picture = what.pop("photo", None)
        photo = Photo(**picture) if picture else None
        made = Thing(number=number, at=str(event.get("at", "")), photo=photo, **what)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("现场记录里有读不懂的证据。", kept=KEPT, do_next="请用记录它的程序版本打开。") from error
    wrong = thing_faults(what, has_photo=photo is not None)
    if wrong:
        raise InvalidInput(sentence(words for _key, words in wrong), kept=KEPT)
    return made


def _sample(mark: str, before: int, event: Mapping[str, Any]) -> Sample:
    try:
        what = dict(event["what"])
        count = what.pop("count")
        wrong = sample_faults(what["base"], count)
        numbers = () if wrong else tuple(f"Y{mark}-{before + n + 1:02}" for n in range(count))
        made = Sample(numbers=numbers, at=to_minute(str(event.get("at", ""))), **what)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("现场记录里有读不懂的抽样。", kept=KEPT, do_next="请用记录它的程序版本打开。") from error
    if wrong:
        raise InvalidInput(sentence(words for _key, words in wrong), kept=KEPT)
    return made


def to_minute(moment: str) -> str:
    """Return a moment without its seconds; raises ValueError."""
    return datetime.fromisoformat(moment).isoformat(timespec="minutes")


def thing_faults(what: Mapping[str, Any], *, has_photo: bool) -> list[tuple[str, str]]:
    """Return (key, what is wrong) of a line of evidence; a picture needs no amount and nobody who had it."""
    needed = {name: NEEDED[name] for name in ("name", "place")} if what["kind"] == "photo" else NEEDED
    wrong = [] if what["kind"] in KINDS else [("kind", "证据种类不对")]
    wrong += [
        (key, said("缺少{name}", name=name)) for key, name in needed.items() if not str(what.get(key, "")).strip()
    ]
    wrong += [
        (key, said("最长{most}字", most=most)) for key, most in LIMITS.items() if len(str(what.get(key, ""))) > most
    ]
    return wrong + ([("photo", "缺少照片文件")] if what["kind"] == "photo" and not has_photo else [])


def sample_faults(base: object, count: object) -> list[tuple[str, str]]:
    """Return (key, what is wrong) of a sample: whole cartons, one at least, never more than there are."""
    if not (type(base) is int and base > 0):
        return [("base", "抽样基数应为大于零的整数（条）")]
    if not (type(count) is int and 0 < count <= base):
        return [("count", said("抽样数量应在1至{base}之间", base=base))]
    return []


def unusual(base: int, count: int) -> str:
    """Return that a sample is smaller or larger than practice asks for, "" where it is not (domain 3.6)."""
    least, most = samples(Decimal(base))
    return "" if least <= count <= most else said("通行做法为{least}至{most}条", least=least, most=most)


def rows(things: Iterable[Thing]) -> list[list[str]]:
    """Return the list of evidence as papers print it: number, kind, name, amount, where found, who had it, digest."""
    return [[one.number, KINDS[one.kind], one.name, one.amount, one.place, one.holder, _digest(one)] for one in things]


def _digest(one: Thing) -> str:
    return one.photo.sha256 if one.photo else ""


def as_json(things: Iterable[Thing], taken: Iterable[Sample]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return evidence and samples as a hand-over keeps them."""
    return [asdict(one) for one in things], [asdict(one) | {"numbers": list(one.numbers)} for one in taken]


def stored(things: Iterable[Mapping[str, Any]], taken: Iterable[Mapping[str, Any]]) -> Kept:
    """Return evidence and samples as a hand-over kept them."""
    return Kept(
        tuple(Thing(**{**one, "photo": Photo(**one["photo"]) if one.get("photo") else None}) for one in things),
        tuple(Sample(**{**one, "numbers": tuple(one["numbers"])}) for one in taken),
    )
