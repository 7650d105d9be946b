"""`luqiao complaints` as scripts call it: noted, judged, made a case, answered, counted; nobody named by a list."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from tests.cli.conftest import Run
from tests.support.complaints import REPORTER, SECRETS
from wiring.database import open_database

HISTORY = table_of(HistoryRow)

REPORT = {
    "kind": "report", "matter": "fake", "gist": "某便利店夜间销售假烟", "way": "phone", "district": "350203",
    "against": "鹭岛便利店", "place": "厦门市思明区湖滨南路1号", "reporter": asdict(REPORTER),
}  # fmt: skip


def test_a_list_with_nothing_in_it_says_so_to_people_only(run: Run) -> None:
    for command in ("complaints", "payments", "cases"):
        assert (run.text(command, "list"), run.noted) == ("", "没有要列出的。\n")
        assert (run(command, "list"), run.noted) == ((0, []), "")


def test_an_unknown_item_is_told_with_those_there_are(run: Run, said: Any) -> None:
    assert run.text("complaints", "receive", said(REPORT | {"colour": "red"}), "--as", "clerk") == ""

    assert "可以写的项目：acted_on、against、" in run.noted


def entered(run: Run, said: Any, **changes: object) -> Any:
    status, (shown,) = run("complaints", "receive", said(REPORT | changes), "--as", "clerk")
    assert status == 0
    return shown


def test_a_step_is_told_by_its_day_in_xiamen(run: Run, said: Any) -> None:
    number = str(entered(run, said)["number"])
    late = datetime(2026, 11, 1, 20, tzinfo=UTC)  # the next morning there
    engine = open_database(f"sqlite:///{Path(run.config).with_name('luqiao.db')}")
    with engine.begin() as connection:
        connection.execute(update(HISTORY).where(HISTORY.c.subject == number).values(at=late))
    engine.dispose()

    assert "  2026-11-02  complaint.received  clerk" in run.text("complaints", "show", number)


def test_a_report_goes_its_way_and_names_nobody(run: Run, said: Any) -> None:
    shown = entered(run, said)
    number = str(shown["number"])
    assert (shown["state"], shown["named"], [term["term"] for term in shown["terms"]]) == ("received", True, ["K01"])

    run("complaints", "accept", number, "--as", "supervisor")
    run("complaints", "dispatch", number, "--handler", "inspector", "--as", "supervisor")
    _, (cased,) = run("complaints", "case", number, said({"cause": "C08"}), "--as", "inspector")
    assert cased["case_number"] == "C-2026-000001"
    _, (answered,) = run("complaints", "answer", number, "经查属实，已经处理。", "--as", "inspector")
    _, (rated,) = run("complaints", "rate", number, "5", "--as", "clerk")
    assert (answered["state"], rated["level"]) == ("answered", 5)
    lines = run("complaints", "list", "--kind", "report")[1]
    assert [line["number"] for line in lines] == [number]
    written = json.dumps([shown, cased, rated, lines], ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in written] == []

    day = str(shown["received_on"])
    _, (figures,) = run("complaints", "statistics", "--from", day, "--to", day)
    assert (figures["received"], figures["share_on_time"], figures["cases"], figures["satisfied"]) == (1, 1.0, 1, 1.0)
    assert (figures["by_kind"]["report"]["answered"], figures["by_office"]["350203"]["rewarded"]) == (1, "0.00")  # type: ignore[index]
    assert (figures["levels"], figures["overdue"]) == ({"5": 1, "4": 0, "3": 0, "2": 0, "1": 0}, 0)


def test_the_reporter_is_shown_for_a_reason_that_is_kept(run: Run, said: Any) -> None:
    number = str(entered(run, said)["number"])

    assert run("complaints", "reporter", number, "--reason", "", "--as", "inspector")[0] == 2
    status, (found,) = run("complaints", "reporter", number, "--reason", "回复结果", "--as", "inspector")

    assert (status, found) == (0, {**asdict(REPORTER), "words": list(REPORTER.words)})
    _, (shown,) = run("complaints", "show", number)
    assert [(step["deed"], step["by"], step["note"]) for step in shown["history"]][-1] == (  # type: ignore[attr-defined]
        "complaint.reporter_seen", "inspector", "回复结果",
    )  # fmt: skip


def test_what_is_not_ours_is_referred_and_what_cannot_be_verified_is_turned_away(run: Run, said: Any) -> None:
    theirs = str(entered(run, said, matter="price")["number"])
    _, (referred,) = run("complaints", "refer", theirs, "--as", "supervisor")
    assert (referred["state"], referred["referred_to"]) == ("referred", "市场监督管理部门（12315）")

    shown = entered(run, said, against="", place="", reporter=None)
    number = str(shown["number"])
    assert shown["against_accepting"] == ["no_facts"]
    assert run("complaints", "accept", number, "--as", "supervisor")[0] == 1
    _, (turned,) = run("complaints", "turn-away", number, "no_facts", "--as", "supervisor")
    assert (turned["state"], turned["reason"]) == ("not_accepted", "no_facts")


def test_a_reward_is_proposed_and_approved_by_two(run: Run, said: Any) -> None:
    number = str(entered(run, said)["number"])
    run("complaints", "accept", number, "--as", "supervisor")
    assert run("complaints", "reward", number, "500", "线索准确", "--as", "inspector")[0] == 1
    party = {"kind": "person", "name": "林海生", "number": "350203199003070014"}
    lead = {"cause": "C08", "acted_on": "2026-10-30", "party": party}
    assert run("complaints", "case", number, said(lead), "--as", "inspector")[0] == 0
    filed = said({"officers": ["inspector", "inspector2"], "reason": "有证据证明违法"})
    run("cases", "propose", "C-2026-000001", "case.filed", filed, "--as", "inspector")
    run("cases", "confirm", "C-2026-000001", "--as", "approver")

    _, (proposed,) = run("complaints", "reward", number, "500.5", "线索准确", "--as", "inspector")
    assert proposed["waiting"] == {"yuan": "500.50", "reason": "线索准确", "by": "inspector"}
    assert run("complaints", "approve", number, "--as", "supervisor")[0] == 1  # neither of the two approves decisions
    _, (rejected,) = run("complaints", "reject", number, "金额有误", "--as", "inspector")
    assert rejected["waiting"] is None
    run("complaints", "reward", number, "800", "线索准确", "--as", "inspector")
    _, (rewarded,) = run("complaints", "approve", number, "--as", "approver")
    assert rewarded["reward"] == "800.00"
    _, (given,) = run("complaints", "code", number, "--as", "inspector")
    assert run("complaints", "pay", number, "AAAA", "厦财支88", "--as", "supervisor")[0] == 1
    _, (paid,) = run("complaints", "pay", number, str(given["code"]), "厦财支88", "--as", "supervisor")
    assert (paid["coded"], paid["voucher"], paid["paid_on"] is not None, "claim" in paid) == (
        True,
        "厦财支88",
        True,
        False,
    )
    _, (told,) = run("complaints", "tell-result", number, "已经立案。", "--as", "inspector")
    assert [term["done"] is not None for term in told["terms"] if term["term"] == "K07"] == [True]  # type: ignore[attr-defined]


def test_an_answer_is_corrected_a_witness_agrees_and_a_false_report_is_found(run: Run, said: Any) -> None:
    shown = entered(run, said)
    number, day = str(shown["number"]), str(shown["received_on"])
    run("complaints", "accept", number, "--as", "supervisor")
    assert run("complaints", "withdraw", number, "不想追究", "--as", "clerk")[0] == 1
    assert run("complaints", "waive", number, "2026-02-30", "签了同意书", "--as", "inspector")[0] == 2
    _, (waived,) = run("complaints", "waive", number, day, "签了同意书", "--as", "inspector")
    run("complaints", "answer", number, "经查属实，已经处理。", "--as", "inspector")
    _, (corrected,) = run("complaints", "correct", number, "经查不属实。", "写错了", "--as", "inspector")
    _, (false,) = run("complaints", "false", number, "反复编造", "--as", "supervisor")

    assert (waived["waived_on"], corrected["answer"], false["false_on"] is not None) == (day, "经查不属实。", True)


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"kind": "rumour"},
        {"acted_on": "2026-02-30"},
        {"gist": ""},
        {"reporter": "欧阳"},
        {"reporter": {"nick": "欧阳"}},
        {"gist": "欧阳望潮说有假烟"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(run: Run, said: Any, changes: dict[str, object]) -> None:
    assert run("complaints", "receive", said(REPORT | changes), "--as", "clerk")[0] == 2
    assert run("complaints", "list")[1] == []


def test_a_second_report_is_linked_to_the_case(run: Run, said: Any) -> None:
    for n in (1, 2):
        entered(run, said, gist=f"第{n}次反映")
        run("complaints", "accept", f"H-2026-00000{n}", "--as", "supervisor")
    run("complaints", "case", "H-2026-000001", said({}), "--as", "inspector")

    _, (linked,) = run("complaints", "link", "H-2026-000002", "C-2026-000001", "--as", "inspector")

    assert linked["case_number"] == "C-2026-000001"
    lines = run("complaints", "list", "--case", "C-2026-000001")[1]
    assert [line["number"] for line in lines] == ["H-2026-000002", "H-2026-000001"]
    assert run("complaints", "rate", "H-2026-000002", "x", "--as", "clerk")[0] == 1


def test_no_file_and_no_line_of_a_whole_journey_names_the_reporter_and_every_look_is_listed(
    run: Run, said: Any, tmp_path: Path
) -> None:
    told = [json.dumps(entered(run, said), ensure_ascii=False)]
    file = Path(said({}))  # the clerk's own note is no part of the product
    file.unlink()
    calls = (
        ("accept", "H-2026-000001", "--as", "supervisor"),
        ("answer", "H-2026-000001", f"{REPORTER.name}反映属实", "--as", "inspector"),
        ("reporter", "H-2026-000001", "--reason", f"联系{REPORTER.phone}", "--as", "inspector"),
        ("answer", "H-2026-000001", "经查属实，已经处理。", "--as", "inspector"),
        ("show", "H-2026-000001"),
        ("list",),
    )
    told += [json.dumps(run("complaints", *call), ensure_ascii=False) + run.noted for call in calls]

    assert run("complaints", "reporter", "H-2026-000001", "--reason", "回复结果", "--as", "inspector")[0] == 0
    day = str(json.loads(told[0])["received_on"])
    looks = run("complaints", "opened", "--from", day, "--to", day)[1]
    told.append(json.dumps(looks, ensure_ascii=False))
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert [(look["number"], look["by"], look["reason"]) for look in looks] == [
        ("H-2026-000001", "inspector", "回复结果")
    ]
    assert [secret for secret in SECRETS if secret in "".join(told) or secret.encode() in kept] == []
    assert "鹭岛便利店".encode() in kept


def test_a_hotlines_list_is_imported_whole_or_with_the_line_of_every_fault(run: Run, tmp_path: Path) -> None:
    lines = ["编号,种类,事项,内容,地点,收到日期,来件人", "X1,举报,fake,有假烟,思明区,2026-11-01,欧阳望潮"]
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("\n".join(lines), encoding="utf-8")
    bad.write_text("\n".join([*lines, "X2,传闻,fake,有假烟,思明区,2026-11-01,"]), encoding="utf-8")

    status, (refused,) = run("complaints", "import", str(bad), "--source", "12345", "--as", "clerk")
    assert (status, refused["added"]) == (2, 0)
    assert refused["faults"] == [{"line": 3, "field": "kind", "message": "无法识别"}]
    assert run("complaints", "list")[1] == []
    counts = [run("complaints", "import", str(good), "--source", "12345", "--as", "clerk")[1][0] for _ in range(2)]

    assert [(one["added"], one["unchanged"]) for one in counts] == [(1, 0), (0, 1)]
    assert [line["named"] for line in run("complaints", "list")[1]] == [True]
