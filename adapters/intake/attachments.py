"""Fetch one attachment within its limits and prove that it is the declared one."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from adapters.engine.calls import Target
from adapters.engine.client import OutsideSystem
from adapters.engine.units import size
from adapters.engine.vocabulary import Attach, Request
from models.errors import InvalidInput, OutsideError
from models.forms import AttachmentRef
from models.said import said
from ports.exchanges import Answer, Verdict
from ports.intake import AttachmentContent, Row

ENDED, NOT_YET = "410", "not_yet"
MOST_HEAD = 4096  # bytes in which the first names of a package stand
MARKS = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "tif": (b"II*\x00", b"MM\x00*"),
    "bmp": (b"BM",),
    "zip": (b"PK\x03\x04",),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
}
_RELATIVE = re.compile(r"/(?!/)[!\"$-\[\]-~]*", re.ASCII)  # a path of the same host, without blanks and backslashes
Again = Callable[[str], Awaitable[Row | None]]


class Fetcher:
    """Fetches attachments as the profile declares: by id, by a link, over one redirect at most."""

    def __init__(self, system: OutsideSystem, declared: Attach, one: Again) -> None:
        self._system, self._declared, self._one = system, declared, one
        if declared.request is None and declared.link is None:
            raise InvalidInput(
                said("{source} pull.attach：需要 request 或 link。", source=system.source), do_next="请补上。"
            )
        if "allowed-hosts" in {declared.link, declared.redirect} and not system.profile.transport.allow_hosts:
            words = said("{source} pull.attach：allowed-hosts 需要 transport.allow_hosts。", source=system.source)
            raise InvalidInput(words, do_next="请补上。")
        self._most = size(declared.max) if declared.max else system.carrier.max_attachment
        self._template = system.template(declared.request or Request(method="GET", path="/"), "attachment")

    async def fetch(self, ref: str, attachment: AttachmentRef) -> tuple[Answer, AttachmentContent | None]:
        """Return the judged answer, with the content where there is one; an ended link is renewed once."""
        if attachment.size > self._most:
            return _refused("too_large", "声明的大小超过上限"), None
        answer = await self._call(attachment)
        if self._declared.link and answer.code == ENDED and (fresh := await self._fresh(ref, attachment)):
            answer = await self._call(fresh)
        answer = self._awaited(await self._redirected(answer))
        if answer.verdict is not Verdict.OK or answer.crossing is None:
            return answer, None
        if self._declared.types and kind_of(answer.crossing.answer) not in self._declared.types:
            return replace(answer, verdict=Verdict.REJECTED, code="type_refused", field="type", data=None), None
        return _compared(answer, attachment)

    async def _call(self, attachment: AttachmentRef) -> Answer:
        limit = self._most
        if self._declared.link is not None:
            if attachment.url is None or not self._leads(attachment.url, self._declared.link):
                return _refused("link_refused", "附件链接不是本系统的相对路径，也不在可用的主机上")
            if not attachment.url.startswith("/"):
                return await self._system.follow(attachment.url, limit)
            path, _, query = attachment.url.partition("?")
            return await self._system.call(self._template, {}, target=Target(path, query), limit=limit)
        return await self._system.call(self._template, {"id": attachment.id}, limit=limit)

    def _leads(self, link: str, way: str) -> bool:
        """Whether a link or a redirect may be followed: within the system, or to a host that is declared."""
        return safe_link(link) or (way == "allowed-hosts" and self._system.hosts.leads(link))

    def _awaited(self, answer: Answer) -> Answer:
        """Return that a file is not there yet where the profile says that files come later."""
        if self._declared.wait is None or answer.verdict is not Verdict.NOT_FOUND:
            return answer
        return replace(answer, verdict=Verdict.RETRY, code=answer.code or NOT_YET, alone=True)

    async def _fresh(self, ref: str, attachment: AttachmentRef) -> AttachmentRef | None:
        """Return the attachment with its new link, None where none can be had now."""
        try:
            row = await self._one(ref)
        except OutsideError:
            return None
        files = row.form.attachments if row and row.form else ()
        return next((file for file in files if file.id == attachment.id and file.url), None)

    async def _redirected(self, answer: Answer) -> Answer:
        """Follow the one allowed redirect, without credentials: within the system, or to a host that is declared."""
        crossing = answer.crossing
        if self._declared.redirect == "none" or crossing is None or crossing.status != 302:
            return answer
        location = next((v for n, v in crossing.answer_headers if n.lower() == "location"), "")
        if not self._leads(location, self._declared.redirect):
            return replace(answer, verdict=Verdict.REJECTED)
        return await self._system.follow(location, self._most)


def kind_of(content: bytes) -> str:
    """Return what the first bytes of a file say it is, an empty text where they say nothing known."""
    for kind, marks in MARKS.items():
        if content.startswith(marks):
            return "ofd" if kind == "zip" and b"OFD.xml" in content[:MOST_HEAD] else kind
    return ""


def safe_link(link: str) -> bool:
    """Whether a link is a path of the same host: it begins with one slash and steps nowhere."""
    return bool(_RELATIVE.fullmatch(link)) and not re.search(r"(^|/)(\.|%2e){1,2}(/|$|\?)", link, re.IGNORECASE)


def _compared(answer: Answer, declared: AttachmentRef) -> tuple[Answer, AttachmentContent]:
    """Return the answer as it is when size and digest are the declared ones, else REJECTED with the content."""
    crossing = answer.crossing
    body = crossing.answer if crossing else b""
    headers = crossing.answer_headers if crossing else ()
    media = next((v for n, v in headers if n.lower() == "content-type"), "application/octet-stream")
    content = AttachmentContent(body, media)
    if len(body) != declared.size:
        return replace(answer, verdict=Verdict.REJECTED, code="digest_mismatch", field="size", data=None), content
    if hashlib.new(declared.algorithm, body, usedforsecurity=False).hexdigest() != declared.digest:
        return replace(answer, verdict=Verdict.REJECTED, code="digest_mismatch", field="digest", data=None), content
    return answer, content


def _refused(code: str, message: str) -> Answer:
    return Answer(Verdict.REJECTED, None, code=code, message=message)
