"""What enforcement cases ask for on the home screen: what is overdue, what ends soon, what waits for a review."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.values import Officer
from tui.language import _

if TYPE_CHECKING:
    from usecases.home import Todo


def casework_to_do(session: Any, officer: Officer, at: datetime) -> "list[Todo]":
    """Return the lines of the home screen; every count is capped."""
    from rules import authority
    from usecases import casework_desk as desk
    from usecases import offices
    from usecases.home import CAP, Todo
    from usecases.home import amount as shown

    office, found = offices.sees(session, officer), list[Todo]()
    lines = (
        ("cases_over", {"within": "over"}, "case.step_rejected", _("案件：{n} 件已超期限")),
        ("cases_near", {"within": "3"}, "case.step_rejected", _("案件：{n} 件3天内届满")),
        ("cases_to_review", {"stage": "reported"}, "case.review_passed", _("案件：{n} 件待法制审核")),
    )
    for code, wanted, deed, words in lines:
        if authority.may(deed, officer):
            count = desk.count(session, desk.CaseFilter(office=office, **wanted), at=at, cap=CAP)
            found += [Todo(code, count, words.format(n=shown(count)))] if count else []
    return found
