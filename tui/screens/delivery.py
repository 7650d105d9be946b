"""One delivery: who gets what by which way, where it is, and what proves it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from models.values import DISTRICTS
from tui.language import N_, _, told
from tui.screens import delivery_acts
from tui.screens.revealing import Revealing
from tui.view import key
from tui.widgets.dialogs import asking
from tui.widgets.paper import Entry, Paper, heading, note, pair
from tui.words import DELIVERIES, SIGNATURES, WAYS, moment, tone, word


class DeliveryView(Revealing):
    """Shows a delivery; its keys are those of the list."""

    NAME = N_("送达")
    QUIET: ClassVar[bool] = True
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "hand_over": "delivery.handed_over", "change": "delivery.changed", "repeat": "delivery.repeated",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "hand_over", N_("窗口送达"), "delivery.hand_over"),
        key("e", "change", N_("改方式"), "delivery.change"),
        key("n", "repeat", N_("另行送达"), "delivery.repeat"),
        key("o", "application", N_("打开申请"), "delivery.application"),
    ]

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.subject = ""
        self._shown: tuple[Any, ...] = ()  # row, papers, terms, names

    @override
    def body(self) -> Iterable[Widget]:
        yield Paper(id="page", label=12)

    @override
    def ready(self) -> None:
        self.query_one("#page").focus()

    @override
    def where(self) -> Sequence[str]:
        return (self.number,)

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import deliveries_desk, officers

        try:
            row, papers, terms = await self.read(deliveries_desk.detail, self.number)
            names = await self.read(officers.names)
        except BureauError as error:
            self.query_one("#page", Paper).show([note(told(error.message), "bad")])
            return
        self.subject, self._shown = row["subject"], (row, papers, terms, names)
        self.redraw_numbers()

    @override
    def holder(self) -> str:
        return self.subject

    @override
    def redraw_numbers(self) -> None:
        if self._shown:
            row, *more = self._shown
            row = {**row, "mobile": self.hidden(row["mobile"], self.holder())}
            self.query_one("#page", Paper).show(entries(row, *more), keep_place=True)

    def action_application(self) -> None:
        """Open the application whose documents these are, or the licence that was acted on."""
        from tui.screens.application import ApplicationView
        from tui.screens.licence import LicenceView

        if self.subject:
            view = LicenceView if self.subject.isdigit() else ApplicationView
            self.app.push_screen(view(self.subject))

    @asking
    async def action_hand_over(self) -> None:
        """Record a service at the window."""
        await delivery_acts.hand_over(self, self.number)

    @asking
    async def action_change(self) -> None:
        """Change way or address."""
        await delivery_acts.change(self, self.number)

    @asking
    async def action_repeat(self) -> None:
        """Try again."""
        await delivery_acts.repeat(self, self.number)


def entries(row: Any, papers: Sequence[Any], terms: Sequence[Any], names: Mapping[str, str]) -> list[Entry]:
    """Return a delivery on paper."""
    attempts = "  ".join(part for part in (_former(row), _next(row)) if part)
    return [
        pair(_("状态"), f"{word(DELIVERIES, row['state'])}  {word(WAYS, row['way'])}", tone(row["state"]) or "strong"),
        *([pair(_("原因"), row["reason"], "bad")] if row["reason"] else []),
        *([note(attempts, "warn")] if attempts else []),
        pair(_("许可证") if row["subject"].isdigit() else _("申请"), f"{row['subject']}  {row['licence_no']}"),
        *[pair(_("送达期限"), _term(term)) for term in terms if term["term"] == "L07"],
        heading(_("收件")),
        pair(_("收件人"), row["recipient"]), pair(_("电话"), row["mobile"]),
        pair(_("地址"), f"{DISTRICTS.get(row['district'], '')}  {row['address']}"),
        heading(_("文书")),
        *[note(f"{paper['number']}  {paper['title']}") for paper in papers],
        heading(_("经过")),
        pair(_("安排"), _who(row["planned_at"], row["planned_by"], names)),
        *([pair(_("发出"), _who(row["sent_at"], row["sent_by"], names))] if row["sent_at"] else []),
        *([pair(_("邮件号"), row["mail_no"])] if row["mail_no"] else []),
        *[note(f"{at[:16].replace('T', ' ')}  {text or code}") for at, code, text in row["steps"] or ()],
        *_proof(row, names),
    ]  # fmt: skip


def _proof(row: Any, names: Mapping[str, str]) -> list[Entry]:
    if row["state"] != "delivered":
        return []
    signed = f"{row['receiver']}（{row['relation']}）  {row['identity']}  {word(SIGNATURES, row['signature'])}"
    return [
        heading(_("送达凭证")),
        pair(_("送达"), _who(row["ended_at"], row["ended_by"], names), "good"),
        *([pair(_("签收"), signed)] if row["receiver"] else []),
        pair(_("凭证"), row["proof"]),
        pair("SHA-256", row["proof_sha256"]),
        pair(_("送达回证"), row["receipt_no"]),
    ]


def _who(at: Any, login: str, names: Mapping[str, str]) -> str:
    return f"{moment(at)}  {names.get(login, login)}"


def _former(row: Any) -> str:
    return _("承接 {number}").format(number=row["follows"]) if row["follows"] else ""


def _next(row: Any) -> str:
    return _("已另行送达：{number}").format(number=row["followed_by"]) if row["followed_by"] else ""


def _term(term: Any) -> str:
    done = _("已办结") if term["done_at"] else _("未办结")
    return f"{term['due_on']}  {done}"
