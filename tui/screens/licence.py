"""One licence: holder, premises, dates with their arithmetic, what speaks against it, its life as a time line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from textual import work
from textual.binding import BindingType
from typing_extensions import override

from models.values import shanghai_date
from tui.language import N_, _
from tui.screens import evaluation_section
from tui.screens.on_paper import OnPaper
from tui.view import key
from tui.widgets.dialogs import Option, Pick, asking
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CONCERNS, ITEMS, KINDS, LICENCES, PENALTIES, STATES, day, district, moment, tone, word, yuan

STANDINGS = LICENCES | {"to_suspend": N_("已准予停业")}  # granted, and its first day is still to come


class LicenceView(OnPaper):
    """Shows one licence."""

    NAME = N_("许可证")
    NUMBERS = ("holder_no", "uscc", "legal_rep_no", "mobile")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "act": "licence.act_proposed",
        "begin": "application.entered",
        "dispute": "evaluation.disputed",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        key("o", "open_application", N_("看申请"), "licence.application"),
        key("a", "act", N_("办理"), "licence.act"),
        key("n", "begin", N_("窗口收件"), "licence.begin"),
        key("d", "documents", N_("文书"), "licence.documents"),
        key("e", "dispute", N_("评价异议"), "licence.dispute", show=False),
        key("p", "open_penalty", N_("看处罚"), "licence.penalty", show=False),
    ]

    def __init__(self, licence_no: str) -> None:
        super().__init__()
        self.licence_no = licence_no
        self._proposal: Any = None
        self._clocks: Sequence[Any] = ()

    @override
    def where(self) -> Sequence[str]:
        return (self.licence_no,)

    @override
    def record(self, session: Any, /) -> Any:
        from usecases import licence_act_views, register_detail

        self._proposal = licence_act_views.waiting(session, self.licence_no)
        self._clocks = clocks_of(session, self.licence_no, self.office.now())
        return register_detail.detail(session, self.licence_no, self.office.now())

    @override
    def entries(self, number: Mapping[str, str], /) -> list[Entry]:
        paper = entries(self._detail, number, self._names, shanghai_date(self.office.now()))
        return [*paper[:1], *proposed(self._proposal, self._names), *published(self._clocks), *paper[1:]]

    @override
    def holder(self) -> str:
        return f"licence:{self.licence_no}"

    @work(group="dialog")
    async def action_open_application(self) -> None:
        """Open one of the applications for this licence."""
        from tui.screens.application import ApplicationView

        found = self._detail.applications if self._detail else ()
        options = [Option(a.number, f"{a.number}  {word(ITEMS, a.item)}", word(STATES, a.state)) for a in found]
        picked = await self._one_of(_("申请"), options, _("没有这张许可证的申请。"))
        if picked is not None:
            self.app.push_screen(ApplicationView(picked))

    def action_documents(self) -> None:
        """Show the documents of the acts on this licence and of its applications."""
        from tui.screens.documents import DocumentsView

        found = self._detail.applications if self._detail else ()
        self.app.push_screen(DocumentsView(self.licence_no, *(a.number for a in found)))

    @work(group="dialog")
    async def action_open_penalty(self) -> None:
        """Open one of the decisions against the holder."""
        from tui.screens.penalty import PenaltyView

        found = self._detail.penalties if self._detail else ()
        options = [Option(p["document_no"], p["document_no"], day(p["decided_on"])) for p in found]
        picked = await self._one_of(_("处罚"), options, _("没有查到持证人的处罚。"))
        if picked is not None:
            self.app.push_screen(PenaltyView(picked))

    @asking
    async def action_act(self) -> None:
        """Act on the licence ex officio, confirm what was proposed, or note its delivery."""
        from tui.screens.licence_acts import open_acts

        await open_acts(self, self.licence_no)

    @asking
    async def action_begin(self) -> None:
        """Enter an application of the holder at the window, filled from the register."""
        from tui.screens.window_entering import for_licence, show_entered

        entered = await for_licence(self, self.licence_no)
        if entered is not None:
            show_entered(self, entered)

    @asking
    async def action_dispute(self) -> None:
        """Note a dispute of the credit evaluation, or answer the one that waits."""
        from tui.screens.evaluation_section import open_disputes

        if self._detail is not None:
            await open_disputes(self, self.licence_no, self._detail.evaluation, self._detail.disputes)

    async def _one_of(self, title: str, options: Sequence[Option[str]], nothing: str) -> str | None:
        if not options:
            self.say(nothing)
            return None
        if len(options) == 1:
            return options[0].value
        picked: str | None = await self.app.push_screen_wait(Pick(title, options))
        return picked


def clocks_of(session: Any, licence_no: str, at: datetime) -> Sequence[Any]:
    """Return the clocks of what was published of a licence, the newest first."""
    from usecases import clocks, credit_clocks

    return credit_clocks.of_licence(session, licence_no, known=clocks.reckoner(session, at))


def published(found: Sequence[Any]) -> list[Entry]:
    """Return how far each published record of a licence got."""
    from tui.screens.credit import clock_lines

    lines = [entry for line in found for entry in [pair(_("公示"), line.document_no), *clock_lines(line)]]
    return [heading(_("信用公示")), *lines] if lines else []


def entries(detail: Any, number: Mapping[str, str], names: Mapping[str, str], today: date) -> list[Entry]:
    """Return a licence on paper; `number` holds the numbers as they may be shown, `names` who did what."""
    row = detail.row
    return [
        pair(_("状态"), standing(row, today), tone(row["status"])),
        *[note(f"{word(CONCERNS, c.kind)}：{c.pieces}（{c.basis}）", "warn") for c in detail.concerns],
        *_under_way(detail),
        heading(_("期限")),
        *[pair(_(label), text) for label, text in detail.pieces],
        heading(_("持证人")),
        pair(_("名称"), f"{row['holder_name']}（{word(KINDS, row['holder_kind'])}）"),
        pair(_("身份证号"), number["holder_no"]), pair(_("信用代码"), number["uscc"]),
        pair(_("负责人"), f"{row['legal_rep_name']}  {number['legal_rep_no']}".strip()),
        pair(_("电话"), number["mobile"]),
        heading(_("经营场所")),
        pair(_("字号"), row["shop_name"]), pair(_("地址"), row["address"]),
        pair(_("辖区"), district(row["district"])), pair(_("许可范围"), row["scope"]),
        pair(_("供货单位"), row["supplier"]),
        *_against(detail),
        *evaluation_section.entries(detail.evaluation, detail.disputes, detail.standings),
        heading(_("经历")),
        *[note(f"{moment(s.at)}  {names.get(s.by, s.by)}  {s.text}".replace("    ", "  ")) for s in detail.life],
    ]  # fmt: skip


def proposed(proposal: Any, names: Mapping[str, str]) -> list[Entry]:
    """Return what was proposed ex officio and waits for its second officer."""
    from rules.licences import STEPS

    if proposal is None or proposal.deed not in STEPS:
        return []
    by, act = names.get(proposal.by, proposal.by), STEPS[proposal.deed].name
    return [pair(_("提议"), _("{by} 提议{act}，等待另一名人员复核：按 a").format(by=by, act=act), "warn")]


def standing(row: Mapping[str, Any], today: date) -> str:
    """Return the status of a licence with the day since when it is so, or the period of a granted suspension."""
    since = _("{day}起").format(day=day(row["status_since"])) if row["status_since"] else ""
    status, first = shown_status(row["status"], row["suspended_from"], today), row["suspended_from"]
    if row["status"] == "suspended" and first:
        since = f"{day(first)} — {day(row['suspended_to'])}"
    warned = _("导入时有 {n} 条提示").format(n=row["import_warnings"]) if row["import_warnings"] else ""
    return "  ".join(part for part in (word(STANDINGS, status), since, warned) if part)


def shown_status(status: str, suspended_from: date | None, today: date) -> str:
    """Return the status as it is shown: a granted suspension is one from its first day on."""
    return "to_suspend" if status == "suspended" and suspended_from and suspended_from > today else status


def _under_way(detail: Any) -> list[Entry]:
    one = detail.open_application
    if one is None:
        return []
    return [pair(_("在办申请"), f"{one.number}  {word(ITEMS, one.item)}  {word(STATES, one.state)}", "strong")]


def _against(detail: Any) -> list[Entry]:
    """Return what speaks against the holder: by number it is a hit, by name only a question."""
    found = [note(_penalty(p)) for p in detail.penalties]
    listed = [_listed(match) for match in detail.blacklist]
    nothing = [note(_("没有查到"), "quiet")]
    return [heading(_("处罚")), *(found or nothing), heading(_("黑名单")), *(listed or nothing)]


def _listed(match: Any) -> Entry:
    entry = match.entry
    if match.same_number:
        return note(f"{entry.list_name}：{entry.name}  {entry.reason}", "bad")
    return note(_("同名待核实：{list} {name}").format(list=entry.list_name, name=entry.name), "warn")


def _penalty(row: Mapping[str, Any]) -> str:
    words = (row["document_no"], day(row["decided_on"]), row["cause"], yuan(row["fine"]), word(PENALTIES, row["state"]))
    return "  ".join(words)
