"""`luqiao licences`: the register of licences, one licence and the acts on it."""

from cli import licence_deeds, licence_register
from cli.context import Context
from cli.parser import Parser


def parser() -> Parser:
    """Return the parser of this command."""
    top = Parser("luqiao licences")
    commands = top.add_subparsers(dest="what", required=True)
    licence_register.add_parsers(commands)
    licence_deeds.add_parsers(commands)
    return top


def run(argv: list[str], context: Context) -> int:
    """Run one call; exit status as contracts/commands.md."""
    args = parser().parse_args(argv)
    with context.office() as office:
        if args.what in licence_register.NAMES:
            return licence_register.run(office, args, context)
        return licence_deeds.run(office, args, context)
