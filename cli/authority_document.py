"""The document that a deed on a published record rests on, as the command line takes it."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from cli.listing import day

if TYPE_CHECKING:
    from usecases.withdrawals import Authority


def add_options(parser: ArgumentParser, *, required: bool = False) -> None:
    """Add the options that name the document: number, day, who made it."""
    parser.add_argument("--document", default="", required=required, help="依据的文书号")
    parser.add_argument("--dated", default=None, metavar="DATE", help="依据文书的日期")
    parser.add_argument("--issued-by", dest="issuer", default="", help="依据文书的制作机关")


def given(args: Namespace) -> "Authority":
    """Return the document that was named; raises InvalidInput for a day that is none."""
    from usecases.withdrawals import Authority

    return Authority(args.document, day(args.dated, "--dated"), args.issuer)
