"""What others proposed and waits for a second officer: pick one, and its own screen opens."""

from typing import TYPE_CHECKING, Any

from tui.language import N_, _
from tui.widgets.dialogs import Option, Pick
from tui.words import clock

if TYPE_CHECKING:
    from tui.view import View

WHAT = {
    "refusal": N_("不予许可"), "non_acceptance": N_("不予受理"), "penalty.withdrawn": N_("撤回处罚公示"),
    "licence.withdrawn": N_("撤回许可公示"), "record.repaired": N_("登记修复"), "extra.withdrawn": N_("撤回多出的记录"),
    "record.given_up": N_("作废公示记录"), "licence_record.corrected": N_("更正许可公示"),
    "dispute.answered": N_("答复异议"), "dossier.closed_with_gaps": N_("缺件归档"),
    "complaint.reward_approved": N_("奖励举报人"),
}  # fmt: skip
ACT = N_("依职权处理")


async def open_one(screen: "View") -> None:
    """Open the record of the only proposal that waits, or of the one that is picked."""
    from usecases import home, officers

    waiting = await screen.read(home.proposals_waiting, screen.officer)
    names = await screen.read(officers.names)
    options = [
        Option(p, f"{what(p.deed)}  {about(p.subject)}", f"{names.get(p.by, p.by)} {clock(p.at)}") for p in waiting
    ]
    title = _("待另一人确认的提议")
    picked = waiting[0] if len(waiting) == 1 else await screen.app.push_screen_wait(Pick(title, options, beside=24))
    if picked is not None:
        _open(screen, picked)


def what(deed: str) -> str:
    """Return what is proposed."""
    from rules.casework.steps import STEPS

    return _(STEPS[deed].name if deed in STEPS else WHAT.get(deed, ACT))


def about(subject: str) -> str:
    """Return what a proposal is about without the name of its kind."""
    return subject.partition(":")[2] or subject


def _open(screen: "View", proposal: Any) -> None:
    from rules.casework.steps import STEPS
    from tui.screens.application import ApplicationView
    from tui.screens.casework_book import CaseView
    from tui.screens.complaint import ComplaintView
    from tui.screens.dossier import DossierView
    from tui.screens.licence import LicenceView
    from tui.screens.penalty import PenaltyView

    place = {"extra.withdrawn": "reconciliation", "record.given_up": "credit", "dispute.answered": "feedback"}
    if proposal.deed in place:
        screen.console.visit(place[proposal.deed])
        return
    kind, _colon, rest = proposal.subject.rpartition(":")
    if kind in ("penalty", "dossier"):
        screen.app.push_screen(PenaltyView(rest) if kind == "penalty" else DossierView(rest))
    elif kind:
        screen.console.visit("outbox", text=rest)
    elif proposal.deed in STEPS:
        screen.app.push_screen(CaseView(rest))
    elif proposal.deed == "complaint.reward_approved":
        screen.app.push_screen(ComplaintView(rest))
    elif proposal.deed in ("refusal", "non_acceptance"):
        screen.app.push_screen(ApplicationView(rest))
    else:
        screen.app.push_screen(LicenceView(rest))
