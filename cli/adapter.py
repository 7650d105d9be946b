"""`luqiao adapter`: check a profile, explain its signature, replay recorded bytes, probe a system."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cli import adapter_generation, adapter_secrets
from cli.context import Context
from cli.parser import Parser
from models.errors import InvalidInput, NotFound, OutsideRejected
from models.said import said

if TYPE_CHECKING:
    from adapters.engine.client import OutsideSystem
    from adapters.engine.signing import Call, Held
    from adapters.engine.vocabulary import Profile
    from ports.exchanges import Crossing
    from ports.intake import Row
    from wiring.config import Settings

MOST_BYTES = 8 << 20  # an answer of the contract is no longer
EXAMPLE = 1_700_000_000.0  # the moment of the golden vectors
CAUSE, PROJECT = "连通性检查", "PROBE"


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao adapter")
    commands = top.add_subparsers(dest="what", required=True)
    commands.add_parser("check", help="检查对接规范，不用网络").add_argument("file", metavar="FILE")
    _add_sign(commands.add_parser("sign", help="显示被签名的字符串，密钥不显示"))
    replayed = commands.add_parser("replay", help="把录下的回答读成行")
    replayed.add_argument("file", metavar="FILE")
    replayed.add_argument("bytes", metavar="BYTES", help="录下的回答，- 表示标准输入")
    replayed.add_argument("--full", action="store_true", help="号码不遮盖")
    replayed.add_argument("--operation", default="", help="不是读成行，而是按结果规则判断：send、receipt、token……")
    replayed.add_argument("--status", type=int, default=200, help="录下的 HTTP 状态")
    replayed.add_argument("--media", default="", metavar="TYPE", help="录下的 Content-Type，不写就用约定的")
    replayed.add_argument("--header", action="append", default=[], metavar="NAME:VALUE", help="录下的头，可写多次")
    replayed.add_argument("--secret", action="append", default=[], metavar="NAME=REFERENCE", help="加密回答的密钥引用")
    adapter_generation.add_options(commands.add_parser("generation", help="按哪一代栏目报送；换代要办理切换"))
    commands.add_parser("words", help="对接规范的全部词：表、键、写法、默认值")
    commands.add_parser("probe", help="向一个系统发一次无害的请求").add_argument("name", metavar="NAME")
    return top


def _add_sign(signed: ArgumentParser) -> None:
    signed.add_argument("file", metavar="FILE")
    signed.add_argument("--explain", action="store_true", help="同时说明每一步和每一部分放在哪里")
    for name, default in (("method", "GET"), ("path", "/v1/applications"), ("query", ""), ("body", "")):
        signed.add_argument(f"--{name}", default=default)
    signed.add_argument("--header", action="append", default=[], metavar="NAME:VALUE", help="请求头，可写多次")
    signed.add_argument("--timestamp", default="", help="按原样使用；不写就用示例时刻")
    signed.add_argument("--nonce", default="abc123")
    signed.add_argument("--token", default="", help="已取得的令牌，签名用到它时才需要")
    signed.add_argument("--expect", default="", metavar="SIGNATURE", help="接口文档给出的签名，指出差在哪里")
    signed.add_argument(
        "--secret", action="append", default=[], metavar="NAME=REFERENCE", help="算签名用的密钥，只能写引用"
    )


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status 1 when a profile, a row or a system is not as it should be."""
    args = parser().parse_args(argv)
    ways = {"check": _check, "sign": _sign, "replay": _replay, "probe": _probe, "words": _words}
    return {**ways, "generation": adapter_generation.run}[args.what](args, context)


def _words(_args: Namespace, context: Context) -> int:
    from adapters.engine.reference import reference

    text = reference()
    context.answer({"reference": text}, text.rstrip)
    return 0


def _profile(name: str) -> tuple[str, str]:
    from adapters.engine.loading import profile_text

    return profile_text(name, near=Path.cwd())


def _check(args: Namespace, context: Context) -> int:
    from adapters import offline
    from models.values import utc_now

    text, source = _profile(args.file)
    try:
        profile, secrets = offline.checked(text, source, utc_now)
    except InvalidInput as error:
        return _refused(text, source, error, context)
    contract, kind = profile.adapter.contract, profile.adapter.kind
    right = {"file": source, "ok": True, "contract": contract, "kind": kind, "secrets": secrets}
    told = said(
        "✓ {source}：{contract}（{kind}），用到的密钥：{secrets}",
        source=source,
        contract=contract,
        kind=kind,
        secrets="、".join(secrets) or "无",
    )
    context.answer(right | _pushed(profile), lambda: "\n".join([context.told(told), *_policy(profile, context)]))
    return 0


def _refused(text: str, source: str, error: InvalidInput, context: Context) -> int:
    """Say what is wrong with a profile: all keys and values at once, then all that it pushes, then how it compiles."""
    from adapters.engine.loading import all_faults

    found = all_faults(text, source) or [error]
    faults = [{"message": one.message, "next": one.do_next} for one in found]
    wrong = {"file": source, "ok": False, "message": error.message, "next": error.do_next, "faults": faults}
    lines = [f"✗ {context.told(one.message)} {context.told(one.do_next)}" for one in found]
    context.answer(wrong, lambda: "\n".join(lines))
    return 1


def _pushed(profile: "Profile") -> dict[str, object]:
    """Return what a push profile says of generations, people's numbers and refused values."""
    from adapters.engine import policy

    if profile.push is None:
        return {}
    numbers = [one._asdict() for one in policy.leaving(profile)]
    changes = [one._asdict() for one in policy.changes(profile)]
    return {"generation": profile.adapter.generation, "identity": numbers, "adjust": changes}


def _policy(profile: "Profile", context: Context) -> list[str]:
    from adapters.engine import policy

    masks = {"none": "全文送出", "birth6": "隐去出生日期六位", "id-mid": "隐去中间", policy.UNSENT: "不送"}
    lines = (
        [said("  栏目 {generation} 代", generation=profile.adapter.generation)] if profile.adapter.generation else []
    )
    lines += [
        said("  {kind} {field}：{mask}", kind=one.kind, field=one.field, mask=masks[one.mask])
        for one in policy.leaving(profile)
    ]
    lines += [
        said("  第 {n} 行 {columns}：{why}", n=one.line, columns="、".join(one.columns), why=one.why)
        for one in policy.changes(profile)
    ]
    return [context.told(line) for line in lines]


def _sign(args: Namespace, context: Context) -> int:
    from adapters import explaining
    from adapters.engine.loading import load
    from adapters.engine.signing import Call, Held

    text, source = _profile(args.file)
    adapter_secrets.given(args.secret, text, source)
    adapter_secrets.require(context, text, source)
    headers = dict(adapter_secrets.pair(one, ":", "--header") for one in args.header)
    call = Call(args.method.upper(), args.path, args.query, args.body.encode())
    call = explaining.call_of(load(text, source), call, headers)
    held = Held(args.token)
    if args.expect:
        return _expect(args, context, (text, source), (call, held))
    found = explaining.explained(text, source, call, args.nonce, timestamp=args.timestamp, at=EXAMPLE, held=held)
    shown = {"algorithm": found.algorithm, "digest": found.digest, "string": found.string, "hidden": found.hidden}
    where = {"steps": found.steps, "headers": found.headers, "query": found.query, "body": found.body}
    more = [f"{name} = {value}" for name, value in found.steps.items()]
    more += ["", *(f"{name}: {value}" for name, value in (found.headers | found.query | found.body).items())]
    context.answer(
        shown | (where if args.explain else {}),
        lambda: "\n".join([found.string, "", found.algorithm, *(more if args.explain else ())]),
    )
    return 0


def _expect(args: Namespace, context: Context, profile: tuple[str, str], called: "tuple[Call, Held]") -> int:
    """Say whether the signature is the expected one, or what would have to be other; the secret is never shown."""
    from adapters import explaining
    from adapters.engine.comparing import Try
    from adapters.engine.loading import load
    from adapters.engine.stamps import stamp

    secrets = adapter_secrets.given(args.secret, *profile)
    used = explaining.explained(*profile, called[0], args.nonce, timestamp=args.timestamp, at=EXAMPLE, held=called[1])
    if missing := [name for name in used.hidden if name not in secrets]:
        raise InvalidInput(
            said("没有给出密钥 {names}，不能与例子核对。", names="、".join(missing)),
            do_next=said("请用 --secret {name}=引用 给出例子里的值。", name=missing[0]),
        )
    sign = explaining.signature_of(load(*profile), profile[1])
    timestamp = args.timestamp or stamp(sign, EXAMPLE)
    changes = explaining.compared(
        *profile, Try(sign, secrets, called[0], timestamp, args.nonce, called[1]), args.expect
    )
    fits = changes == []
    words = {
        "same": said("✓ 签名与给出的一致。"),
        "close": said("✗ 签名不一致；改成下面这样就一致：{changes}。", changes="；".join(changes or ())),
        "far": said("✗ 签名不一致，常见的差别都不是原因；请逐步核对 --explain 列出的每一步。"),
    }
    state = "same" if fits else "close" if changes else "far"
    context.answer({"ok": fits, "changes": changes}, lambda: words[state])
    return 0 if fits else 1


def _replay(args: Namespace, context: Context) -> int:
    from adapters import offline
    from cli.files import read_file

    text, source = _profile(args.file)
    if args.operation:
        return _judge(args, context)
    rows = offline.rows(
        text, source, read_file(args.bytes, MOST_BYTES), adapter_secrets.given(args.secret, text, source)
    )
    for row in rows:
        shown = _row(row, full=args.full)
        context.answer(shown, lambda shown=shown: _line(shown))  # type: ignore[misc]
    return 1 if any(row.form is None for row in rows) else 0


def _judge(args: Namespace, context: Context) -> int:
    """Say what a recorded answer means, by which rule; exit status 1 where it is no success."""
    from adapters import offline
    from adapters.engine.transport import Reply
    from cli.files import read_file

    text, source = _profile(args.file)
    headers = [adapter_secrets.pair(one, ":", "--header") for one in args.header]
    headers.append(("content-type", args.media or offline.media_of(text, source, args.operation)))
    reply = Reply(args.status, tuple(headers), read_file(args.bytes, MOST_BYTES))
    found, document = offline.judged(
        text, source, reply, args.operation, adapter_secrets.given(args.secret, text, source)
    )
    shown = {"operation": args.operation, "means": found.then, "rule": found.rule, "code": found.code or None}
    shown |= {"message": found.message or None, "field": found.field or None, "document": document}
    words = f"{found.then}（{found.rule}）{found.code} {found.message}".rstrip()
    context.answer(shown, lambda: words)
    return 0 if found.then in {"ok", "duplicate"} else 1


def _row(row: "Row", *, full: bool) -> dict[str, object]:
    """Return a row as JSON; numbers of people are masked unless `full`."""
    from rules.identifiers import masked

    form = asdict(row.form) if row.form else None
    if form and not full:
        for name in ("id_no", "legal_rep_id_no", "mobile"):
            form["applicant"][name] = masked(form["applicant"][name] or "") or None
    return {
        "ref": row.ref,
        "revision": row.revision,
        "digest": row.digest,
        "form": form,
        "fault": row.fault or None,
        "place": row.place or None,
    }


def _line(shown: dict[str, object]) -> str:
    form = shown["form"]
    what = f"{form['item']}  {form['applicant']['name']}" if isinstance(form, dict) else "格式有误"
    fault = said("  {place}：{fault}", place=shown["place"], fault=shown["fault"]) if shown["fault"] else ""
    return said(
        "{ref}  第{revision}版  {what}{fault}", ref=shown["ref"], revision=shown["revision"], what=what, fault=fault
    )


def _probe(args: Namespace, context: Context) -> int:
    import asyncio

    settings = context.settings()
    if args.name not in settings.outside:
        raise NotFound(
            said("没有名为 {name} 的外部系统。", name=args.name),
            do_next=said("可用：{outside}。", outside="、".join(settings.outside)),
        )
    crossings: list[Crossing] = []
    what, refusal = asyncio.run(_probed(_system(settings, args.name, crossings), settings))
    last = crossings[-1] if crossings else None
    answer = {"system": args.name, "ok": not refusal, "call": what, "status": last.status if last else None}
    answer |= {"seconds": round(last.seconds, 3) if last else None, "message": refusal or None}
    line = said("{mark} {name}：{what}", mark="✗" if refusal else "✓", name=args.name, what=what)
    if refusal:
        line = said("{line} {refusal}", line=line, refusal=refusal)
    context.answer(answer, lambda: line)
    return 1 if refusal else 0


def _system(settings: "Settings", name: str, crossings: "list[Crossing]") -> "OutsideSystem":
    from models.values import utc_now
    from wiring.connect import client

    return client(settings, settings.outside[name], utc_now, crossings.append)


async def _probed(system: "OutsideSystem", settings: "Settings") -> tuple[str, str]:
    """Return (what was called, the refusal or nothing); raises OutsideUnavailable."""
    from adapters import probing
    from models.values import shanghai_date, utc_now
    from ports.registries import Query

    own = Query(settings.bureau.uscc, settings.bureau.name, CAUSE, PROJECT)
    try:
        return await probing.probe(system, own, shanghai_date(utc_now())), ""
    except OutsideRejected as error:
        return system.profile.adapter.kind, error.message
    finally:
        await system.aclose()
