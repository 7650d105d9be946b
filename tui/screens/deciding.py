"""The decisions on applications as the clerk takes them: the same keys in the queue and on an application."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.binding import BindingType
from typing_extensions import override

from models.values import Officer, shanghai_date
from tui.language import N_, _
from tui.office import Office
from tui.view import View, key
from tui.widgets.dialogs import Confirm, Option, Pick, PickMany, Trouble, asking
from tui.widgets.drafted import AskNote
from tui.widgets.paper import Entry, note, pair
from tui.words import ITEMS, OUTCOMES, STATES, roles, word

if TYPE_CHECKING:
    from rules.lawrows import Reason

NOTE_LIMIT = 300
AFTER = 4  # lines that say what follows a grant
OPEN = ("received", "correcting", "accepted", "examining")


class Subject(Protocol):
    """What a decision needs to know of an application."""

    @property
    def number(self) -> str:
        """Our number."""
        ...

    @property
    def state(self) -> str:
        """Where it stands."""
        ...

    @property
    def item(self) -> str:
        """What is applied for."""
        ...

    @property
    def party_name(self) -> str:
        """Who applies."""
        ...

    @property
    def shop_name(self) -> str:
        """The shop."""
        ...

    @property
    def screening(self) -> str:
        """The outcome of the newest screening."""
        ...

    @property
    def licence_no(self) -> str:
        """The licence, where there is one."""
        ...


class Deciding(View):
    """Asks what a decision needs and carries it out on every chosen application."""

    RIGHTS: ClassVar[Mapping[str, str]] = {
        "accept": "application.accepted", "correct": "application.correction_asked",
        "examine": "application.examined", "grant": "application.granted", "refuse": "application.refusal_proposed",
        "reject_proposal": "application.proposal_rejected", "extend": "application.extended",
        "assign": "application.assigned", "take": "application.examined",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "accept", N_("受理"), "applications.accept"),
        key("b", "correct", N_("补正"), "applications.correct"),
        key("e", "examine", N_("审查"), "applications.examine", show=False),
        key("y", "grant", N_("准予"), "applications.grant"),
        key("n", "refuse", N_("不予"), "applications.refuse"),
        key("N", "reject_proposal", N_("驳回不予提议"), "applications.reject_proposal", show=False),
        key("x", "extend", N_("延期"), "applications.extend", show=False),
        key("t", "assign", N_("分派"), "applications.assign", show=False),
        key("T", "take", N_("归我办理"), "applications.take", show=False),
    ]

    _asked: set[str] | None = None  # where somebody else works and the clerk went on

    def chosen(self) -> Sequence[Subject]:
        """Return the applications that the next deed is about."""
        return ()

    @override
    async def consents(self, subjects: Sequence[str], /) -> bool:
        from tui.screens import claiming

        self._asked = self._asked or set()
        return await claiming.agreed(self, subjects, self._asked)

    def _numbers(self, action: str) -> list[str]:
        subjects = self.chosen()
        if not subjects:
            self.say(_("没有选中的申请"), "warn")
        self.console.again = (action, None)
        return [s.number for s in subjects]

    @asking
    async def action_accept(self) -> None:
        """Accept what is chosen; of many, show first what that does to each."""
        from tui.screens import many
        from usecases import applications, previews

        numbers = self._numbers("accept")
        if len(numbers) > 1:
            numbers = await many.agreed(self, _("受理"), previews.of_acceptances, numbers)
        if numbers:
            self.carry_out(applications.accept, numbers, _("已受理"))

    @asking
    async def action_correct(self) -> None:
        """Ask for everything that is missing, once."""
        from usecases import applications

        numbers = self._numbers("correct")
        if not numbers:
            return
        more: dict[str, object] = {}
        if len(numbers) == 1:
            options = await self._materials(numbers[0])
            picked = await self.app.push_screen_wait(
                PickMany(_("一次性告知补正（行政许可法第三十二条）"), options, say=_("将告知 {} 项").format)
            )
            if picked is None:
                return
            words = await self.app.push_screen_wait(
                AskNote(_("补充说明（可留空）"), draft=f"correct {numbers[0]}", limit=NOTE_LIMIT)
            )
            if words is None:
                return
            more = {"materials": picked, "note": words}
        self.carry_out(applications.ask_correction, numbers, _("已告知补正"), **more)

    async def _materials(self, number: str) -> list[Option[str]]:
        """Return what the check found (always told, so it stays marked) and what else may be asked for."""
        from usecases import application_detail

        detail = await self.read(application_detail.detail, number, at=self.office.now())
        found = [Option(text, text, _("系统查出，必须告知"), fixed=True) for _code, text in detail.row["missing"] or ()]
        known = {option.text for option in found}
        return found + [Option(text, text) for text in map(_, MATERIALS) if text not in known]

    @asking
    async def action_examine(self) -> None:
        """Begin the examination, or record what was found on the spot."""
        from usecases import applications

        numbers = self._numbers("examine")
        if not numbers or (len(numbers) == 1 and await self._on_the_spot(numbers[0])):
            return
        title = _("开始审查：告知申请人的说明（可留空）")
        words = await self.app.push_screen_wait(AskNote(title, draft=f"examine {numbers[0]}", limit=NOTE_LIMIT))
        if words is not None:
            self.carry_out(applications.examine, numbers, _("已进入审查"), note=words)

    async def _on_the_spot(self, number: str) -> bool:
        """Ask what kind of examination it is; return whether that ends it: recorded on the spot, or given up."""
        from tui.screens import examining

        under_way = self.chosen()[0].state == "examining"
        options = [
            Option("begin", _("开始审查（书面）"), _("只写说明")),
            Option("site", _("登记实地核查结果"), _("两名以上核查人员"), chosen=under_way),
        ]
        picked = await self.app.push_screen_wait(Pick(_("审查"), options, beside=20))
        if picked == "site":
            await examining.record_visit(self, number)
        return picked != "begin"

    @asking
    async def action_grant(self) -> None:
        """Show what a grant does and to whom, or what stands against it, then do it."""
        from tui.screens import many
        from usecases import applications, previews

        subjects = self.chosen()
        if numbers := self._numbers("grant"):
            entries = granting(subjects, self.officer, self.office.settings.console.undo_grace.total_seconds())
            if len(numbers) > 1:
                if able := await many.agreed(self, _("准予许可"), previews.of_grants, numbers, entries[-AFTER:]):
                    self.carry_out(applications.grant, able, _("已准予许可"))
                return
            found = await self.read(previews.of_grants, numbers, by=self.officer, at=self.office.now())
            if error := found.against.get(numbers[0]):
                await self.app.push_screen_wait(Trouble(error))
            elif await self.app.push_screen_wait(Confirm(_("准予许可"), entries)):
                self.carry_out(applications.grant, numbers, _("已准予许可"))

    @asking
    async def action_refuse(self) -> None:
        """Propose a refusal with its reason, or confirm what another officer proposed."""
        from usecases import applications

        numbers = self._numbers("refuse")
        if not numbers:
            return
        if len(numbers) == 1 and (proposal := await self._proposal(numbers[0])):
            if await self.app.push_screen_wait(Confirm(_("复核不予许可的提议"), proposal)):
                self.carry_out(applications.refuse, numbers, _("已复核，提议生效"))
            return
        hits = await self._hits(numbers)
        reason = await self.app.push_screen_wait(Pick(_("不予许可的理由"), self._reasons(hits)))
        if reason is None:
            return
        question = AskNote(_("补充说明（可留空）"), draft=f"refuse {numbers[0]}", limit=NOTE_LIMIT)
        words = await self.app.push_screen_wait(question)
        if words is not None:
            done = _("已提出不予，等待另一名人员复核")
            self.carry_out(applications.refuse, numbers, done, reason=reason, note=words)

    async def _proposal(self, number: str) -> list[Entry]:
        from usecases import officers, proposals

        found = await self.read(proposals.open_one, number, None)
        if found is None:
            return []
        names = await self.read(officers.names)
        backed = found.reason in await self._hits([number])
        return [
            pair(_("申请"), number),
            pair(_("提议人"), names.get(found.by, found.by)),
            pair(_("理由"), reason_text(found.reason, self.office)),
            pair(_("说明"), found.note),
            *([] if backed else [note(_("筛查没有得出这一理由，请先看证据。"), "bad")]),
            note(_("Enter 以您的名义复核并生效；Esc 不复核。驳回请按 N。"), "warn"),
        ]

    async def _hits(self, numbers: Sequence[str]) -> set[str]:
        """Return the rules that deny one application: its reason is proposed first."""
        from usecases import application_detail

        if len(numbers) > 1:
            return set()
        found = (await self.read(application_detail.detail, numbers[0], at=self.office.now())).screening
        return {f["rule"] for f in found["findings"] if f["outcome"] == "deny"} if found else set()

    def _reasons(self, hits: set[str]) -> list[Option[str]]:
        kind = "non_acceptance" if any(s.state in OPEN[:2] for s in self.chosen()) else "refusal"
        items = {s.item for s in self.chosen()}
        found = [r for r in reasons(self.office) if kind in r.kinds and (not r.items or items <= set(r.items))]
        found.sort(key=lambda r: r.id not in hits)
        return [
            Option(r.id, r.name, "", f"{r.id} {r.basis}", chosen=r.id in hits, more=f"{r.text}（{r.basis}）")
            for r in found
        ]

    @asking
    async def action_reject_proposal(self) -> None:
        """Turn down what another officer proposed."""
        from usecases import applications

        if numbers := self._numbers("reject_proposal"):
            question = AskNote(_("驳回提议的理由"), draft=f"reject {numbers[0]}", limit=NOTE_LIMIT, least=2)
            words = await self.app.push_screen_wait(question)
            if words is not None:
                self.carry_out(applications.reject_proposal, numbers, _("已驳回提议"), lasting=True, note=words)

    @asking
    async def action_extend(self) -> None:
        """Extend the term once, with the reason that the applicant is told."""
        from usecases import applications

        if numbers := self._numbers("extend"):
            title = _("延长期限 10 个工作日（行政许可法第四十二条）：告知申请人的理由")
            words = await self.app.push_screen_wait(
                AskNote(title, draft=f"extend {numbers[0]}", limit=NOTE_LIMIT, least=4)
            )
            if words is not None:
                self.carry_out(applications.extend, numbers, _("已延期"), note=words)

    @asking
    async def action_assign(self) -> None:
        """Give applications to an officer."""
        from usecases import absences, assignments, officers

        if numbers := self._numbers("assign"):
            people, today = await self.read(assignments.candidates, numbers), shanghai_date(self.office.now())
            names, away = await self.read(officers.names), await self.read(absences.away, today)
            options = [
                Option(o.login, f"{o.name}  {place}", roles(o) + deputy(o, away, names), o.login) for o, place in people
            ]
            login = await self.app.push_screen_wait(Pick(_("分派给"), options, beside=30))
            if login is None:
                return
            question = AskNote(_("交接说明（可留空）"), draft=f"assign {numbers[0]}", limit=NOTE_LIMIT)
            words = await self.app.push_screen_wait(question)
            if words is not None:
                self.carry_out(assignments.assign, numbers, _("已分派"), to=login, note=words)

    def action_take(self) -> None:
        """Take applications for oneself."""
        from usecases import assignments

        if numbers := self._numbers("take"):
            self.carry_out(assignments.assign, numbers, _("已归我办理"), to=self.officer.login)


def deputy(officer: Officer, away: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return who stands in for an officer who is away today."""
    login = away.get(officer.login)
    return _("（离岗，{name}代理）").format(name=names.get(login, login)) if login else ""


MATERIALS = (
    N_("身份证明（正反面）"), N_("营业执照副本"), N_("经营场所权属或使用证明"), N_("经营场所照片"),
    N_("原烟草专卖零售许可证"), N_("授权委托书及代理人身份证明"), N_("申请表签名或盖章"), N_("变更事项证明材料"),
)  # fmt: skip


def reasons(office: Office) -> "list[Reason]":
    """Return the reasons of the catalogue in force today."""
    from content.lawbook import lawbook

    return list(lawbook().in_force(shanghai_date(office.now())).reasons.values())


def reason_text(code: str, office: Office) -> str:
    """Return a reason with its article."""
    found = next((r for r in reasons(office) if r.id == code), None)
    return code if found is None else f"{found.text}（{found.basis}）"


def granting(subjects: Sequence[Subject], by: Officer, seconds: float) -> list[Entry]:
    """Return what a grant will do, and to whom."""
    entries = [note(_("共 {n} 件，由 {name} 决定：").format(n=len(subjects), name=by.name))]
    for s in subjects[:12]:
        tone = "" if s.screening == "pass" else "bad"
        words = f"{s.party_name}（{s.shop_name}）  {word(ITEMS, s.item)}  {word(STATES, s.state)}"
        entries.append(pair(s.number, f"{words}  {_('筛查')}：{word(OUTCOMES, s.screening) or _('未完成')}", tone))
    if len(subjects) > 12:
        entries.append(note(_("……另有 {n} 件").format(n=len(subjects) - 12)))
    entries += [
        note(""),
        note(_("准予后：编发决定书文号和许可证号；尚未受理的先记受理（当场决定）。")),
        note(_("随后告知申请渠道，并推送信用平台和三统一系统。")),
        note(_("{n} 秒内可按 u 撤销，此前不会送出任何内容。").format(n=int(seconds)), "strong"),
    ]
    return entries
