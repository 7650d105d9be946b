"""`luqiao licences list | import | remind`: look into the register, import existing licences, remind of renewals."""

import hashlib
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.files import read_file, save
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.licence_import import Progress
    from usecases.register import LicenceLine
    from wiring.office import Office

SHOWN = 50  # faults and warnings that are printed for a person; --json and --faults have all
STATUSES = ("pending_delivery", "active", "suspended", "rectification", "expired", "closed", "recalled", "annulled",
            "withdrawn", "disqualified", "revoked", "cancelled")  # fmt: skip
CONCERNS = ("suspension_ended", "suspended_too_long", "not_trading", "never_used")
NAMES = ("list", "import", "remind")


def add_parsers(commands: Any) -> None:
    """Add the subcommands of the register to those of `luqiao licences`."""
    listed = commands.add_parser("list", help="列出、查找许可证")
    listed.add_argument("text", nargs="?", default="", help="号码、字号、姓名、地址或拼音首字母")
    listed.add_argument("--status", choices=STATUSES)
    listed.add_argument("--district")
    listed.add_argument("--within", type=int, help="多少天内到期")
    listed.add_argument("--concern", choices=CONCERNS, help="需要关注的事项")
    listed.add_argument("--warned", action="store_true", help="导入时有提示的")
    listed.add_argument("--grade", choices=("A", "B", "C", "D"), help="信用评价等级")
    listed.add_argument("--limit", type=int, default=50)
    listed.add_argument("--after", default="", help="从这个许可证号之后列起")
    listed.add_argument("--full", action="store_true", help="显示完整号码")
    imported = commands.add_parser("import", help="导入已有的许可证（CSV、XLSX）；中断后再运行一次就继续")
    imported.add_argument("file")
    imported.add_argument("--as", dest="officer", required=True)
    imported.add_argument("--faults", metavar="FILE", help="把全部错误和提示写入新的 .csv 或 .xlsx")
    reminded = commands.add_parser("remind", help="现在就提醒到期延续，并列出要寄的信函")
    reminded.add_argument("--letters", metavar="FILE", help="把信函名单写入新的 .csv 或 .xlsx")
    reminded.add_argument("--days", type=int, default=1, help="信函名单包含最近几天的")


def run(office: "Office", args: Namespace, context: Context) -> int:
    """Run one call of the register."""
    ways = {"list": _list, "import": _import, "remind": _remind}
    return ways[args.what](office, args, context)


def _list(office: "Office", args: Namespace, context: Context) -> int:
    from models.errors import InvalidInput
    from models.values import shanghai_date
    from usecases import register
    from usecases.licence_rows import district_code

    if args.limit < 1 or (args.within is not None and args.within < 0):
        raise InvalidInput("--limit 须大于零，--within 不能为负。", do_next="例如 --limit 50 --within 90。")
    district = district_code(args.district) if args.district else None
    if args.district and not district:
        raise InvalidInput(said("没有“{district}”这个区。", district=args.district), do_next="例如 --district 思明。")
    within = None if args.within is None else str(args.within)
    warned = "yes" if args.warned else None
    wanted = register.LicenceFilter(args.status, district, within, args.concern, warned, args.grade, args.text)
    today = shanghai_date(office.now())
    with office.reading() as session:
        found = _lines(session, wanted, today, args)
    for line in found:
        _show(line, context, full=args.full)
    if not found and not context.json:
        context.say(context.words("没有查到许可证。", "No licence found."))
    return 0


def _lines(session: Any, wanted: Any, today: Any, args: Namespace) -> "list[LicenceLine]":
    from datetime import date

    from usecases import register

    if wanted.text:
        return register.search(session, wanted, today, limit=args.limit)
    after = None
    if args.after:
        row = register.find(session, args.after)
        after = (row.valid_to, row.licence_no) if row else (date.min, args.after)
    return register.page(session, wanted, today, after=after, limit=args.limit)


def _show(line: "LicenceLine", context: Context, *, full: bool) -> None:
    from dataclasses import asdict

    from rules.identifiers import masked
    from rules.licences import STATUS_NAMES

    shown = asdict(line)
    if not full:
        shown |= {"holder_no": masked(line.holder_no), "uscc": masked(line.uscc)}
    status = {status.value: name for status, name in STATUS_NAMES.items()}.get(line.status, line.status)
    parts = (
        line.licence_no,
        status,
        line.holder_name,
        line.shop_name,
        line.address,
        said("{valid_to}止", valid_to=line.valid_to),
    )
    context.answer(shown, lambda: one_line("  ".join(part for part in parts if part)))


def _import(office: "Office", args: Namespace, context: Context) -> int:
    """Import a file; exit status 1 where rows were faulty (the good ones are kept), 2 where it cannot be read."""
    from functools import partial

    from models.values import shanghai_date
    from usecases import licence_import
    from usecases.licence_files import MOST_BYTES, read_licences

    content = read_file(args.file, MOST_BYTES)
    file, sha256 = read_licences(content), hashlib.sha256(content).hexdigest()
    perform = partial(office.perform, by=office.officer(args.officer))
    with office.reading() as session:
        held = licence_import.unfinished(session, sha256)
    if held is not None:
        context.note(said("接着第{id}次导入，从第 {position} 条继续。", id=held.id, position=held.position + 1))
    begun = held or perform(licence_import.begin, sha256, Path(args.file).name, file.remarks)
    today = shanghai_date(office.now())
    done = licence_import.run_import(perform, begun, file, today, lambda now: context.note(_words(now)))
    return _report(office, done, args, context)


def _words(now: "Progress") -> str:
    return said(
        "已处理 {position} 条：新增 {added}，变更 {changed}，未变 {unchanged}，有错 {faulty}，有提示 {warned}。",
        position=now.position,
        added=now.added,
        changed=now.changed,
        unchanged=now.unchanged,
        faulty=now.faulty,
        warned=now.warned,
    )


def _report(office: "Office", done: "Progress", args: Namespace, context: Context) -> int:
    from dataclasses import asdict

    from usecases import licence_import

    most = 1_000_000 if context.json or args.faults else SHOWN
    with office.reading() as session:
        faults = licence_import.notes(session, done.id, limit=most)
        warnings = licence_import.notes(session, done.id, kind="warning", limit=most)
    if args.faults:
        save(licence_import.as_table([*faults, *warnings]), args.faults)
    lines = [
        said(
            "第{line}行 {field}：{message}",
            line=each.line,
            field=licence_import.label(each.field),
            message=each.message,
        )
        for each in faults
    ]
    more = "另有错误未列出，用 --faults FILE 取全部。" if len(faults) == SHOWN else ""
    text = "\n".join(part for part in (*map(one_line, lines), more, _words(done)) if part)
    listed = {"faults": [asdict(each) for each in faults], "warnings": [asdict(each) for each in warnings]}
    context.answer(asdict(done) | listed, lambda: text)
    return 1 if done.faulty else 0


def _remind(office: "Office", args: Namespace, context: Context) -> int:
    """Send what is due now, and save the letters of the last days."""
    from datetime import timedelta

    from models.values import SYSTEM_OFFICER
    from usecases import reminders

    with office.reading() as session:
        bands = reminders.today(session, office.desk, office.now())
    count = 0
    for band in bands:
        after: str | None = ""
        while after is not None:
            done = office.perform(reminders.remind, band, after, by=SYSTEM_OFFICER)
            count, after = count + done.count, done.after
    letters = 0
    if args.letters:
        with office.reading() as session:
            table = reminders.letters(session, since=office.now() - timedelta(days=max(1, args.days)))
            letters = save(table, args.letters)
    words = said("提醒 {count} 家。", count=count)
    if args.letters:
        listed = {"count": count, "letters": letters, "file": args.letters}
        words = said("提醒 {count} 家。信函 {letters} 封，名单在 {file}。", **listed)
    context.answer({"reminded": count, "letters": letters}, lambda: words)
    return 0
