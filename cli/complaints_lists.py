"""`luqiao complaints import | opened | statistics`: a hotline's list, looks into the drawer, figures of a period."""

import hashlib
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli.context import Context
from cli.files import read_file, show_faults
from cli.listing import in_yuan, period
from models.complaints import HotlineKind
from models.said import said
from models.values import DISTRICTS, SHANGHAI, shanghai_date
from wiring.printable import one_line

if TYPE_CHECKING:
    from usecases.complaint_statistics import Figures, Sums
    from wiring.office import Office


def import_list(office: "Office", args: Namespace, context: Context) -> int:
    """Import a hotline's list; exit status 2 where it has faults, each with its line."""
    from usecases import complaint_files, complaint_import
    from usecases.faults import Faulty

    content, source = read_file(args.file, complaint_files.MOST_BYTES), str(args.source).strip()
    digest, by = hashlib.sha256(content).hexdigest(), office.officer(args.officer)
    file = complaint_files.read_items(content, source, shanghai_date(office.now()))
    try:
        counts = office.perform(complaint_import.import_items, source, file, digest, by=by)
    except Faulty as error:
        return show_faults(error, context, asdict(complaint_import.Counts()))
    shown = asdict(counts)
    words = said("登记{added}件，补充{supplemented}件，未变{unchanged}件。", **shown)
    context.answer(shown | {"faults": []}, lambda: words)
    return 0


def opened(office: "Office", args: Namespace, context: Context) -> int:
    """Print every look into the drawer of a period, a line a look."""
    from usecases import complaints_desk as desk

    with office.reading() as session:
        found = desk.looks(session, *period(args))
    for look in found:
        line = f"{look.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}  {look.number}  {look.by}  {look.reason}"
        context.answer(asdict(look), lambda line=line: one_line(line))  # type: ignore[misc]
    return 0


def statistics(office: "Office", args: Namespace, context: Context) -> int:
    """Print the figures of what was received in a period: the whole, then by kind, office, matter and month."""
    from usecases import complaint_statistics

    with office.reading() as session:
        found = complaint_statistics.figures(session, *period(args), on=shanghai_date(office.now()))
    groups = {
        f"by_{name}": {value: _sums(one) for value, one in sorted(each.items())} for name, each in found.by.items()
    }
    shown = _sums(found.whole) | {"levels": {str(level): found.levels[level] for level in range(5, 0, -1)}} | groups
    context.answer(shown, lambda: _readable(found, context))
    return 0


def _sums(sums: "Sums") -> dict[str, Any]:
    money = {"rewarded": in_yuan(sums.rewarded)}
    return asdict(sums) | money | {"share_on_time": sums.share_on_time, "satisfied": sums.satisfied}


def _readable(found: "Figures", context: Context) -> str:
    from rules.complaints import KINDS

    lines = [_line("全部", found.whole, context)]
    lines += [_line(KINDS[HotlineKind(kind)], one, context) for kind, one in sorted(found.by["kind"].items())]
    offices = sorted(found.by["office"].items())
    lines += [_line(DISTRICTS.get(code, "市局"), one, context) for code, one in offices]
    return "\n".join(lines)


def _line(name: str, sums: "Sums", context: Context) -> str:
    """Return the figures of a group for a person."""
    shares = {"share": _share(sums.share_on_time), "satisfied": _share(sums.satisfied)}
    words = said(
        "{name}：来件{received}件，办理中{open}件（逾期{overdue}件），已答复{answered}件，按时率{share}，满意率{satisfied}，"
        "转为案件{cases}件，奖励{rewards}件{yuan}元（已支付{paid}件）",
        name=context.told(name),
        yuan=in_yuan(sums.rewarded),
        **{key: value for key, value in asdict(sums).items() if key != "rewarded"} | shares,
    )
    return one_line(context.told(words))


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
