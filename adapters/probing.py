"""One harmless live call to an outside system: it changes nothing and asks about nobody but the bureau itself."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from adapters import build
from adapters.engine.client import OutsideSystem
from models.errors import InvalidInput
from models.said import said
from ports.registries import Query

NO_LICENCE = "000000100000"  # of no division: nobody holds it
NO_LETTER = "D-0000-000000"  # no letter of ours
NO_MESSAGE = "N-PROBE-0000"  # no message of ours
NO_ID = "000000190001010009"  # of no division: nobody has it


async def probe(system: OutsideSystem, own: Query, on: date) -> str:
    """Make the call and return what it was; `own` names the bureau itself.

    Raises OutsideUnavailable (no answer), OutsideRejected (not recognised) and InvalidInput (no call is harmless).
    """
    kind = system.profile.adapter.kind
    calls = _calls(system, own, on)
    if kind not in calls:
        raise InvalidInput(said("{kind} 类系统没有无害的试探请求。", kind=kind), kept="没有发出任何请求。")
    what, call = calls[kind]
    await call()
    return what


def _calls(system: OutsideSystem, own: Query, on: date) -> dict[str, tuple[str, Callable[[], Awaitable[Any]]]]:
    return {
        "intake": ("读取一页申请，不确认", lambda: _first_page(system)),
        "credit": ("询问今天的核对摘要", lambda: _credit_digest(system, on)),
        "joint": ("查询本局自己", lambda: build.defaulters(system).query(own)),
        "case_system": ("查询一个不存在的许可证号", lambda: build.case_register(system).licence(NO_LICENCE)),
        "business": ("查询本局自己的登记", lambda: build.business(system).entity(own)),
        "elicence": ("查询本局自己的证照目录", lambda: build.elicence(system).find(own, "business_licence")),
        "post": ("查询一封不存在的邮件", lambda: build.letters(system).trace(NO_LETTER)),
        "sms": ("查询一条不存在的短信", lambda: build.platform(system).receipt(NO_MESSAGE)),
        "nontax": ("读取一页缴款通知，不答复", lambda: _first_notices(system)),
        "rating": ("读取今天的一页评价", lambda: _first_ratings(system)),
        "lists": ("读取名单，不登记", lambda: build.lists(system).fetch()),
        "police": ("核对一个不存在的号码", lambda: build.police(system).check(_nobody(own))),
    }


def _nobody(own: Query) -> Query:
    return Query(NO_ID, own.name, own.cause, own.project_no)


async def _credit_digest(system: OutsideSystem, on: date) -> None:
    credit = build.credit(system)
    await credit.confirm_generation()
    await credit.held_digest("xk", on)


async def _first_page(system: OutsideSystem) -> None:
    walk = build.intake(system).walk(None, back_days=1)
    async for _ in walk:
        break


async def _first_ratings(system: OutsideSystem) -> None:
    now = system.now()
    async for _ in build.ratings(system).walk(now - timedelta(hours=1), now):
        break


async def _first_notices(system: OutsideSystem) -> None:
    async for _ in build.payments(system).walk():
        break
