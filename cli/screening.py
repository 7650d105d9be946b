"""`luqiao screening`: how well names are matched on the labelled pairs, and the pairs that grow them."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.context import Context
from cli.files import read_file
from cli.parser import Parser
from models.errors import InvalidInput
from models.said import said

if TYPE_CHECKING:
    from rules.names.evaluation import Evaluation, LabelledPair

MOST_BYTES = 200 * 1024 * 1024


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao screening")
    commands = top.add_subparsers(dest="what", required=True)
    measured = commands.add_parser("evaluate", help="在标注的名称对上计算准确率和召回率")
    measured.add_argument("--set", dest="file", default="", metavar="FILE", help="缺省为内置的标注")
    measured.add_argument("--half", choices=("held", "tuned", "all"), default="held", help="缺省为未用于调整的一半")
    measured.add_argument("--threshold", type=float, default=None)
    measured.add_argument("--worst", type=int, default=10, metavar="N", help="列出差得最远的几对")
    pairs = commands.add_parser("pairs", help="导出已确认或排除的命中，姓名逐字替换，作为新的标注")
    pairs.add_argument("--since", required=True, metavar="DATE")
    pairs.add_argument("--as", dest="officer", required=True)
    pairs.add_argument("--reason", required=True, help="为何导出；记入台账")
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    return _evaluate(args, context) if args.what == "evaluate" else _export(args, context)


def _export(args: Namespace, context: Context) -> int:
    """Print the pairs that people decided since a day, in the form of the set, whether or not JSON was asked for."""
    from cli.listing import given_day
    from usecases import labelled_pairs

    since = given_day(args.since, "--since")
    with context.office() as office:
        by = office.officer(args.officer)
        found = office.perform(labelled_pairs.export, since, args.reason, by=by)
    for pair in found:
        context.emit(pair.as_json())
    context.note(said("已导出 {count} 对名称：姓名已逐字替换，导出已记入台账。", count=len(found)))
    return 0


def _evaluate(args: Namespace, context: Context) -> int:
    """Print the figures of a set; the exit status does not depend on them."""
    from rules.names.evaluation import evaluate
    from rules.names.likeness import THRESHOLD

    threshold = THRESHOLD if args.threshold is None else args.threshold
    if not 0 < threshold <= 1 or args.worst < 0:
        raise InvalidInput("--threshold 须在 0 与 1 之间，--worst 不能小于零。", do_next="例如 --threshold 0.8。")
    pairs = [pair for pair in _pairs(args.file) if args.half in ("all", pair.half)]
    if not pairs:
        raise InvalidInput("没有可用的名称对。", kept="什么都没有做。", do_next="请检查 --set 与 --half。")
    found = evaluate(pairs, threshold)
    if context.json:
        context.emit({"half": args.half} | found.as_json(args.worst))
        return 0
    for line in _lines(found, args.worst, context):
        context.say(line)
    return 0


def _pairs(file: str) -> Iterable["LabelledPair"]:
    """Return the pairs of a file, or the built-in ones; raises InvalidInput with the line that is wrong."""
    from content import read_text
    from rules.names.evaluation import read_pairs

    try:
        text = read_file(file, MOST_BYTES).decode("utf-8") if file else read_text("matching/pairs.jsonl")
        return list(read_pairs(text.splitlines()))
    except ValueError as error:
        name = Path(file).name
        raise InvalidInput(
            said("{name}：{error}", name=name, error=str(error)), kept="什么都没有做。", do_next="请改正后再试。"
        ) from error


def _lines(found: "Evaluation", worst: int, context: Context) -> Iterator[str]:
    """Yield the figures as a person reads them."""
    from rules.names.evaluation import KINDS

    head = said(
        "阈值 {threshold}：召回率 {recall}，准确率 {precision}",
        threshold=f"{found.threshold:g}", recall=f"{found.recall:.4f}", precision=f"{found.precision:.4f}",
    )  # fmt: skip
    yield context.told(head)
    for one in found.kinds:
        label = context.words("应找到", "to be found") if one.same else context.words("不应找到", "strangers")
        name = context.words(KINDS.get(one.kind, one.kind), one.kind)
        yield "  ".join(("", label, f"{one.taken}/{one.count}", f"{one.share:.4f}", name))
    for miss in found.misses[:worst]:
        wrong = context.words("漏", "missed") if miss.pair.same else context.words("误", "wrong")
        names = f"{miss.pair.one} / {miss.pair.other}"
        yield "  ".join(("", wrong, f"{miss.found.score:.2f}", names, "；".join(miss.found.why)))
