"""The practice platform of the administrators' guide, written from its interface description alone."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from city.common.moments import day_of
from city.systems.example_items import Wrong, check

USER, KEY = "U350299", "practice-platform-test-key"
CHARSET = "gb18030"
MOST_SKEW, REMEMBERED, PAGE, MOST_ROWS, MOST_KEY = 300, 600, 50, 100, 100
Sheet = dict[str, str]


class Refused(Exception):
    """A call was refused with a code of the description."""

    def __init__(self, code: str, words: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code, self.words, self.data = code, words, data


@dataclass(slots=True)
class Version:
    """One version of a record that was taken: when, and what it says."""

    number: int
    deed: str
    digest: str
    at: float


@dataclass(slots=True)
class Record:
    """One record: its versions in order; the day and kind of the first."""

    kind: str
    day: str
    versions: list[Version] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """One batch as it was handed in, with what was said of each row."""

    number: str
    content: str
    rows: list[dict[str, Any]]


class ExamplePlatform:
    """Takes batches, tells where each row stands, lists what it holds; rows settle after `settles` seconds."""

    def __init__(self, clock: Callable[[], float], settles: float = 2.0) -> None:
        self._clock, self._settles = clock, settles
        self.records: dict[str, Record] = {}
        self.batches: dict[str, Batch] = {}
        self.bodies: list[bytes] = []  # of the calls that were understood
        self.violations: list[str] = []
        self.lose = 0  # so many answers are lost after the deed
        self._seen: dict[str, float] = {}

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one call; always 200, in GB18030."""
        if request.path == "/":
            shown = {"violations": self.violations, "records": sorted(self.records)}
            return web.json_response(text=json.dumps(shown, ensure_ascii=False))
        body = await request.read()
        try:
            answer: dict[str, Any] = {
                "jgdm": "0000",
                "jgxx": "成功",
                "sj": self._done(request.method, request.path, body),
            }
        except Refused as error:
            if error.code != "1404":
                self.violations.append(f"{request.path} {error.code} {error.words}")
            answer = {"jgdm": error.code, "jgxx": error.words, "sj": error.data}
        if self.lose and request.transport is not None:
            self.lose -= 1
            request.transport.close()
        text = json.dumps(answer, ensure_ascii=False).encode(CHARSET)
        return web.Response(body=text, headers={"Content-Type": "text/json"})

    def _done(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        deeds = {"/xyjk/bs": self.hand_in, "/xyjk/hz": self.receipt, "/xyjk/dz": self.listed}
        if method != "POST" or path not in deeds:
            raise Refused("1422", "没有这个接口")
        return deeds[path](self._fields(body))

    def _fields(self, body: bytes) -> Sheet:
        """Return the parameters of a call that is signed as agreed."""
        try:
            pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, encoding=CHARSET, errors="strict")
        except ValueError as error:
            raise Refused("1422", "正文不是 GB18030 的表单") from error
        sheet, now = dict(pairs), self._clock()
        if sheet.get("yhbh") != USER:
            raise Refused("1402", "用户编号不存在")
        text = "&".join(f"{name}={sheet[name]}" for name in sorted(sheet) if name != "qm" and sheet[name])
        right = hashlib.md5(f"{text}&key={KEY}".encode(), usedforsecurity=False).hexdigest().upper()
        if not hmac.compare_digest(right, sheet.get("qm", "")):
            raise Refused("1401", "签名不对")
        if not sheet["sjc"].isdigit() or abs(int(sheet["sjc"]) - now) > MOST_SKEW:
            raise Refused("1403", "时间戳超出范围", {"fwqsj": int(now * 1000)})
        self._seen = {one: at for one, at in self._seen.items() if now - at < REMEMBERED}
        if sheet["sjs"] in self._seen:
            raise Refused("1405", "随机串重复")
        self._seen[sheet["sjs"]] = now
        self.bodies.append(body)
        return sheet

    def hand_in(self, sheet: Sheet) -> dict[str, Any]:
        """Take a batch; each row is judged by itself."""
        number, kind, content = sheet.get("pch", ""), sheet.get("lb", ""), sheet.get("nr", "")
        if not 1 <= len(number) <= 64 or kind not in {"XK", "CF"}:
            raise Refused("1422", "pch 或 lb 有误")
        known = self.batches.get(number)
        if known is not None and known.content != content:
            raise Refused("1422", "pch 已用于别的内容")
        if known is None:
            rows = self._rows(content)
            told = [self._judge(kind, row) for row in rows]
            self.batches[number] = known = Batch(f"SL{len(self.batches) + 1:06d}", content, told)
        return {"slh": known.number, "mx": known.rows}

    def _rows(self, content: str) -> list[dict[str, Any]]:
        try:
            rows = json.loads(content)
        except ValueError as error:
            raise Refused("1422", "nr 不是 JSON") from error
        if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
            raise Refused("1422", "nr 应为 1 至 100 行")
        return rows

    def _judge(self, kind: str, row: dict[str, Any]) -> dict[str, Any]:
        told = {"wybs": row.get("wybs"), "bbh": row.get("bbh"), "jg": "S", "cwm": "", "cwx": "", "cwxx": ""}
        try:
            return told | {"jg": self._take(kind, row)}
        except Wrong as wrong:
            if wrong.code != "E04":  # tomorrow it may go again as it is
                self.violations.append(f"{row.get('wybs')} {wrong.code} {wrong.item} {wrong.words}")
            return told | {"jg": "E", "cwm": wrong.code, "cwx": wrong.item, "cwxx": wrong.words}

    def _take(self, kind: str, row: dict[str, Any]) -> str:
        """Keep one row and return S, or R where this very version is held; raises Wrong."""
        key, number, deed = row.get("wybs"), row.get("bbh"), row.get("czlx")
        if not isinstance(key, str) or not 1 <= len(key) <= MOST_KEY or not isinstance(number, int):
            raise Wrong("E03", "wybs", "唯一标识或版本号不对")
        record = self.records.get(key)
        newest = record.versions[-1] if record else None
        digest = row.get("zy", "") if deed == "A" else ""
        if newest and (newest.number, newest.deed, newest.digest) == (number, deed, digest):
            return "R"
        if deed == "A":
            check(kind, row.get("xx"), day_of(self._clock()))
        elif deed != "D" or not isinstance(row.get("ly"), str) or len(row["ly"]) < len("理由与文号"):
            raise Wrong("E03", "ly", "操作或理由不对")
        elif record is None:
            raise Wrong("E06", "wybs", "没有要撤下的信息")
        if newest and number <= newest.number:
            raise Wrong("E05", "bbh", "版本号不大于已有的")
        if record is None:
            record = self.records[key] = Record(kind, row["xx"]["jdrq"])
        record.versions.append(Version(number, str(deed), digest, self._clock()))
        return "S"

    def receipt(self, sheet: Sheet) -> dict[str, Any]:
        """Tell where each row of a batch stands."""
        wanted = [one for pch, one in self.batches.items() if sheet.get("slh") == one.number or sheet.get("pch") == pch]
        if not wanted:
            raise Refused("1404", "没有这个批次")
        rows = [{**row, "zt": self._state(row)} for row in wanted[0].rows]
        done = all(row["zt"] != "10" for row in rows)
        return {"slh": wanted[0].number, "wj": done, "mx": rows}

    def _state(self, row: dict[str, Any]) -> str:
        if row["jg"] == "E":
            return "30"
        record = self.records[row["wybs"]]
        version = next(one for one in record.versions if one.number == row["bbh"])
        if version is not record.versions[-1]:
            return "50"
        if self._clock() - version.at < self._settles:
            return "10"
        return "40" if version.deed == "D" else "21"

    def listed(self, sheet: Sheet) -> dict[str, Any]:
        """List what is held of one kind and day, so many at a time."""
        wanted = (sheet.get("lb"), sheet.get("rq"))
        if wanted[0] not in {"XK", "CF"} or not re.fullmatch(r"[0-9]{8}", wanted[1] or "", re.ASCII):
            raise Refused("1422", "lb 或 rq 有误")
        found = sorted(key for key, record in self.records.items() if (record.kind, record.day) == wanted)
        rest = [key for key in found if key > sheet.get("ym", "")]
        rows = [self._held(key) for key in rest[:PAGE]]
        return {"mx": rows, "xym": rest[PAGE - 1] if len(rest) > PAGE else ""}

    def _held(self, key: str) -> dict[str, Any]:
        versions = self.records[key].versions
        digest = next(one.digest for one in reversed(versions) if one.deed == "A")
        state = "40" if versions[-1].deed == "D" else "21"
        return {"wybs": key, "bbh": versions[-1].number, "zy": digest, "zt": state}
