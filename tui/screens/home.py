"""Home: what to do next with which key, my work today, and how channels and platforms are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.containers import Horizontal
from textual.widget import Widget
from typing_extensions import override

from models.values import Officer, shanghai_date
from tui.language import N_, _
from tui.view import View
from tui.widgets.columns import Column
from tui.widgets.dialogs import asking
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, Paper, heading, note, pair
from tui.widgets.record_table import RecordTable
from tui.widgets.window import ListSource
from tui.words import CARDS, CONCERNS, HEALTH, LICENCES, MESSAGES, STATES, SUBJECTS, SYSTEMS, clock, tone, word

if TYPE_CHECKING:
    from usecases.home import Summary, Todo

CAP = 1000
MINE = "@"  # stands for who sits here
WAYS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "cards": ("cards", {"state": "open"}),
    "came_back": ("deliveries", {"state": "attention"}),
    "to_deliver": ("deliveries", {"state": "planned"}),
    "visits": ("ratings", {"state": "to_visit"}),
    "red": ("applications", {"card": "red"}),
    "yellow": ("applications", {"card": "yellow"}),
    "warning": ("applications", {"card": "warning"}),
    "received": ("applications", {"state": "received"}),
    "accepted": ("applications", {"state": "accepted"}),
    "examining": ("applications", {"state": "examining"}),
    "attention": ("applications", {"attention": True}),
    "feedback": ("feedback", {}),
    "credit_late": ("credit", {"state": "late"}),
    "credit_near": ("credit", {"state": "near"}),
    "differences": ("reconciliation", {}),
    "reviews": ("reviews", {}),
    "instant_stopped": ("instant", {}),
    "instant_samples": ("instant", {"review": "waiting"}),
    "missing_attachments": ("applications", {}),
    "rejected": ("outbox", {"state": "rejected"}),
    "dead": ("outbox", {"state": "dead"}),
    "alarms": ("alarms", {}),
    "quarantined": ("quarantine", {}),
    "cases_over": ("casework", {"within": "over", "order": "due"}),
    "cases_near": ("casework", {"within": "3", "order": "due"}),
    "cases_to_review": ("casework", {"stage": "reported"}),
    "complaints_over": ("complaints", {"within": "over"}),
    "complaints_near": ("complaints", {"within": "3"}),
    "complaints_new": ("complaints", {"state": "received"}),
    "my_complaints_over": ("complaints", {"within": "over", "handler": MINE}),
    "my_complaints_near": ("complaints", {"within": "3", "handler": MINE}),
    "list_hits": ("list_hits", {}),
    "lists_old": ("blacklist_lists", {}),
    "lists_proposed": ("blacklist_lists", {}),
    "ending_30": ("licences", {"within": "30"}),
    "ending_60": ("licences", {"within": "60"}),
    "ending_90": ("licences", {"within": "90"}),
    "expired": ("licences", {"status": "expired"}),
    "suspension_ended": ("licences", {"concern": "suspension_ended"}),
    "suspended_too_long": ("licences", {"concern": "suspended_too_long"}),
    "not_trading": ("licences", {"concern": "not_trading"}),
    "never_used": ("licences", {"concern": "never_used"}),
}
TEXTS = {
    "red": N_("红牌：{count} 件逾期未办"),
    "yellow": N_("黄牌：{count} 件已超期限"),
    "warning": N_("预警：{count} 件临近期限"),
    "proposals": N_("{count} 项提议待另一人确认"),
    "rejected": N_("{count} 条报送被对方退回"),
    "alarms": N_("{count} 条告警未处理"),
    "received": N_("{count} 件待受理"),
    "accepted": N_("{count} 件已受理，待审查"),
    "examining": N_("{count} 件待决定"),
    "quarantined": N_("{count} 件来件无法识别，在隔离区"),
    "missing_attachments": N_("{count} 个附件缺失"),
    "dead": N_("{count} 条消息已作废"),
}  # the words of usecases.home, to be translated
TONES = {"red": "bad", "yellow": "bad", "warning": "warn", "rejected": "bad", "alarms": "bad", "proposals": "warn",
         "attention": "warn", "cards": "bad", "came_back": "bad", "visits": "warn", "feedback": "warn",
         "instant_stopped": "bad", "suspended_too_long": "bad", "suspension_ended": "warn",
         "expired": "warn", "credit_late": "bad", "credit_near": "warn", "differences": "warn", "list_hits": "warn",
         "lists_old": "warn", "lists_proposed": "warn", "cases_over": "bad", "cases_near": "warn",
         "cases_to_review": "warn", "complaints_over": "bad", "complaints_near": "warn",
         "complaints_new": "warn", "my_complaints_over": "bad", "my_complaints_near": "warn"}  # fmt: skip
URGENCY = ("bad", "warn", "")


def amount(count: int) -> str:
    """Return a capped count."""
    return f"{count:,}+" if count >= CAP else f"{count:,}"


class HomeView(View):
    """Shows the summary; Enter on a line opens the list that it speaks of."""

    NAME = SUBJECTS["home"]
    QUIET: ClassVar[bool] = True
    _nothing = False  # whether the screen says that nothing is to be done

    @override
    def body(self) -> Iterable[Widget]:
        if self.console.welcome:
            yield TextLines(*self.console.welcome.splitlines()[:8], id="hello")
        columns: list[Column[Any]] = [Column(N_("接下来"), lambda t: t.text, 30, grows=True, tone=_tone_of)]
        with Horizontal(id="desk"):
            yield RecordTable(
                ListSource[Any](identity=lambda t: t.code), columns, markable=False, on_moved=self.show_place
            )
            yield Paper(id="health", label=10)

    @override
    def ready(self) -> None:
        if self.console.welcome:
            self.query_one("#hello").styles.height = min(8, len(self.console.welcome.splitlines()))
        self.query_one(RecordTable).focus()

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from tui.screens.complaints_due import complaints_to_do
        from usecases import home

        found = await self.read(home.summary, self.officer)
        today = shanghai_date(self.office.now())
        todo = [*await self.read(instant_to_do, self.officer), *await self.read(more_to_do, self.officer, today)]
        todo += [*await self.read(service_to_do, self.officer), *map(translated, found.todo)]
        todo += await self.read(lists_to_do, self.officer, today)
        todo += await self.read(casework_to_do, self.officer, self.office.now())
        todo += await self.read(complaints_to_do, self.officer, today)
        todo += await self.read(publication_to_do, self.officer, self.office.now())
        todo = by_urgency([*todo, *await self.read(licences_to_do, self.officer, today)])
        table = self.query_one(RecordTable)
        source: Any = table.window.source
        source.replace(todo)
        table.reload()
        soon = await self.read(next_deadlines, self.officer)
        self.query_one("#health", Paper).show([*work_of(found), *soon, *health_of(found)], keep_place=True)
        self.console.alarms = len(found.alarms)
        self.entitle()
        self._say_nothing_waits(not todo)

    def _say_nothing_waits(self, nothing: bool) -> None:
        """Say that nothing is to be done, and take that back; whatever else was said stays."""
        if nothing != self._nothing:
            self._nothing = nothing
            self.say(_("没有待办事项") if nothing else "", "good")

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        if event.row.code == "proposals":
            self._open_proposal()
            return
        name, wanted = WAYS.get(event.row.code, ("applications", {}))
        self.console.visit(
            name, **{key: self.officer.login if value == MINE else value for key, value in wanted.items()}
        )

    @asking
    async def _open_proposal(self) -> None:
        from tui.screens import proposals_waiting

        await proposals_waiting.open_one(self)

    @override
    def action_back(self) -> None:
        """Stay: this is where every way back leads."""


def by_urgency(todo: "Sequence[Todo]") -> "list[Todo]":
    """Return what is to be done: what is late or wrong first, then what somebody waits for, each in its order."""
    return sorted(todo, key=lambda one: URGENCY.index(TONES.get(one.code, "")))


def translated(todo: "Todo") -> "Todo":
    """Return a line of the summary in the chosen language."""
    return replace(todo, text=_(TEXTS[todo.code]).format(count=amount(todo.count)))


def more_to_do(session: Any, officer: Officer, today: date) -> "list[Todo]":
    """Return what else waits for a person: marked applications, and feedback that nobody answered."""
    from rules import authority
    from usecases import application_list, cards_desk, feedback_desk, offices, reviews_desk
    from usecases.home import Todo

    owed = reviews_desk.count(session, officer, on=today, cap=CAP)
    open_cards = cards_desk.waiting_for(session, officer.login, cap=CAP)
    office = offices.sees(session, officer)
    wanted = application_list.ApplicationFilter(attention=True, office=office)
    marked = application_list.count(session, wanted, cap=CAP)
    asked = len(feedback_desk.undecided(session, office))
    found = [
        (Todo("cards", open_cards, _("红黄牌：{n} 张待您答复").format(n=amount(open_cards))), "card.answered"),
        (Todo("attention", marked, _("需核对：{n} 件（含待复核）").format(n=amount(marked))), "application.checked"),
        (Todo("feedback", asked, _("异议与修复：{n} 件待答复").format(n=amount(asked))), "feedback.answered"),
        (Todo("reviews", owed, _("会签：{n} 件待您出具意见").format(n=amount(owed))), "application.reviewed_by_unit"),
    ]
    return [todo for todo, deed in found if todo.count and authority.may(deed, officer)]


def casework_to_do(session: Any, officer: Officer, at: datetime) -> "list[Todo]":
    """Return the lines of the home screen; every count is capped."""
    from rules import authority
    from usecases import casework_desk as desk
    from usecases import offices
    from usecases.home import Todo

    office, found = offices.sees(session, officer), list[Todo]()
    lines = (
        ("cases_over", {"within": "over"}, "case.step_rejected", _("案件：{n} 件已超期限")),
        ("cases_near", {"within": "3"}, "case.step_rejected", _("案件：{n} 件3天内届满")),
        ("cases_to_review", {"stage": "reported"}, "case.review_passed", _("案件：{n} 件待法制审核")),
    )
    for code, wanted, deed, words in lines:
        if authority.may(deed, officer):
            count = desk.count(session, desk.CaseFilter(office=office, **wanted), at=at, cap=CAP)
            found += [Todo(code, count, words.format(n=amount(count)))] if count else []
    return found


def lists_to_do(session: Any, officer: Officer, today: date) -> "list[Todo]":
    """Return what the blacklists ask for: hits nobody looked at, lists too old, wordings that wait for a second one."""
    from rules import authority
    from usecases import blacklist_lists, blacklist_overview, list_hits
    from usecases.home import Todo

    waiting = list_hits.count(session, cap=CAP)
    old = sum(one.stale or bool(one.fault) for one in blacklist_overview.overview(session, today))
    others = blacklist_lists.standing(session, proposed=True)
    asked = sum(one.proposed_by != officer.login for one in others)
    found = [
        (Todo("list_hits", waiting, _("名单命中：{n} 件待核对").format(n=amount(waiting))), "list_hit.confirmed"),
        (Todo("lists_old", old, _("名单：{n} 份过期或未能更新").format(n=old)), "blacklist.list_proposed"),
        (Todo("lists_proposed", asked, _("名单：{n} 份的改动待复核").format(n=asked)), "blacklist.list_confirmed"),
    ]
    return [todo for todo, deed in found if todo.count and authority.may(deed, officer)]


def publication_to_do(session: Any, officer: Officer, at: datetime) -> "list[Todo]":
    """Return what of the published records is late or near its day, and what the platform holds otherwise."""
    from rules import authority
    from usecases import publication_desk
    from usecases.home import Todo

    if not authority.may("outbox.released", officer):
        return []
    found = clocks_of(session, officer, at) if publication_desk.under_way(session) else {}
    late, near, other = found.get("late", 0), found.get("near", 0), publication_desk.open_differences(session)
    lines = [
        Todo("credit_late", late, _("公示逾期：{n} 件").format(n=amount(late))),
        Todo("credit_near", near, _("公示临期：{n} 件").format(n=amount(near))),
        Todo("differences", other, _("对账差异：{n} 条未了结").format(n=amount(other))),
    ]
    return [line for line in lines if line.count]


def clocks_of(session: Any, officer: Officer, at: datetime) -> "Mapping[str, int]":
    """Return how many published records are in each state; this needs the law, which takes 3 MB."""
    from usecases import credit_clocks, credit_desk, offices

    return credit_clocks.counts(credit_desk.listed(session, at=at, office=offices.sees(session, officer)))


def instant_to_do(session: Any, officer: Officer) -> "list[Todo]":
    """Return that the machine was stopped, which everybody sees first, and the samples that wait for a review."""
    from rules import authority
    from usecases import instant_desk, instant_queue, officers, offices
    from usecases.home import Todo

    switch, found = instant_queue.switch(session), []
    if switch.stopped:
        by = officers.names(session).get(switch.by, switch.by)
        words = _("秒批已停止（{by} {at}）：{reason}").format(by=by, at=clock(switch.at), reason=switch.reason)
        found.append(Todo("instant_stopped", 1, words))
    if authority.may("instant.reviewed", officer):
        drawn = instant_desk.InstantFilter(review="waiting", office=offices.sees(session, officer))
        waiting = instant_desk.count(session, drawn, cap=CAP)
        words = _("秒批抽查：{n} 件待复查").format(n=amount(waiting))
        found += [Todo("instant_samples", waiting, words)] if waiting else []
    return found


def service_to_do(session: Any, officer: Officer) -> "list[Todo]":
    """Return what service asks for: documents that came back or wait, unhappy ratings that nobody has visited."""
    from rules import authority
    from usecases import deliveries_desk, offices, ratings_desk
    from usecases.home import Todo

    wanted, office = deliveries_desk.DeliveryFilter, offices.sees(session, officer)
    back = deliveries_desk.count(session, wanted(state="attention", office=office), cap=CAP)
    planned = deliveries_desk.count(session, wanted(state="planned", office=office), cap=CAP)
    visits = ratings_desk.to_visit(session, office=office, cap=CAP)
    found = [
        (Todo("came_back", back, _("退回或未送达：{n} 件").format(n=amount(back))), "delivery.repeated"),
        (Todo("visits", visits, _("差评：{n} 条待回访").format(n=amount(visits))), "rating.visited"),
        (Todo("to_deliver", planned, _("待送达：{n} 件").format(n=amount(planned))), "delivery.sent"),
    ]
    return [todo for todo, deed in found if todo.count and authority.may(deed, officer)]


def licences_to_do(session: Any, officer: Officer, today: date) -> "list[Todo]":
    """Return what licences ask for: those that end soon, have ended, rest too long or are not used."""
    from rules import authority
    from usecases import register
    from usecases.home import Todo

    if not authority.may("application.screened", officer) and not authority.may("licences.watched", officer):
        return []
    found = register.tasks(session, today, cap=CAP)
    names = {"ending": _("{days}天内到期"), "expired": word(LICENCES, "expired")}
    texts = {code: names.get(code.split("_")[0]) or word(CONCERNS, code) for code in found}
    return [
        Todo(code, count, _("{what}：许可证 {n} 张").format(what=texts[code].format(days=code[-2:]), n=amount(count)))
        for code, count in found.items()
        if count
    ]


def next_deadlines(session: Any, officer: Officer) -> list[Entry]:
    """Return what of my own is due next."""
    from usecases import cards_desk

    found = cards_desk.next_due(session, officer.login)
    lines = [pair(str(due_on), f"{number}  {word(CARDS, card) if card != 'none' else ''}", tone(card))
             for number, due_on, card in found]  # fmt: skip
    return [heading(_("我的最近期限")), *lines] if lines else []


def _tone_of(todo: Any) -> str:
    return TONES.get(todo.code, "")


def work_of(found: "Summary") -> list[Entry]:
    """Return the counts of the work."""
    open_states = ("received", "correcting", "accepted", "examining")
    cards = "  ".join(f"{word(CARDS, card)} {amount(count)}" for card, count in found.cards.items())
    waiting = "  ".join(f"{word(STATES, s)} {amount(found.states.get(s, 0))}" for s in open_states)
    done = "  ".join(f"{word(STATES, s)} {amount(n)}" for s, n in found.states.items() if s not in open_states and n)
    return [
        heading(_("我的工作")),
        pair(_("我承办"), amount(found.mine)),
        pair(_("未分派"), amount(found.unassigned)),
        pair(_("待复核"), amount(found.proposals)),
        heading(_("办件")),
        pair(_("在办"), waiting),
        pair(_("红黄牌"), cards, "bad" if found.cards.get("red") or found.cards.get("yellow") else ""),
        pair(_("已办"), done),
    ]


def health_of(found: "Summary") -> list[Entry]:
    """Return how the ways in and out are."""
    entries = [heading(_("渠道"))]
    for c in found.channels:
        words = _("{state}  收 {n} 件").format(state=word(HEALTH, c.state), n=f"{c.received:,}")
        words += _("  隔离 {n}").format(n=c.quarantined) if c.quarantined else ""
        words += _("  已收妥待登记 {n}").format(n=amount(c.waiting)) if c.waiting else ""
        entries.append(pair(word(SYSTEMS, c.name), f"{words}  {clock(c.last_ok_at)}", tone(c.state)))
    ways_in = {c.name for c in found.channels}
    entries.append(heading(_("平台")))
    entries += [
        pair(word(SYSTEMS, s.name), f"{word(HEALTH, s.state)}  {clock(s.last_ok_at)}  {s.last_error}", tone(s.state))
        for s in found.systems
        if s.name not in ways_in
    ]
    sent = "  ".join(f"{_(MESSAGES.get(s, N_('未送达')))} {amount(n)}" for s, n in found.outbox.items())
    entries.append(pair(_("待发箱"), sent, "bad" if found.outbox.get("rejected") else ""))
    if found.alarms:
        entries.append(heading(_("告警")))
        entries += [note(f"{word(SYSTEMS, a.system)}：{a.text}", "bad") for a in found.alarms[:5]]
    return entries
