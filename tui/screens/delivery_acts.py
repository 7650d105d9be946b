"""The forms of service: at the window with the ID checked, another way or address, another attempt."""

from typing import TYPE_CHECKING, Any

from tui.language import N_, _
from tui.widgets.form import Blank, Faults, Form, Values
from tui.words import SIGNATURES, WAYS

if TYPE_CHECKING:
    from tui.view import View

SELF = "本人"
ADDRESSED = ("way", "recipient", "mobile", "address")


async def hand_over(screen: "View", number: str) -> None:
    """Ask who took the documents and what was shown, and keep it as the proof of service."""
    from usecases import deliveries

    row = await _read(screen, number)
    if not _standing(screen, row, "planned", _("只有待送达的可以在窗口送达")):
        return

    async def keep(values: Values) -> Faults:
        return await screen.attempt(deliveries.hand_over, number, **values)

    blanks = [
        Blank("receiver", N_("签收人"), 100, value=row["recipient"], needed=True),
        Blank("relation", N_("与受送达人关系"), 40, value=SELF, needed=True, hint=N_("代收的写明关系，如“配偶”")),
        Blank("id_no", N_("核对的证件号码"), 40, needed=True, hint=N_("按出示的证件原件录入；只保留遮盖后的号码")),
        Blank("signature", N_("签名方式"), options=SIGNATURES, value="paper", needed=True),
    ]
    title = _("窗口送达：{number}").format(number=row["subject"])
    if await screen.app.push_screen_wait(Form(title, blanks, keep)) is not None:
        screen.say(_("已送达，送达回证随后制成"), "good")
        screen.data_changed()


async def change(screen: "View", number: str) -> None:
    """Ask for another way or address of a planned delivery."""
    from usecases import deliveries

    row = await _read(screen, number)
    if not _standing(screen, row, "planned", _("已发出的不能再改")):
        return

    async def keep(values: Values) -> Faults:
        return await screen.attempt(deliveries.change_plan, number, **values)

    title = _("更改送达：{number}").format(number=row["subject"])
    if await screen.app.push_screen_wait(Form(title, _addressed(row), keep)) is not None:
        screen.say(_("已更改"), "good")
        screen.data_changed()


async def repeat(screen: "View", number: str) -> None:
    """Ask how to try again what came back or failed."""
    from usecases import deliveries

    row = await _read(screen, number)
    if row["state"] not in ("returned", "failed") or row["followed_by"]:
        screen.say(_("只有退回或未送达、尚未另行送达的可以再送"), "warn")
        return

    async def keep(values: Values) -> Faults:
        return await screen.attempt(deliveries.repeat, number, **values)

    title = _("另行送达：{number}").format(number=row["subject"])
    if await screen.app.push_screen_wait(Form(title, _addressed(row), keep)) is not None:
        screen.say(_("已安排另行送达"), "good")
        screen.data_changed()


def _addressed(row: Any) -> list[Blank]:
    return [
        Blank("way", N_("送达方式"), options=WAYS, value=row["way"], needed=True),
        Blank("recipient", N_("收件人"), 50, value=row["recipient"], needed=True),
        Blank("mobile", N_("手机号码"), 20, value=row["mobile"]),
        Blank("address", N_("地址"), 200, value=row["address"]),
    ]


async def _read(screen: "View", number: str) -> Any:
    from usecases import delivery_rows

    return await screen.read(delivery_rows.read, number)


def _standing(screen: "View", row: Any, state: str, otherwise: str) -> bool:
    if row["state"] != state:
        screen.say(otherwise, "warn")
    return bool(row["state"] == state)
