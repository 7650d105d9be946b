"""`luqiao adapter generation`: which columns a receiver gets, what it holds, and the switch with its reason."""

from argparse import Namespace
from typing import TYPE_CHECKING

from cli.context import Context
from models.errors import InvalidInput, NotFound
from models.said import said

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from wiring.config import Settings


def add_options(parser: "ArgumentParser") -> None:
    """Teach the parser of this call its options."""
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--switch", default="", metavar="GENERATION", help="对方确已换代：以后按哪一代报送")
    parser.add_argument("--note", default="", help="换代的依据：对方的通知和日期")
    parser.add_argument("--as", dest="officer", default="")


def run(args: Namespace, context: Context) -> int:
    """Show both sides, after a switch where one was ordered; exit status 1 when they differ."""
    from usecases import generations
    from wiring.office import open_office

    settings = context.settings()
    own = declared(settings, args.name)
    office = open_office(settings)
    try:
        if args.switch:
            if not args.officer:
                raise InvalidInput("切换栏目代际要写明由谁办理。", do_next="请加上 --as。")
            by = office.officer(args.officer)
            office.perform(generations.switch, args.name, args.switch, note=args.note, by=by)
        with office.reading() as session:
            held = generations.held(session, args.name)
    finally:
        office.close()
    fits = held in {"", own}
    context.answer(
        {"system": args.name, "profile": own, "held": held or None, "ok": fits},
        lambda: said(
            "{mark} {name}：对接规范是 {own} 代，已报送的记录是 {held} 代",
            mark="✓" if fits else "✗",
            name=args.name,
            own=own,
            held=held or "—",
        ),
    )
    return 0 if fits else 1


def declared(settings: "Settings", name: str) -> str:
    """Return the generation that the profile of a receiver names; raises NotFound and InvalidInput."""
    from adapters.engine.loading import load, profile_text

    if name not in settings.outside:
        raise NotFound(
            said("没有名为 {name} 的外部系统。", name=name),
            do_next=said("可用：{outside}。", outside="、".join(settings.outside)),
        )
    found = load(*profile_text(settings.outside[name].profile, near=settings.folder)).adapter.generation
    if found is None:
        raise InvalidInput(said("{name} 不接收公示记录，没有栏目代际。", name=name), do_next="请写信用平台的名称。")
    return found
