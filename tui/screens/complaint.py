"""One item of the hotline: what was told, its terms, what may be done with it; who told it only for a reason."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from models.values import DISTRICTS, shanghai_date
from rules import authority
from tui.language import N_, _
from tui.screens import casework_lead, complaint_acts
from tui.screens.complaint_form import ConfidentialForm
from tui.screens.complaint_words import ACTS, KINDS, OBJECTIONS, STATE_TONES, STATES, STEPS, WAYS
from tui.screens.on_paper import OnPaper
from tui.view import key
from tui.widgets.dialogs import AskText, Confirm, Option, Pick, asking
from tui.widgets.drafted import AskNote
from tui.widgets.form import Blank, Faults, Values
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CITY, LEVELS, TERMS, day, district, moment, office, word, yuan

LIMIT = 2000


class ComplaintView(OnPaper):
    """Shows one item; `a` does what may come next, `z` opens the drawer for a reason."""

    NAME = N_("12313来件")
    LABEL = 18  # a moment fits
    RIGHTS: ClassVar[Mapping[str, str]] = {"reporter": "complaint.reporter_seen"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "act", N_("办理"), "complaint.act"),
        key("z", "reporter", N_("查看来件人"), "complaint.reporter"),
        key("o", "case", N_("打开案件"), "complaint.case"),
    ]

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    @override
    def where(self) -> Sequence[str]:
        return (self.number,)

    @override
    def record(self, session: Any, /) -> Any:
        from usecases import complaints_desk

        return complaints_desk.detail(session, self.number)

    @override
    def entries(self, number: Mapping[str, str], /) -> list[Entry]:
        return entries(self._detail, self._names)

    @property
    def _row(self) -> Mapping[str, Any]:
        row: Mapping[str, Any] = self._detail.complaint.row
        return row

    def action_case(self) -> None:
        """Open the case that it became."""
        from tui.screens.casework_book import CaseView

        if self._detail is not None and self._row["case_number"]:
            self.app.push_screen(CaseView(self._row["case_number"]))
        else:
            self.say(_("还没有转为案件"), "warn")

    @asking
    async def action_reporter(self) -> None:
        """Show who it came from, once the reason is kept."""
        from usecases import complaint_reporters

        title = _("查看来件人的事由（记入台账）")
        reason = await self.app.push_screen_wait(AskText(title, hint=_("例如：回复办理结果"), limit=200, least=2))
        found = await self.do(complaint_reporters.open_drawer, self.number, reason) if reason else None
        if found is not None:
            await self.app.push_screen_wait(Confirm(_("来件人（保密）"), drawer(found)))
            self.action_load()

    @asking
    async def action_act(self) -> None:
        """Ask what to do with it, and do it."""
        acts = [act for act in possible(self._detail) if authority.may(ACTS[act][1], self.officer)]
        if not acts:
            self.say(_("现在没有您可以办理的"), "warn")
            return
        options = [Option(act, _(ACTS[act][0])) for act in acts]
        picked = await self.app.push_screen_wait(Pick(_("办理"), options))
        if picked is not None and await ASKING[picked](self):
            lasting = picked in complaint_acts.LASTING
            self.console.remember([] if lasting else [self.number])
            seconds = 0 if lasting else int(self.office.settings.console.undo_grace.total_seconds())
            hint = _("（{seconds} 秒内可按 u 撤销）").format(seconds=seconds) if seconds else ""
            self.say(f"{_('已办理')}：{_(ACTS[picked][0])}{hint}", "good")
            self.data_changed()

    async def ask(self, title: str, *, least: int = 1) -> str | None:
        """Return one line of text; what was written is there again (sealed) when the deed was refused."""
        question = AskNote(title, draft=f"{title} {self.number}", limit=LIMIT, least=least)
        return await self.app.push_screen_wait(question)

    async def accept(self) -> bool:
        """Accept it."""
        from usecases import complaints

        return await self.done(complaints.accept, self.number)

    async def refer(self) -> bool:
        """Refer it to who is competent."""
        from content.complaintbook import matters
        from usecases import complaints

        matter = matters(self._row["received_on"])[self._row["matter"]]
        question = AskText(_("转往哪个机关"), value=matter.refer_to, limit=100, least=2)
        to = await self.app.push_screen_wait(question)
        return bool(to) and await self.done(complaints.refer, self.number, to)

    async def turn_away(self) -> bool:
        """Do not accept it, for a reason that holds."""
        from usecases import complaints

        options = [Option(code, word(OBJECTIONS, code)) for code in self._detail.against]
        reason = await self.app.push_screen_wait(Pick(_("不予受理的理由"), options))
        return reason is not None and await self.done(complaints.turn_away, self.number, reason)

    async def dispatch_it(self) -> bool:
        """Give it to an officer or to the squad of a district."""
        from usecases import complaints, officers

        people = await self.read(officers.active)
        options = [Option(("", code), office(code)) for code in (CITY, *DISTRICTS)]
        options += [Option((one.login, ""), one.name, one.login) for one in people]
        picked = await self.app.push_screen_wait(Pick(_("派给谁"), options, beside=14))
        return picked is not None and await self.done(complaints.dispatch, self.number, picked[0], office=picked[1])

    async def answer(self) -> bool:
        """Answer it."""
        from usecases import complaints

        text = await self.ask(_("答复的内容"), least=4)
        return bool(text) and await self.done(complaints.answer, self.number, text)

    async def rate(self) -> bool:
        """Note how the answer was rated."""
        from usecases import complaints

        level = await self.app.push_screen_wait(Pick(_("对答复的评价"), [Option(n, _(w)) for n, w in LEVELS.items()]))
        return level is not None and await self.done(complaints.rate, self.number, int(level))

    async def case(self) -> bool:
        """Make a case of it: the form of a lead, filled with what is known."""
        row, today = self._row, shanghai_date(self.office.now())
        known = {"summary": row["gist"], "place": row["place"], "district": row["district"], "source": "report"}
        known |= {"acted_on": day(row["acted_on"]), "found_on": day(row["received_on"]), "source_ref": row["number"]}
        fields = [_known(blank, known) for blank in casework_lead.blanks(today)]
        return await self.app.push_screen_wait(ConfidentialForm(_("转为案件"), fields, self._case)) is not None

    async def _case(self, values: Values) -> Faults:
        from usecases import complaint_cases

        facts, faults = casework_lead.read(values)
        return faults or await self.attempt(complaint_cases.make, self.number, facts)

    async def link(self) -> bool:
        """Say to which case it belongs."""
        from usecases import complaint_cases

        case = await self.ask(_("案件编号"), least=3)
        return bool(case) and await self.done(complaint_cases.link, self.number, case)

    async def reward(self) -> bool:
        """Propose a reward."""
        from usecases import complaint_rewards

        fields = [Blank("yuan", N_("金额（元）"), 12, needed=True), Blank("reason", N_("理由"), 500, needed=True)]

        async def keep(values: Values) -> Faults:
            if not values["yuan"].isdecimal():
                return [("yuan", _("写整数"))]
            fen = int(values["yuan"]) * 100
            return await self.attempt(complaint_rewards.propose, self.number, fen, reason=values["reason"])

        return await self.app.push_screen_wait(ConfidentialForm(_("提议奖励举报人"), fields, keep)) is not None

    async def approve(self) -> bool:
        """Approve what another officer proposed."""
        from usecases import complaint_rewards

        shown = reward_lines(self._detail, self._names)
        agreed = await self.app.push_screen_wait(Confirm(_("批准奖励举报人"), shown))
        return bool(agreed) and await self.done(complaint_rewards.approve, self.number)

    async def reject(self) -> bool:
        """Turn a proposed reward down, or take one's own back."""
        from usecases import complaint_rewards

        words = await self.ask(_("驳回（或收回）的理由"), least=2)
        return bool(words) and await self.done(complaint_rewards.reject, self.number, note=words)


ASKING = complaint_acts.ASKING | {
    act: getattr(ComplaintView, "dispatch_it" if act == "dispatch" else act)
    for act in ACTS if act not in complaint_acts.ASKING
}  # fmt: skip


def _known(blank: Blank, known: Mapping[str, str]) -> Blank:
    from dataclasses import replace

    return replace(blank, value=known.get(blank.name) or blank.value)


def possible(found: Any) -> list[str]:
    """Return what the state of an item allows (ACTS), whoever may do it."""
    return [] if found is None else [*_course(found), *complaint_acts.further(found)]


def _course(found: Any) -> list[str]:
    """Return the next steps of its usual course."""
    from rules import complaints as rules

    row, state, against = found.complaint.row, found.complaint.state, found.against
    if state in rules.NEW:
        refers = ["refer"] if "elsewhere" in against else []
        return [*refers, "turn_away"] if against else ["accept"]
    acts = ["dispatch", "answer"] if state in rules.IN_HAND else []
    if state in rules.IN_HAND and found.complaint.kind in rules.ABOUT_ACTS and not row["case_number"]:
        acts += ["case", "link"]
    if state == "answered" and row["level"] is None:
        acts.append("rate")
    if found.reward is not None:
        return [*acts, "approve", "reject"]
    earns = row["case_number"] and row["rewarded_on"] is None and row["false_on"] is None
    return [*acts, "reward"] if earns and found.complaint.kind == "report" else acts


def entries(found: Any, names: Mapping[str, str]) -> list[Entry]:
    """Return an item on paper."""
    row = found.complaint.row
    lines = [
        heading(f"{word(KINDS, row['kind'])}  {row['number']}"),
        pair(_("状态"), word(STATES, row["state"]), STATE_TONES.get(row["state"], "")),
        *(pair(_("不符合受理条件"), word(OBJECTIONS, code), "bad") for code in found.against),
        pair(_("内容"), row["gist"]),
        pair(_("具体请求"), row["asks"]),
        pair(_("被反映人"), row["against"]),
        pair(_("地点"), row["place"]),
        pair(_("行为日期"), day(row["acted_on"])),
        pair(_("收到日期"), _arrival(row)),
        pair(_("来件人"), _("保密：按 z 写明事由后查看") if row["named"] else _("匿名")),
        pair(_("机构"), office(row["office"])),
        pair(_("辖区"), district(row["district"])),
        pair(_("承办人"), names.get(row["handler"], row["handler"])),
        *_ends(row, names),
        *reward_lines(found, names),
    ]
    return [*lines, *_terms(found), *_history(found, names)]


def _arrival(row: Mapping[str, Any]) -> str:
    """Return when and how an item came, with its number at the hotline that it came from."""
    words = f"{day(row['received_on'])}  {word(WAYS, row['way'])}"
    return f"{words}  {row['source']} {row['reference']}" if row["reference"] else words


def _ends(row: Mapping[str, Any], names: Mapping[str, str]) -> list[Entry]:
    lines = [pair(_("案件编号"), row["case_number"])] if row["case_number"] else []
    if row["referred_to"]:
        lines.append(pair(_("转往"), row["referred_to"]))
    if row["answer"]:
        lines.append(pair(_("答复"), f"{row['answer']}  {names.get(row['answered_by'], row['answered_by'])}"))
    if row["level"]:
        lines.append(pair(_("评价"), word(LEVELS, str(row["level"]))))
    if row["reward"]:
        paid = _("{day} 凭 {voucher} 支付").format(day=day(row["paid_on"]), voucher=row["voucher"])
        state = paid if row["paid_on"] else _("待财政或者银行支付")
        lines.append(pair(_("奖励"), f"{yuan(row['reward'])}  {day(row['rewarded_on'])}  {state}"))
    if row["waived_on"]:
        lines.append(pair(_("同意公开身份"), day(row["waived_on"]), "warn"))
    if row["false_on"]:
        lines.append(pair(_("恶意举报"), day(row["false_on"]), "bad"))
    return lines


def reward_lines(found: Any, names: Mapping[str, str]) -> list[Entry]:
    """Return what is proposed and waits for a second officer."""
    if found.reward is None:
        return []
    who = names.get(found.reward["by"], found.reward["by"])
    text = f"{yuan(found.reward['fen'])}  {found.reward['reason']}  {who}"
    return [pair(_("提议奖励"), text, "warn"), note(_("另一名人员按 a 批准或者驳回。"), "quiet")]


def _terms(found: Any) -> list[Entry]:
    lines = [heading(_("期限"))]
    for term in found.terms:
        done = _("已办结") if term["done_at"] else _("未办结")
        lines.append(pair(word(TERMS, term["term"]), f"{day(term['due_on'])}  {done}"))
    return lines


def _history(found: Any, names: Mapping[str, str]) -> list[Entry]:
    lines = [heading(_("经过"))]
    for step in found.steps:
        said = names.get(step.note, step.note)  # to whom it was dispatched
        text = f"{word(STEPS, step.deed)}  {names.get(step.by, step.by)}  {said}".rstrip()
        lines.append(pair(moment(step.at), text))
    return lines


def drawer(found: Any) -> list[Entry]:
    """Return who told it, as the drawer has it."""
    pairs = (
        (_("姓名"), found.name), (_("电话"), found.phone), (_("证件号码"), found.id_no), (_("住址"), found.address),
        (_("可认出的字样"), "、".join(found.words)), (_("原话"), found.told),
    )  # fmt: skip
    return [*(pair(label, value) for label, value in pairs), note(_("已记入台账；请勿抄录、转告。"), "warn")]
