"""The journal of a scene on a laptop: one line for everything that was done, on the disk before it is shown."""

import contextlib
import fcntl
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Any, Self

from models.errors import Conflict, InvalidInput, NotFound, OutsideUnavailable
from models.reasons import reason
from models.said import said, sentence
from models.values import SHANGHAI
from rules import prices
from rules import scene as scenes
from rules.brands import UNKNOWN
from rules.goods import Goods
from rules.scene import Entry, Scene, Tally
from rules.scene_things import LIMITS, MOST_PHOTO, Kept, kept, sample_faults, thing_faults
from rules.scene_told import Told, clock_faults, end_faults, team_faults, told
from wiring.store import Store

MOST_BYTES = 64 * 2**20
KEPT = "现场记录文件未动。"
LINK = 16  # hexadecimal digits by which a line names the one before it
ROOM = "请腾出磁盘空间，再登记这一条。"


class Journal:
    """A scene that is being counted; only ever appended to, by one program at a time.

    After a crash, or a lid that was closed in the middle, opening it again goes on where it stopped: a last line that
    was only half written is taken off, everything before it stands. Every line carries the digest of the one before it,
    so that a line that was altered, taken out or put in by hand is found.
    """

    def __init__(self, file: FileIO, events: list[dict[str, Any]], whole: bytes, clock: Callable[[], datetime]) -> None:
        self._file, self._clock = file, clock
        self._size, self._last = len(whole), link(whole)
        self.events = events
        self._tally = Tally(events)

    @classmethod
    def open(cls, path: Path, head: dict[str, Any], clock: Callable[[], datetime]) -> Self:
        """Go on with a journal, or begin one with its head (case, place, officers); raises Conflict, InvalidInput."""
        path.parent.mkdir(parents=True, exist_ok=True)
        file = FileIO(path, "a+")  # without a buffer: what was told as not written must not be written later
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            words = said("现场记录“{name}”正由另一个窗口使用。", name=path.name)
            raise Conflict(words, kept=KEPT, do_next="请回到那个窗口，或者先关闭它。") from error
        try:
            content = _content(file)
            events, whole = read_events(content)
            file.truncate(whole)
            journal = cls(file, events, content[:whole], clock)
            if not events:
                journal._add({"do": "begun", "scene": uuid.uuid4().hex, **head})
            else:
                _require_same(events[0], head)
        except BaseException:
            file.close()
            raise
        return journal

    def now(self) -> datetime:
        """Return the time that this laptop believes."""
        return self._clock()

    @property
    def entries(self) -> list[Entry]:
        """Return what stands, in the order in which it was counted."""
        return self._tally.entries

    @property
    def goods(self) -> list[Goods]:
        """Return what stands, with equal lines added up."""
        return self._tally.goods

    def count(self, goods: Goods, how: str) -> str:
        """Keep one thing that was counted (`how`: scan, typed) and return its number."""
        prices.check(goods)
        return self._add({"do": "counted", "how": how, "goods": scenes.as_event(goods)})

    def change(self, entry: str | Sequence[str], **values: object) -> None:
        """Keep that packs, nature, name or price of an entry, or of several, are others; raises InvalidInput."""
        for each in [entry] if isinstance(entry, str) else entry:
            prices.check(self._tally.changed(each, values))
        self._add({"do": "changed", "of": entry, "goods": values})

    def learned(self, goods: Goods) -> Goods:
        """Return goods with the name and price that were written here for the same barcode."""
        known = next((one.goods for one in reversed(self.entries) if one.goods.barcode == goods.barcode), None)
        if known is None or not goods.barcode:
            return goods
        if not known.product.startswith(UNKNOWN):
            goods = replace(goods, product=known.product)
        if known.carton_price is None:
            return goods
        return replace(goods, carton_price=known.carton_price, price_basis=known.price_basis)

    @property
    def kept(self) -> Kept:
        """Return the evidence and the samples that stand."""
        return kept(self.events)

    def find(self, what: dict[str, Any], photo: Path | None = None, taken_at: str = "") -> str:
        """Keep one line of evidence (rules.scene_things), its picture under its digest beside the journal.

        Raises InvalidInput for what lacks something, and for a file that is no picture.
        """
        picture = None if photo is None else self._photo(photo, taken_at)
        wrong = thing_faults(what, has_photo=picture is not None)
        if wrong:
            raise InvalidInput(sentence(words for _key, words in wrong), kept="证据未登记。")
        whole = dict.fromkeys(LIMITS, "") | what
        return self._add({"do": "found", "what": whole | ({"photo": picture} if picture else {})})

    def _photo(self, file: Path, taken_at: str) -> dict[str, Any]:
        from usecases.attachments import media_type

        try:
            content = file.expanduser().read_bytes() if file.expanduser().stat().st_size <= MOST_PHOTO else b""
        except OSError as error:
            words = said("读不了照片“{name}”：{why}。", name=file.name, why=reason(error))
            raise InvalidInput(words, kept="证据未登记。", do_next="请写明照片文件的位置。") from error
        kind = media_type(content)
        if not kind.startswith("image/"):
            words = said("“{name}”不是照片，或者超过{most}MB。", name=file.name, most=MOST_PHOTO // 2**20)
            raise InvalidInput(words, kept="证据未登记。", do_next="请选择照片文件。")
        taken = datetime.fromtimestamp(file.expanduser().stat().st_mtime, SHANGHAI).isoformat(timespec="seconds")
        digest = self.photos.put(content)
        return {
            "sha256": digest, "size": len(content), "type": kind, "taken_at": taken_at or taken, "file": file.name,
        }  # fmt: skip

    @property
    def photos(self) -> Store:
        """Return where the pictures lie."""
        return photos_of(self.path)

    @property
    def path(self) -> Path:
        """Return the file."""
        return Path(str(self._file.name))

    def sample(self, what: dict[str, Any]) -> str:
        """Keep that cartons were taken as samples (rules.scene_things); raises InvalidInput."""
        wrong = sample_faults(what["base"], what["count"])
        if wrong:
            raise InvalidInput(sentence(words for _key, words in wrong), kept="抽样未登记。")
        return self._add({"do": "sampled", "what": what})

    def undo(self, entry: str) -> None:
        """Keep that an entry does not count."""
        self._add({"do": "undone", "of": entry})

    def name_team(self, people: Sequence[tuple[str, str]], place: str, started_at: str = "") -> None:
        """Keep who is here, each with the number of the certificate, where, and since when; raises InvalidInput."""
        _refuse(team_faults(people, started_at, self._clock()))
        self._add({"do": "team", "people": [list(one) for one in people], "place": place, "started_at": started_at})

    def end(self, present: str = "", *, certificates_shown: bool = False, ended_at: str = "") -> None:
        """Keep that counting has ended (now, or then); going on later ends it anew. Raises InvalidInput."""
        _refuse(end_faults(ended_at, self.told.started_at, self._clock()))
        told = {"present": present, "certificates_shown": certificates_shown, "ended_at": ended_at}
        self._add({"do": "ended"} | {key: value for key, value in told.items() if value})

    def mend_clock(self, now: datetime, why: str) -> int:
        """Keep by how many minutes the clock of this laptop is wrong, and why; return them. Raises InvalidInput."""
        minutes = round((now - self._clock()).total_seconds() / 60)
        _refuse(clock_faults(minutes, why))
        self._add({"do": "clock", "minutes": minutes, "why": why})
        return minutes

    @property
    def told(self) -> Told:
        """Return who is here and since when."""
        return told(self.events)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add(self, event: dict[str, Any]) -> str:
        """Write one line through to the disk; only then it counts."""
        event = {"id": uuid.uuid4().hex, "at": self._clock().astimezone(SHANGHAI).isoformat(), **event}
        line = json.dumps(event | {"after": self._last}, ensure_ascii=False).encode() + b"\n"
        self._write(line)
        self._size, self._last = self._size + len(line), link(line)
        self.events.append(event)
        self._tally.apply(event)
        return str(event["id"])

    def _write(self, line: bytes) -> None:
        """Append a line whole, or not at all: what a full disk left half is no beginning of the next one."""
        try:
            if os.fstat(self._file.fileno()).st_size != self._size:
                self._file.truncate(self._size)
            left = line
            while left:
                left = left[self._file.write(left) or 0 :]
            os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):  # else it is done before the next line
                self._file.truncate(self._size)
            words = said("{why}，这一条没有登记。", why=reason(error))
            raise OutsideUnavailable(words, kept="以前登记的都在现场记录文件里。", do_next=ROOM) from error


def _refuse(wrong: Sequence[tuple[str, str]]) -> None:
    if wrong:
        raise InvalidInput(sentence(words for _key, words in wrong), kept="现场记录没有变更。")


def link(content: bytes) -> str:
    """Return what the next line says of the last line before it; "" where there is none."""
    last = content[content.rfind(b"\n", 0, -1) + 1 :]
    return hashlib.sha256(last).hexdigest()[:LINK] if last else ""


def photos_of(file: Path) -> Store:
    """Return where the pictures of a journal lie: in a folder beside it."""
    return Store(file.with_name(file.name + ".photos"))


def carry_photos(scene: Scene, source: Store, target: Store) -> int:
    """Keep the pictures of a scene in another store, each under its digest; return how many there are.

    Raises InvalidInput for one that is not beside the journal, or is not what it was.
    """
    pictures = [one.photo for one in scene.things if one.photo is not None]
    for photo in pictures:
        try:
            target.put(source.get(photo.sha256))
        except NotFound as error:
            words = said("照片“{name}”不在现场记录文件旁，或者与登记的摘要不符。", name=photo.file)
            raise InvalidInput(words, kept="物品清单未变更。", do_next="请把照片目录和现场记录一起带回。") from error
    return len(pictures)


def read_scene(content: bytes) -> tuple[Scene, str]:
    """Return the scene of a journal and the digest of its whole lines; raises InvalidInput."""
    events, whole = read_events(content)
    return scenes.replay(events), hashlib.sha256(content[:whole]).hexdigest()


def read_events(content: bytes) -> tuple[list[dict[str, Any]], int]:
    """Return the events of a journal and how many bytes of it are whole lines; raises InvalidInput."""
    if len(content) > MOST_BYTES:
        raise InvalidInput("现场记录文件太大。", kept=KEPT, do_next="请选对文件。")
    whole = content.rfind(b"\n") + 1
    events: list[dict[str, Any]] = []
    after = ""
    for number, line in enumerate(content[:whole].splitlines(keepends=True), 1):
        try:
            event = json.loads(line)
        except ValueError as error:
            words = said("现场记录第{line}行已损坏。", line=number)
            raise InvalidInput(words, kept=KEPT, do_next="请把文件交给系统管理员。") from error
        if not isinstance(event, dict):
            words = said("现场记录第{line}行已损坏。", line=number)
            raise InvalidInput(words, kept=KEPT, do_next="请把文件交给系统管理员。")
        if event.pop("after", None) != after:
            words = said("现场记录第{line}行和它前面的一行接不上：文件被改动过。", line=number)
            raise InvalidInput(words, kept=KEPT, do_next="请用没有改动过的原文件；没有原文件的，重新清点。")
        after = link(line)
        events.append(event)
    return events, whole


def _require_same(began: dict[str, Any], head: dict[str, Any]) -> None:
    """Raise InvalidInput where a file holds no scene, or that of another case."""
    scenes.replay([began])
    if head.get("case") and head["case"] != began.get("case"):
        words = said("这份现场记录是案件{case}的。", case=began.get("case", ""))
        raise InvalidInput(words, kept=KEPT, do_next="请换一个文件名。")


def _content(file: FileIO) -> bytes:
    file.seek(0)
    return file.read(MOST_BYTES + 1)
