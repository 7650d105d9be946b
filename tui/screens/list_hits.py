"""Hits of the blacklists that wait: which entry fits whom and why; a person confirms or dismisses with the reason."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Option, Pick, asking
from tui.widgets.paper import Entry, heading, pair
from tui.words import HIT_ROLES, HIT_STATES, SUBJECTS, clock, day, moment, word

if TYPE_CHECKING:
    from usecases.list_hits import Hit

WHY_LIMIT = 500
MONTHS = (24, 12, 6, 60)


class ListHitsView(Paired):
    """Lists hits of one state; the sheet sets the two sides beside each other and says what the score is made of."""

    NAME = SUBJECTS["list_hits"]
    RIGHTS: ClassVar[Mapping[str, str]] = {"confirm": "list_hit.confirmed", "clear_hit": "list_hit.dismissed"}
    CHOSEN: ClassVar[Sequence[str]] = ("confirm", "clear_hit")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "confirm", N_("确系此人"), "list_hit.confirm"),
        key("n", "clear_hit", N_("不是此人"), "list_hit.dismiss"),
        key("s", "state", N_("换一类"), "list_hit.state"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.state = "waiting"

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("相似"), lambda h: f"{h.score:.2f}", 6, rank=1, tone=tone),
            Column(N_("本局对象"), lambda h: h.party_name, 20, least=10, rank=1, grows=True),
            Column(N_("名单条目"), lambda h: h.entry_name, 20, least=10, rank=1, grows=True),
            Column(N_("名单"), lambda h: h.list_name, 14, least=8, rank=2),
            Column(N_("许可证或申请"), lambda h: h.subject, 16, least=12, rank=3),
            Column(N_("原因"), lambda h: "；".join(h.parts), 30, least=14, rank=4, grows=True),
            Column(N_("发现"), lambda h: clock(h.found_at), 11, rank=5),
        ]

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import list_hits

        return list_hits.hits(session, state=self.state)

    @override
    def empty(self) -> str:
        told = _("没有这一类命中（{state}）。").format(state=word(HIT_STATES, self.state))
        return told + _("名单变动后，后台自动比对全部有效许可证和在办申请；按 s 看另一类。")

    @override
    def sheet(self, session: Any, row: "Hit", /) -> Sequence[Entry]:
        from usecases import blacklist, officers

        entry, names = blacklist.entry(session, row.entry_id), officers.names(session)
        until, number = day(entry.to_on) or _("长期"), hidden(row.entry_number) or _("没有号码")
        decided = f"{word(HIT_STATES, row.state)}  {names.get(row.decided_by, '')}  {moment(row.decided_at)}"
        said = [] if row.decided_at is None else [pair(_("处理"), decided), pair(_("理由"), row.why)]
        ends = [pair(_("排除至"), day(row.until_on))] if row.until_on else []
        return [
            heading(_("为什么")),
            pair(_("相似"), f"{row.score:.2f}  {'；'.join(row.parts)}", tone(row)),
            *said,
            *ends,
            heading(_("本局对象")),
            pair(word(HIT_ROLES, row.role), row.party_name, "strong"),
            pair(_("号码"), "、".join(map(hidden, row.party_numbers)) or "—"),
            pair(_("所在"), row.subject),
            heading(_("名单条目")),
            pair(_("姓名或名称"), f"{row.entry_name}  {number}", "strong"),
            pair(_("名单"), f"{row.list_name}  #{row.entry_id}"),
            pair(_("事由"), entry.reason or "—"),
            pair(_("起止"), "  ".join(part for part in (day(entry.from_on), until) if part)),
        ]

    @override
    def opened(self, row: "Hit", /) -> None:
        from tui.screens.application import ApplicationView
        from tui.screens.licence import LicenceView

        view = LicenceView if row.subject_kind == "licence" else ApplicationView
        self.app.push_screen(view(row.subject))

    @asking
    async def action_state(self) -> None:
        """Show hits of another state."""
        options = [Option(code, _(name), chosen=code == self.state) for code, name in HIT_STATES.items()]
        picked = await self.app.push_screen_wait(Pick(_("哪一类命中"), options))
        if picked is not None:
            self.state = picked
            self.action_load()

    @asking
    async def action_confirm(self) -> None:
        """Say that the entry means this party."""
        from usecases import list_hits

        await self._decide(list_hits.confirm, _("确系此人：核对了什么（记入台账）"), _("已确认"))

    @asking
    async def action_clear_hit(self) -> None:
        """Say that the entry means somebody else; for how long nobody is asked again."""
        from usecases import list_hits

        options = [Option(count, _("{n} 个月内不再提示").format(n=count)) for count in MONTHS]
        months = await self.app.push_screen_wait(Pick(_("排除多久"), options))
        if months is not None:
            title = _("不是此人：核对了什么（记入台账）")
            await self._decide(list_hits.dismiss, title, _("已排除"), months=months)

    async def _decide(self, deed: Callable[..., Any], title: str, done: str, **more: int) -> None:
        row = self.table.current
        if row is None:
            return
        words = await self.app.push_screen_wait(AskText(title, limit=WHY_LIMIT, least=2))
        if words and await self.do(deed, row.id, words, **more) is not None:
            self.say(f"{done}：{row.party_name}", "good")
            self.data_changed()


def tone(hit: "Hit") -> str:
    """Return how sure a hit is."""
    return "bad" if hit.same_number else "warn"


def hidden(number: str) -> str:
    """Return a number as it may stand on a screen."""
    from rules.identifiers import masked

    return masked(number)
