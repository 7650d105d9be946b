"""What the hotline asks for on the home screen: what is late or near its day, and what nobody has judged yet."""

from datetime import date
from typing import Any

from models.values import Officer
from rules import authority
from tui.language import _
from tui.screens.home import CAP, amount
from usecases import complaints_list, offices
from usecases.home import Todo


def complaints_to_do(session: Any, officer: Officer, today: date) -> list[Todo]:
    """Return what of the hotline is late or near its day: all of the office for who leads it, else one's own."""
    leads, office, found = authority.may("complaint.dispatched", officer), offices.sees(session, officer), list[Todo]()
    mine = {"handler": officer.login}
    lines = (
        ("complaints_over", {"within": "over"}, leads, _("12313：{n} 件已超期限")),
        ("complaints_near", {"within": "3"}, leads, _("12313：{n} 件3天内届满")),
        ("complaints_new", {"state": "received"}, leads, _("12313：{n} 件待审查")),
        (
            "my_complaints_over",
            {"within": "over", "handler": officer.login},
            not leads,
            _("12313：我的 {n} 件已超期限"),
        ),
        ("my_complaints_near", {"within": "3"} | mine, not leads, _("12313：我的 {n} 件3天内届满")),
    )
    for code, wanted, told, words in lines:
        if told and authority.may("complaint.answered", officer):
            narrowed = complaints_list.ComplaintFilter(office=office, **wanted)
            count = complaints_list.count(session, narrowed, on=today, cap=CAP)
            found += [Todo(code, count, words.format(n=amount(count)))] if count else []
    return found
