"""`luqiao demo`: the whole city on this machine, then the console; or headless, with a summary at the end."""

import asyncio
import fcntl
import shutil
import signal
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from cli.context import Context
from cli.demo_children import Children
from cli.parser import Parser
from models.errors import InvalidInput

if TYPE_CHECKING:
    from cli.demo_clerk import Done
    from wiring.office import Office

PUSHED = ("credit", "joint", "case_system")
CHANNELS = ("wechat", "website", "ixiamen", "kiosk")
APPLICATIONS, PACE = 60, 12.0
SETTLE_SECONDS = 45.0  # receipts are asked for after 0, 10 and 30 s
PENALTIES = 2
FIRST_SECONDS = 30.0  # for the daemon to start and to read something
WELCOME = """\
欢迎使用鹭桥培训环境。您是证件管理员周雅；申请正陆续到来，全部是虚构数据。
  g a  申请队列，回车看一件申请；用拼音首字母查找：按 / 再输入，例如 cdf
  a 受理   b 补正   y 准予   n 提出不予   u 撤销（30 秒内）
  L    换人登录：审批人张炜可按 n 复核不予许可
  g C  案件：刚登记的、待批准的、待缴款的、可以结案的；承办人陈志远
  g H  12313来件：一件举报待受理；现场清点在案件里按 s，条码如 2000011001001
  g l  许可证   g n  窗口收件   g y  送达   g s  统计   g p  处罚   d  文书
  g o  待发消息和往来字节   g j  渠道与任务   ?  这里能用的键   :  全部命令
  Ctrl+Q  退出，演示数据随之清除"""
GONE, GONE_EN = "演示数据随之清除", "the data of the demonstration goes with it"
WELCOME_EN = """\
Welcome. You are 周雅 the licence clerk; the applications are all made up.
  g a  the queue, Enter opens one; find by pinyin initials: /, then e.g. cdf
  a accept   b correct   y grant   n propose refusal   u undo (30 seconds)
  L    change the officer: the approver 张炜 confirms a refusal with n
  g C  cases of 陈志远 - a new lead, one to approve, to be paid, to be closed
  g H  complaints: one waits; s in a case is its scene, scan 2000011001001
  g l  licences   g n  window   g y  deliveries   g s  figures   d  its papers
  g o  outbox and bytes   g j  jobs   ?  keys of this screen   :  commands
  Ctrl+Q  leave; the data of the demonstration goes with it"""


def run(argv: list[str], context: Context) -> int:
    """Run the demonstration; exit status 1 when the headless one did not end clean."""
    args = _parser().parse_args(argv)
    seconds = _seconds(args.duration)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # end city and daemon in order, as after Ctrl+C
    with ExitStack() as stack:
        folder = _folder(args.folder, stack)
        children = Children(folder, kept=args.folder is not None)
        stack.callback(children.stop)
        office = _open(children, folder, args, context)
        stack.callback(office.close)
        if args.headless:
            return _headless(office, children, seconds, context)
        from tui.app import run as console

        settings = office.settings.console
        clerk = office.officer("clerk")
        lang = "en" if context.lang == "en" else settings.lang
        welcome = _welcome(lang, args.folder)
        return console(office, lang=lang, mouse=settings.mouse, officer=clerk, welcome=welcome, halted=children.halted)


def _welcome(lang: str, kept: Path | None) -> str:
    """Return what the console says first; named data stay when it ends."""
    if lang == "en":
        return WELCOME_EN.replace(GONE_EN, f"the data stays in {kept}") if kept else WELCOME_EN
    return WELCOME.replace(GONE, f"演示数据保留在 {kept}") if kept else WELCOME


def _parser() -> Parser:
    parser = Parser("luqiao demo", "在本机演示整座城市")
    parser.add_argument("--headless", action="store_true", help="不开办公台，由程序代为办理")
    parser.add_argument("--for", dest="duration", default="60s", metavar="60s", help="无界面演示的时长")
    parser.add_argument("--dir", dest="folder", type=Path, default=None, help="数据目录（保留）")
    parser.add_argument("--seed", type=int, default=1, help="城市的随机种子")
    return parser


def _seconds(text: str) -> float:
    from wiring.strict import duration

    found = duration(text)
    seconds = found.total_seconds() if found else 0.0
    if seconds < 5:
        raise InvalidInput(f"演示时长“{text}”太短。", do_next="至少 5s，例如 --for 60s。")
    return seconds


def _folder(named: Path | None, stack: ExitStack) -> Path:
    """Return the folder of the demonstration: the named one, or a fresh one that goes with it."""
    if named is not None:
        named.mkdir(parents=True, exist_ok=True, mode=0o700)
        _claim(named, stack)
        return named.resolve()
    fresh = Path(tempfile.mkdtemp(prefix="luqiao-demo-"))
    stack.callback(shutil.rmtree, fresh, ignore_errors=True)
    return fresh


def _claim(folder: Path, stack: ExitStack) -> None:
    """Keep a folder to this demonstration until it ends; raises InvalidInput where another one uses it."""
    file = stack.enter_context((folder / "demo.lock").open("w"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InvalidInput(
            f"另一个演示正在使用 {folder}。", kept="那里的数据没有变动。", do_next="换一个 --dir，或先退出那个演示。"
        ) from error


def _open(children: Children, folder: Path, args: Namespace, context: Context) -> "Office":
    """Start city and daemon over a filled database; return the office."""
    from cli import demo_beginning, demo_cases
    from wiring.config import load
    from wiring.office import open_office
    from wiring.setup import prepare
    from wiring.training import training_config

    if not args.headless:
        context.note(context.words("正在准备演示（城市、守护进程、数据库）……", "Preparing city, daemon and database …"))
    config = folder / "config.toml"
    config.write_text(training_config(children.city(args.seed, APPLICATIONS, PACE), instant=True), encoding="utf-8")
    config.chmod(0o600)
    settings = load(config)
    demo_beginning.clear(settings)
    if args.headless:
        prepare(settings)
    else:
        calendar = demo_cases.Calendar()
        prepare(settings, clock=calendar)
        demo_cases.enter(settings, calendar, args.seed)
    children.daemon(config)
    return open_office(settings)


def _headless(office: "Office", children: Children, seconds: float, context: Context) -> int:
    from cli.demo_clerk import HeadlessClerk
    from cli.demo_service import serve

    _wait_for_the_first(office, children)
    began = time.monotonic()
    clerk = HeadlessClerk(office, office.officer("clerk"), office.officer("approver"))
    deciding_until = began + max(seconds * 0.25, seconds - SETTLE_SECONDS + 15)
    penalties = 0
    while time.monotonic() < deciding_until:
        children.check()
        clerk.work()
        serve(office, clerk.clerk)
        if penalties < PENALTIES and clerk.record_penalty(clerk.sole_trader(), penalties + 1):
            penalties += 1
        time.sleep(0.5)

    def work() -> None:
        children.check()
        serve(office, clerk.clerk)

    _settle(office, began + seconds + SETTLE_SECONDS, work)
    children.stop_newest()
    shown = _summary(office, clerk.done) | {"seconds": round(time.monotonic() - began, 1)} | _served(office)
    context.answer(shown, lambda: _text(shown))
    clean = shown["audit_ok"] and shown["reconciled"] and not shown["dead"]
    return 0 if clean else 1


def _wait_for_the_first(office: "Office", children: Children) -> None:
    """Wait until the daemon has brought something in: on a busy machine that may take longer than the whole work."""
    from usecases import tallies

    until = time.monotonic() + FIRST_SECONDS
    while time.monotonic() < until:
        children.check()
        with office.reading() as session:
            if any(tallies.received(session)[0].values()):
                return
        time.sleep(0.2)


def _settle(office: "Office", until: float, work: Callable[[], None]) -> None:
    """Serve what was decided and wait until every message is at its end."""
    from usecases import tallies

    while time.monotonic() < until:
        work()
        with office.reading() as session:
            if not tallies.open_messages(session):
                return
        time.sleep(0.5)


def _summary(office: "Office", done: "Done") -> dict[str, object]:
    from usecases import audit, tallies

    reconciled = _reconciled(office)
    with office.reading() as session:
        received, duplicates = tallies.received(session)
        states, cards = tallies.by_state(session), tallies.by_card(session)
        sent = tallies.messages(session, PUSHED)
        quarantined = tallies.quarantined(session)
        at_once = tallies.instant(session)
        verified = audit.verify(session)
    waiting = sum(states.get(s, 0) for s in ("received", "correcting", "accepted", "examining"))
    return {
        "received": {name: received.get(name, 0) for name in CHANNELS},
        "duplicates_ignored": duplicates,
        "quarantined": quarantined,
        "granted_at_once": done.granted_at_once + at_once["granted"],
        "accepted": done.accepted + at_once["accepted"],
        "granted": states.get("granted", 0),
        "refused": states.get("refused", 0) + states.get("not_accepted", 0),
        "waiting": waiting,
        "pushed": {name: _left(counts) for name, counts in sent.items()},
        "confirmed": sum(counts.get("confirmed", 0) for counts in sent.values()),
        "rejected": sum(counts.get("rejected", 0) for counts in sent.values()),
        "dead": sum(counts.get("dead", 0) for counts in sent.values()),
        "cards": {name: cards.get(name, 0) for name in ("warning", "yellow", "red")},
        "audit_ok": verified.ok,
        "reconciled": reconciled,
    }


def _served(office: "Office") -> dict[str, object]:
    """Return what the summary says beyond its contract: documents on paper, deliveries by state."""
    from usecases import deliveries_desk, tallies

    with office.reading() as session:
        return {"documents": tallies.documents(session), "deliveries": deliveries_desk.tally(session)}


def _left(counts: dict[str, int]) -> int:
    """Return how many messages have left the house."""
    return sum(counts.get(state, 0) for state in ("sending", "ambiguous", "delivered", "confirmed", "rejected"))


def _reconciled(office: "Office") -> bool:
    """Compare everything with the credit platform once more."""
    from cli.reconcile import compare_all
    from wiring.connect import connect

    connect(office)
    return asyncio.run(compare_all(office)).clean


def _text(shown: dict[str, object]) -> str:
    lines = [f"{name}: {value}" for name, value in shown.items()]
    return "\n".join(lines)
