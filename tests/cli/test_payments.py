"""`luqiao payments` as scripts call it: what is owed, parts, demand, surcharge, refund, and the comparison."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from typing_extensions import override

from cli import payments as command
from cli.context import Context
from models.errors import InvalidInput, Refused
from models.values import SYSTEM_OFFICER, Fen
from ports.payments import Notice, NoticeRow
from tests.support.casework import CHIEF, START, Clock, at_work, served
from tests.support.one_kind import database_url
from usecases import casework_steps, payment_accounts, payments
from wiring.office import Office

__all__ = ["database_url"]
FINE = 150_000


@dataclass(frozen=True)
class Here(Context):
    """A call in an office that is open already, whose clock the test moves."""

    at: Office | None = None

    @override
    @contextmanager
    def office(self) -> Iterator[Office]:
        """Yield the office."""
        assert self.at is not None
        yield self.at


@dataclass
class Desk:
    """Runs the command and returns its status and what it printed."""

    office: Office
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> tuple[int, list[Any]]:
        status = command.run(list(words), Here(json=True, at=self.office))
        return status, [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]

    def text(self, *words: str) -> str:
        """Return what a person reads."""
        command.run(list(words), Here(at=self.office))
        return self.capsys.readouterr().out


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def run(office: Office, clock: Clock, capsys: pytest.CaptureFixture[str]) -> Desk:
    served(at_work(office, clock), clock, fine=FINE)
    return Desk(office, capsys)


NUMBER = "C-2026-000001"


def paid(run: Desk, amount: int) -> None:
    notice = Notice(f"N{amount}", "F2026000001", Fen(amount), run.office.now(), "B1", genuine=True)
    run.office.perform(payments.receive, "nontax", [NoticeRow(b"", str(amount), notice)], by=SYSTEM_OFFICER)


def test_a_fine_is_listed_and_shown_with_what_arrived(run: Desk) -> None:
    paid(run, 50_000)

    status, (line,) = run("list", "--unpaid")
    _, (shown,) = run("show", NUMBER)

    assert (status, line["order_no"], line["amount"], line["owed"]) == (0, "F2026000001", "1500.00", "1000.00")
    assert (shown["state"], shown["received"], shown["owed"]) == ("partial", "500.00", "1000.00")
    assert shown["parts"] == [{"due_on": "2026-11-23", "amount": "1500.00"}]
    assert [one["amount"] for one in shown["orders"][0]["notices"]] == ["500.00"]
    paid(run, 100_000)
    assert run("list", "--unpaid")[1] == []
    assert "已缴清  罚款1500.00元  实缴1500.00元" in run.text("show", NUMBER)
    assert "F2026000001  C-2026-000001  林海生  1500.00  2026-11-23  已缴清" in run.text("list")


def test_orders_are_found_by_state_and_party_and_notices_in_doubt_are_listed(run: Desk) -> None:
    forged = Notice("N9", "F2026000001", Fen(100), run.office.now(), "B1", genuine=False)
    run.office.perform(payments.receive, "nontax", [NoticeRow(b"", "9", forged)], by=SYSTEM_OFFICER)

    found = [run("list", *words)[1] for words in (("--state", "unpaid"), ("--state", "paid"), ("--search", "lhs"))]

    assert [[line["order_no"] for line in lines] for lines in found] == [["F2026000001"], [], ["F2026000001"]]
    ((notice,),) = [run("list", "--doubtful")[1]]
    assert (notice["notice_no"], notice["genuine"], notice["amount"], notice["fault"]) == (
        "N9", False, "1.00", payments.NOT_GENUINE,
    )  # fmt: skip
    assert "N9  F2026000001  1.00  2026-11-06  签名不是财政非税系统的" in run.text("list", "--doubtful")
    assert run("list", "--doubtful", "--search", "N8")[1] == []
    with pytest.raises(InvalidInput, match="stolen"):
        run("list", "--state", "stolen")


def test_parts_are_proposed_and_granted_by_another(run: Desk) -> None:
    parts = ("--part", "2026-12-31=500.00", "--part", "2027-01-29=1000", "--reason", "经济困难")
    assert run("defer", NUMBER, *parts, "--as", "inspector")[0] == 0
    run.office.perform(casework_steps.confirm, NUMBER, by=CHIEF)

    _, (shown,) = run("show", NUMBER)

    assert shown["state"] == "deferred"
    assert [part["amount"] for part in shown["parts"]] == ["500.00", "1000.00"]
    with pytest.raises(InvalidInput, match="无法识别"):
        run("defer", NUMBER, "--part", "2026-12-31", "--reason", "困难", "--as", "inspector")


def test_what_is_overdue_is_demanded_and_bears_its_surcharge(run: Desk, clock: Clock) -> None:
    clock.to(date(2026, 11, 25))
    run.office.keep(payment_accounts.refresh_some, 0, at=run.office.now())
    assert run("demand", NUMBER, "--way", "直接送达", "--receiver", "林海生", "--as", "clerk")[0] == 0
    assert run("surcharge", NUMBER, "--as", "inspector")[0] == 0
    run.office.perform(casework_steps.confirm, NUMBER, by=CHIEF)

    _, (shown,) = run("show", NUMBER)

    assert (shown["state"], shown["surcharge"], shown["owed"]) == ("demanded", "90.00", "1590.00")
    assert [(one["purpose"], one["amount"]) for one in shown["orders"]] == [("fine", "1500.00"), ("surcharge", "90.00")]
    with pytest.raises(Refused, match="复议"):
        run("court", NUMBER, "--court", "厦门市思明区人民法院", "--as", "inspector")


def test_what_came_beyond_is_given_back(run: Desk) -> None:
    paid(run, FINE + 100)

    _, (shown,) = run("refund", NUMBER, "--reason", "多缴", "--as", CHIEF.login)

    assert (shown["beyond"], [one["amount"] for one in shown["refunds"]]) == ("1.00", ["1.00"])
    assert "退付  1.00  财政还没有退付  多缴" in run.text("show", NUMBER)


def test_without_a_treasury_nothing_is_compared(run: Desk) -> None:
    assert run("reconcile", "--date", "2026-11-06") == (
        0, [{"date": "2026-11-06", "orders": 0, "ours": "0.00", "theirs": "0.00", "differ": []}],
    )  # fmt: skip
