"""After the decision: deliveries, ratings, refusals whose people will be unhappy, the dossier."""

from sqlalchemy import select

from tests.support.manual.guide import APPLICATIONS, WIDE, Guide, fill, opens
from tui.view import View
from wiring.office import Office


async def deliveries(guide: Guide) -> None:
    """What is to be served; at the window with the ID; by post."""
    from usecases import cases

    async with guide.sit() as desk:
        await desk.types("g", "y", "s", "down", "enter")
        await guide.shot(desk, "deliveries")
        row = desk.app.screen.table.current  # type: ignore[attr-defined]
        await desk.types("a")
        with guide.office.reading() as session:
            who = cases.read(session, row.subject).form.applicant
        receiver = who.name if who.id_no else who.legal_rep_name
        fill(desk, receiver=receiver or "", id_no=who.id_no or who.legal_rep_id_no or "")
        await guide.shot(desk, "hand-over")
        await desk.types("f2")
        await guide.shot(desk, "handed-over")
        desk.app.push_screen(delivery_view(row.number))
        await guide.shot(desk, "delivery")
        await desk.types("escape", "e")
        fill(desk, way="post")
        await guide.shot(desk, "delivery-change")
        await guide.shots(
            desk,
            {
                "delivery-send": ("f2", "f"),
                "delivery-sent": ("enter",),
            },
        )


def delivery_view(number: str) -> View:
    """Return the page of one delivery."""
    from tui.screens.delivery import DeliveryView

    return DeliveryView(number)


async def ratings(guide: Guide) -> None:
    """What applicants say, and the return visit of an unhappy one."""
    unhappy(guide.office, guide.number(item="renew", state="granted"))
    async with guide.sit(size=WIDE) as desk:
        await desk.types("g", "e")
        await guide.shot(desk, "ratings")
        await desk.types("a")
        fill(desk, text="已电话回访并说明")
        await guide.shot(desk, "visit")
        await desk.types("f2")
        await guide.shot(desk, "visited")


def unhappy(office: Office, number: str) -> None:
    """Let an applicant be unhappy; the people of the demonstration seldom are."""
    from models.values import SYSTEM_OFFICER
    from ports.ratings import Rating, RatingRow
    from usecases import cases
    from usecases import ratings as kept

    with office.reading() as session:
        row = cases.read(session, number).row
    words, ref = "等了很久才有人答复", str(row["channel_ref"])
    told = Rating(f"RT-{number}", str(row["channel"]), ref, 2, words, True, "", "", office.now())
    office.perform(kept.receive, "rating", [RatingRow(number.encode(), number, told)], by=SYSTEM_OFFICER)


async def refusals(guide: Guide) -> None:
    """Refuse what is barred: some of those people will be unhappy, a minute later."""
    from cli.demo_clerk import WORDS
    from usecases import application_detail, applications

    office = guide.office
    with office.reading() as session:
        barred = select(APPLICATIONS.c.number).filter_by(screening="deny", state="received")
        numbers = session.execute(barred).scalars().all()
        found = [application_detail.detail(session, number, at=office.now()) for number in numbers]
    for one in found:
        rule = next(f["rule"] for f in one.screening["findings"] if f["outcome"] == "deny")  # type: ignore[index]
        number = one.row["number"]
        office.perform(applications.refuse, number, reason=rule, note=WORDS, by=office.officer("clerk"))
        office.perform(applications.refuse, number, by=office.officer("approver"))


async def dossier(guide: Guide) -> None:
    """The dossier of what was granted, and its closing."""
    async with guide.sit() as desk:
        await opens(desk, guide.number(item="renew", state="granted"))
        await desk.types("v", "z")
        await guide.shot(desk, "dossier-gaps")
    async with guide.sit() as desk:
        await opens(desk, guide.delivered())
        await guide.shots(
            desk,
            {
                "dossier": ("v",),
                "dossier-close": ("z",),
                "dossier-closed": ("enter",),
            },
        )
