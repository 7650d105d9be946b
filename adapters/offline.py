"""Look at a profile without the network: is it right, what does it sign, what do recorded bytes mean."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from adapters import build
from adapters.engine.answers import MEDIA, AnswerReader, form_of
from adapters.engine.checks import OPERATIONS, check_words
from adapters.engine.client import OutsideSystem, Setting
from adapters.engine.enclosing import sealer_of
from adapters.engine.loading import load
from adapters.engine.logins import token_of
from adapters.engine.outcomes import Judge, Judgement
from adapters.engine.paths import getter, steps
from adapters.engine.splitting import Broken, split_page
from adapters.engine.transport import Reply
from adapters.engine.twins import decoded
from adapters.engine.vocabulary import Envelope, Profile, Proof, Sign
from adapters.engine.vocabulary.frontend import Database
from adapters.engine.vocabulary.proving import Basic, OAuth2
from adapters.intake.rows import RowReader
from models.errors import InvalidInput
from models.said import said
from models.values import utc_now
from ports.intake import Row

NOWHERE = "http://127.0.0.1:9"  # nothing is ever sent there
NO_PLACE = {"sql-table": "sqlite:///nowhere.db", "file": "file:///nowhere"}  # nor read
SECRET = re.compile(r"secret:(\w+)")
NAMED: tuple[tuple[type, tuple[str, str]], ...] = (
    (Basic, ("username", "password")),
    (OAuth2, ("client_id", "client_secret")),
    (Database, ("user", "password")),
)
PORTS: dict[str, tuple[Callable[[OutsideSystem], Any], ...]] = {
    "intake": (build.intake,),
    "credit": (build.credit,),
    "joint": (build.platform, build.defaulters),
    "case_system": (build.platform, build.case_register),
    "business": (build.business,),
    "police": (build.police,),
    "elicence": (build.elicence,),
    "sms": (build.platform,),
    "post": (build.letters,),
    "rating": (build.ratings,),
    "nontax": (build.payments,),
    "lists": (build.lists,),
}


def checked(text: str, source: str, clock: Callable[[], datetime]) -> tuple[Profile, list[str]]:
    """Return the profile and the names of the secrets it needs; everything that it declares was compiled.

    Raises InvalidInput naming file, line and key.
    """
    profile = load(text, source)
    names = secret_names(text, profile)
    setting = Setting(
        profile.adapter.kind, NO_PLACE.get(profile.transport.dialect, NOWHERE), fitting(profile, names), clock
    )
    system = OutsideSystem(profile, setting, source)
    for port in PORTS[profile.adapter.kind]:
        port(system)
    return profile, names


def secret_names(text: str, profile: Profile) -> list[str]:
    """Return the names of the secrets that a profile uses, in templates and by name."""
    return sorted({*SECRET.findall(text), *(name for name, _ in _named(profile))})


def _named(tree: object) -> Iterator[tuple[str, str]]:
    """Yield every secret that is named outside templates, with the form of its key."""
    if isinstance(tree, Sign | Envelope | Proof):
        names = [tree.key, tree.frame_id if isinstance(tree, Envelope) else None]
        yield from ((name, tree.key_form) for name in names if name)
    for kind, fields in NAMED:
        if isinstance(tree, kind):
            yield from ((name, "text") for name in (getattr(tree, field) for field in fields) if name)
    inner = [getattr(tree, n) for n in tree.__struct_fields__] if isinstance(tree, msgspec.Struct) else []
    for one in [*inner, *(tree.values() if isinstance(tree, dict) else ()), *(tree if isinstance(tree, list) else ())]:
        yield from _named(one)


def fitting(profile: Profile, names: Sequence[str]) -> dict[str, str]:
    """Return what stands in the place of each secret where a profile is only tried: keys of a length that fits."""
    keys = {"hex": "0" * 32, "base64": "A" * 22, "md5": "0", "text": "0" * 16}
    return shown(names) | {name: keys[form] for name, form in _named(profile)}


def shown(names: Sequence[str]) -> dict[str, str]:
    """Return what stands in the place of each secret."""
    return {name: f"‹{name}›" for name in names}


def rows(text: str, source: str, answer: bytes, secrets: Mapping[str, str] | None = None) -> list[Row]:
    """Return the rows of a recorded answer of a channel; a malformed one says where its fault is.

    Raises InvalidInput when the profile has no rows or the answer is no page of it.
    """
    profile = load(text, source)
    if profile.pull is None or not profile.map:
        raise InvalidInput(
            said("{source}：不是接收渠道，没有行可读。", source=source), do_next="请换用接收渠道的对接规范。"
        )
    try:
        page = split_page(_reader(profile, source, "list", secrets or {}).json_of(answer), steps(profile.pull.records))
        raws = getter(profile.pull.records)(page)
    except Broken:
        raws = None
    if not isinstance(raws, list):
        raise InvalidInput(
            said("录下的字节不是一页完整的回答（{records}）。", records=profile.pull.records),
            do_next="请检查文件和字符集。",
        )
    reader = RowReader(profile, profile.adapter.kind, source)
    return [reader.read(raw) for raw in raws]


def judged(
    text: str, source: str, reply: Reply, operation: str, secrets: Mapping[str, str]
) -> tuple[Judgement, object]:
    """Return what a recorded answer of an operation means by the rules of a profile, and the document it holds.

    A sealed answer needs its key in `secrets`. Raises InvalidInput.
    """
    profile = load(text, source)
    check_words(profile, source)
    if operation not in OPERATIONS | profile.query.keys():
        known = "、".join(sorted(OPERATIONS | profile.query.keys()))
        raise InvalidInput(
            said("没有名为“{operation}”的操作。", operation=operation), do_next=said("可用：{known}。", known=known)
        )
    token = token_of(profile.auth)
    judge = Judge(profile.outcome, utc_now, profile.retry, token.invalid_when if token else ())
    reader = _reader(profile, source, operation, secrets)
    document: object = None
    if reply.media in reader.media and reply.body:
        try:
            document = decoded(reader.json_of(reply.body, reply.header("content-type")))
        except Broken:
            document = None
    return judge.judge(operation, reply, document), document


def media_of(text: str, source: str, operation: str) -> str:
    """Return the type that an answer of an operation has by agreement."""
    profile = load(text, source)
    form = form_of(profile.transport, _request_answers(profile).get(operation))
    return (profile.transport.media or sorted(MEDIA[form]))[0]


def _reader(profile: Profile, source: str, operation: str, secrets: Mapping[str, str]) -> AnswerReader:
    """Return what reads the recorded answers of an operation; a sealed one cannot be read without its key."""
    own = _request_answers(profile).get(operation)
    form = form_of(profile.transport, own)
    if profile.envelope is None or not profile.envelope.opens:
        return AnswerReader(profile.transport, form, None, None)
    if profile.envelope.key not in secrets:
        do_next = said("请用 --secret {key}=引用 给出密钥，或用解开后的明文。", key=profile.envelope.key)
        raise InvalidInput(said("{source}：回答是加密的，没有密钥不能读。", source=source), do_next=do_next)
    sealer = sealer_of(profile, secrets, source)
    return AnswerReader(profile.transport, form, profile.envelope, sealer.open if sealer else None)


def _request_answers(profile: Profile) -> dict[str, str | None]:
    """Return the form of the answers of each operation whose request says its own."""
    token, pull, push = token_of(profile.auth), profile.pull, profile.push
    found = {"token": token.request.answer if token else None, "list": pull.request.answer if pull else None}
    found |= {name: query.request.answer for name, query in profile.query.items()}
    if push and push.receipt:
        found |= {"receipt": push.receipt.request.answer, "inquire": push.receipt.inquire.answer}
    if push:
        sends = [push.batch.request] if push.batch else [kind.request for kind in push.kinds.values() if kind.request]
        found["send"] = next((request.answer for request in sends if request.answer), None)
        found |= {name: request.answer for name, request in push.calls.items()}
        asked = {"generation": push.generation, "record": push.record}
        found |= {name: one.request.answer for name, one in asked.items() if one is not None}
    return dict(found)
