"""A small bureau for the screens: a real office over SQLite with a handful of made-up cases in every state."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from models.forms import Applicant, ApplicationForm, AttachmentRef, Premises
from models.tables.applications import ApplicationRow, QuarantineRow, ScreeningRow
from models.tables.columns import table_of
from models.tables.jobs import JobRunRow
from models.tables.outbox import AlarmRow, CrossingRow, OutboxRow, SystemRow
from models.values import SYSTEM_OFFICER, Item, Officer, PartyKind
from ports.intake import Row
from usecases import intake, officers
from wiring.database import unit_of_work
from wiring.office import Office

APPLICATIONS, SCREENINGS, OUTBOX = table_of(ApplicationRow), table_of(ScreeningRow), table_of(OutboxRow)
PEOPLE = (
    ("陈志伟", "鹭江便利店", "350203", "wechat", "pass"),
    ("林雅婷", "雅婷食杂店", "350206", "website", "deny"),
    ("黄建国", "建国烟酒商行", "350211", "ixiamen", "review"),
    ("吴晓芸", "晓芸超市", "350203", "kiosk", "pass"),
    ("[@click=app.leave]许海峰[/]", "海峰\u202e店铺", "350212", "wechat", "unavailable"),
    ("刘美玲", "美玲日用品店", "350213", "website", "pass"),
)
FINDINGS: dict[str, tuple[str, str, str, str | None]] = {
    "pass": ("R1", "《烟草专卖许可证管理办法》第二十五条第(三)项", "未查到取消资格的决定", None),
    "deny": ("R1", "《烟草专卖许可证管理办法》第二十五条第(三)项", "2024-06-01 取消从事烟草专卖业务资格", "2027-06-01"),
    "review": ("A2", "《未成年人保护法》第五十九条", "未测量与学校的距离", None),
    "unavailable": ("R6", "《厦门市失信联合惩戒行为清单》", "联合惩戒平台没有答复", None),
}


def clerk() -> Officer:
    """周雅, licence clerk."""
    return officers.TRAINING[0]


def approver() -> Officer:
    """张炜, approver."""
    return officers.TRAINING[4]


def form(name: str, shop: str, district: str, at: datetime, item: Item = Item.NEW) -> ApplicationForm:
    """Return a complete application."""
    who = Applicant(
        PartyKind.SOLE_TRADER, name, "111", "110105199001010010", "91350200000000008F", mobile="13900000000"
    )
    place = Premises(shop, "厦禾路 1 号之二", district, False, True, True, False)
    files = tuple(
        AttachmentRef(kind, kind, f"{kind}.jpg", 2048, hashlib.sha256(kind.encode()).hexdigest())
        for kind in ("id_card", "business_licence", "premises_proof")
    )
    return ApplicationForm(item, who, place, at - timedelta(hours=1), at, "submitted", attachments=files)


def row(channel: str, ref: str, content: ApplicationForm, revision: int = 1) -> Row:
    """Return an application as a channel delivers it."""
    raw = json.dumps({"ref": ref, "name": content.applicant.name, "revision": revision}, ensure_ascii=False).encode()
    return Row(channel, ref, revision, raw, hashlib.sha256(raw).hexdigest(), content)


def receive(office: Office, channel: str, rows: Sequence[Row]) -> None:
    """Take rows in as the daemon does."""
    office.perform(intake.receive, channel, rows, None, acknowledges=True, by=SYSTEM_OFFICER)


def screen(office: Office, number: str, outcome: str) -> None:
    """Keep a screening with one finding."""
    rule, basis, evidence, until = FINDINGS[outcome]
    finding = {"rule": rule, "outcome": outcome, "basis": basis, "evidence": evidence, "barred_through": until}
    with unit_of_work(office.engine) as session:
        mine = APPLICATIONS.c.number == number
        found = session.execute(APPLICATIONS.select().where(mine)).one()
        session.execute(update(APPLICATIONS).where(mine).values(screening=outcome, screened_at=office.now()))
        values = {"application_id": found.id, "revision": found.revision, "at": office.now(), "outcome": outcome}
        session.execute(insert(SCREENINGS).values(**values, judged_on=date(2026, 11, 21), findings=[finding], case={}))


def populate(office: Office) -> list[str]:
    """Fill an empty bureau; return the numbers of the applications in order."""
    office.perform(officers.register_training, by=SYSTEM_OFFICER)
    numbers = []
    for place, (name, shop, district, channel, outcome) in enumerate(PEOPLE, 1):
        content = form(name, shop, district, office.now(), list(Item)[place % 3])
        receive(office, channel, [row(channel, f"REF{place:08}", content)])
        number = f"A-2026-{place:06}"
        screen(office, number, outcome)
        numbers.append(number)
    second = replace(form(*PEOPLE[5][:3], office.now(), Item.NEW), reason="更正店名")
    receive(office, "website", [row("website", "REF00000006", second, 2)])
    screen(office, numbers[5], "pass")
    return numbers


def receive_renewals(office: Office, count: int) -> None:
    """Take in renewals that passed every rule, each of a licence of its own, and screen them."""
    for n in range(1, count + 1):
        content = replace(
            form("周永福", "永福食杂店", "350203", office.now(), Item.RENEW), licence_no=f"3502031000{n:02}"
        )
        receive(office, "wechat", [row("wechat", f"REN{n:08}", content)])
        with office.reading() as session:
            number = (
                session.execute(APPLICATIONS.select().where(APPLICATIONS.c.channel_ref == f"REN{n:08}")).one().number
            )
        screen(office, number, "pass")


def trouble(office: Office) -> None:
    """Add what goes wrong: a rejected message with its call, a quarantined row, an alarm, systems and runs."""
    at = office.now()
    with unit_of_work(office.engine) as session:
        session.execute(insert(OUTBOX).values(**rejected_message(at)))
        session.execute(insert(table_of(CrossingRow)).values(**rejected_call(at)))
        session.execute(insert(table_of(QuarantineRow)).values(**quarantined(at)))
        alarm = {"system": "credit", "code": "rejected", "text": "信用平台拒收 1 条", "raised_at": at, "last_at": at}
        session.execute(insert(table_of(AlarmRow)).values(**alarm, subject="", times=2))
        for name, state in (("wechat", "ok"), ("credit", "failing"), ("joint", "stopped")):
            values = {"name": name, "state": state, "failures": int(state != "ok"), "last_error": ""}
            session.execute(insert(table_of(SystemRow)).values(**values, last_ok_at=at))
        run = {"job": "poll_intake:wechat", "owner": "daemon", "started_at": at, "finished_at": at, "outcome": "ok"}
        session.execute(insert(table_of(JobRunRow)).values(**run, read=6, written=6, sent=0, error=""))


def rejected_message(at: datetime) -> dict[str, Any]:
    """Return a message that the credit platform refused."""
    return {
        "system": "credit", "key": "xk-350203100001-1", "subject": "xk:350203100001", "kind": "xk", "op": "upsert",
        "version": 1, "payload": {"document_no": "厦烟许准〔2026〕第1号", "agency_code": "11350200004140006B"},
        "state": "rejected", "created_at": at, "next_try_at": at, "tries": 1,
        "record_key": "", "hash": "", "receipt_no": "RC1",
        "receiver_state": "rejected", "code": "check_digit", "field": "uscc", "message": "统一社会信用代码校验不通过",
        "hint": "请核对证照原件。", "checks": 0, "sent_at": at,
    }  # fmt: skip


def rejected_call(at: datetime) -> dict[str, Any]:
    """Return the call that carried it; the answer holds bytes that must not reach the terminal."""
    return {
        "system": "credit", "subject": "xk-350203100001-1", "operation": "push", "at": at, "method": "POST",
        "url": "http://127.0.0.1/credit/xk", "headers": [["Content-Type", "application/json"]],
        "request": '{"XK_FRDB":"陈志伟"}'.encode(), "status": 200, "answer_headers": [],
        "answer": b'{"rows":[{"code":"check_digit"}]}\x1b]52;c;cm0=\x07', "seconds": 0.042, "verdict": "rejected",
        "rule": "row.code = check_digit",
    }  # fmt: skip


def quarantined(at: datetime) -> dict[str, Any]:
    """Return a row that could not be understood."""
    return {
        "channel": "website", "channel_ref": "WB-9", "revision": 1, "place": "applicant.name", "reason": "缺少必填字段",
        "digest": "0" * 64, "raw": b'{"ref":"WB-9"\x00\xff\x1b[2J', "first_seen_at": at, "last_seen_at": at,
        "times": 3, "resolution": "",
    }  # fmt: skip
