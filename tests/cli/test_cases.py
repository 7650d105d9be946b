"""`luqiao cases` as scripts call it: a lead is entered, filed by two, shown with its terms and what may come next."""

import json
import re
from typing import Any

from tests.cli.conftest import Run
from tests.support.rows import OFFICERS

LEAD = {
    "source": "report", "summary": "举报某店从外地购进卷烟", "place": "厦门市思明区湖滨南路1号", "district": "350203",
    "cause": "C01", "acted_on": "2026-11-01",
    "party": {"kind": "person", "name": "林海生", "number": "350203199003070014"},
}  # fmt: skip
FILED = {"officers": ["inspector", "inspector2"], "reason": "有证据证明违法"}


def test_a_lead_is_entered_and_filed_by_two(run: Run, said: Any) -> None:
    status, (entered,) = run("cases", "register", said(LEAD), "--as", "inspector")
    number = str(entered["number"])
    assert (status, entered["stage"], entered["party"]["number"]) == (0, "lead", "3502************14")  # type: ignore[index]
    assert {term["term"] for term in entered["terms"]} == {"E01"}  # type: ignore[attr-defined]

    _, (waiting,) = run("cases", "propose", number, "case.filed", said(FILED), "--as", "inspector")
    assert waiting["waiting"] == {"step": "case.filed", "by": "inspector"}
    assert run("cases", "confirm", number, "--as", "inspector")[0] == 1
    _, (filed,) = run("cases", "confirm", number, "--as", "approver")
    assert (filed["stage"], [step["step"] for step in filed["steps"]]) == ("investigating", ["case.filed"])  # type: ignore[attr-defined]
    missing = {each["step"]: each["missing"] for each in filed["next"]}  # type: ignore[attr-defined]
    assert missing["case.reported"] == ["没有现场笔录，也没有询问笔录"]
    assert [line["number"] for line in run("cases", "list", "--stage", "investigating")[1]] == [number]
    assert run("cases", "list", "--stage", "lead")[1] == []


def test_what_is_wrong_is_said_and_nothing_is_kept(run: Run, said: Any) -> None:
    assert run("cases", "register", said(LEAD | {"colour": "red"}), "--as", "inspector")[0] == 2
    assert run("cases", "register", said(LEAD | {"acted_on": "2026-02-30"}), "--as", "inspector")[0] == 2
    assert run("cases", "register", said([1]), "--as", "inspector")[0] == 2
    assert run("cases", "list")[1] == []
    run("cases", "register", said(LEAD), "--as", "inspector")
    assert run("cases", "take", "C-2026-000001", "case.filed", said(FILED), "--as", "inspector")[0] == 2
    assert run("cases", "take", "C-2026-000001", "case.interviewed", said({}), "--as", "inspector")[0] == 2
    assert run.text("cases", "propose", "C-2026-000001", "case.unknown", said({}), "--as", "inspector") == ""
    assert "“case.unknown”不是须由另一人批准的步骤。" in run.noted
    assert "用 luqiao cases show 查看可以办理的步骤" in run.noted
    assert run("cases", "show", "C-2026-000009")[0] != 0


def test_an_unknown_fact_is_told_with_those_there_are(run: Run, said: Any) -> None:
    assert run.text("cases", "register", said(LEAD | {"found": "2026-11-01"}), "--as", "inspector") == ""

    assert "没有这样的项目：found。" in run.noted
    assert "可以写的项目：acted_on、cause、district、found_on、" in run.noted


def test_a_person_reads_what_may_be_done_then_what_may_not_and_who_did_what(run: Run, said: Any) -> None:
    run("cases", "register", said(LEAD | {"cause": "", "party": {}}), "--as", "inspector")
    shown = run.text("cases", "show", "C-2026-000001").splitlines()
    first = [line.partition("：")[0] for line in shown if "办理：" in line]
    assert first == sorted(first)
    assert set(first) == {"可以办理", "还不能办理"}
    (filing,) = [line for line in shown if "（case.filed）" in line]
    assert filing == "还不能办理：立案（case.filed）：没有写明当事人，也没有写明是无主物品；没有写明案由"
    english = run.text("cases", "show", "C-2026-000001", "--lang", "en")
    assert "(case.filed): " in english
    assert not [line for line in english.splitlines() if line.startswith("Not yet") and "；" in line]

    run("cases", "change", "C-2026-000001", said(LEAD), "--as", "inspector")
    run("cases", "propose", "C-2026-000001", "case.filed", said(FILED), "--as", "inspector")
    names = {name: OFFICERS[name].name for name in ("inspector", "approver")}
    assert f"待批准：立案（{names['inspector']}提请）" in run.text("cases", "show", "C-2026-000001")
    filed = run.text("cases", "confirm", "C-2026-000001", "--as", "approver")
    assert f"立案  {names['approver']}" in filed


def test_what_a_step_lacks_is_english_for_an_english_reader(run: Run, said: Any) -> None:
    run("cases", "register", said(LEAD), "--as", "inspector")
    call = ["cases", "propose", "C-2026-000001", "case.filed", said({"bad": 1, "officers": 2}), "--as", "inspector"]
    assert run.text(*call, "--lang", "en") == ""
    assert not re.search("[\u4e00-\u9fff]", run.noted), run.noted
    assert "there is no “bad”; " in run.noted
    run.text(*call)
    assert run.noted.startswith("没有“bad”这一项；“执法人员”应为人员的一列：登录名、姓名、证号；缺少“")

    paying = ["cases", "take", "C-2026-000001", "case.payment_demanded", said({"way": "直接送达", "receiver": "甲"})]
    assert run.text(*paying, "--as", "inspector", "--lang", "en") == ""
    assert "；" not in run.noted
    assert "is not possible" in run.noted


def test_facts_are_completed_and_the_rest_stays(run: Run, said: Any) -> None:
    run("cases", "register", said(LEAD), "--as", "inspector")
    _, (changed,) = run("cases", "change", "C-2026-000001", said({"cause": "C02"}), "--as", "inspector")
    assert (changed["cause"], changed["place"], changed["party"]["name"]) == ("C02", LEAD["place"], "林海生")  # type: ignore[index]


def test_no_number_of_a_person_is_shown_without_asking_for_it(run: Run, said: Any) -> None:
    party = {"kind": "sole_trader", "name": "林记便利店", "number": "92350203MA2YFAKE0X", "phone": "13900000001"}
    party |= {"legal_rep": "林海生", "legal_rep_no": "350203199003070014", "born_on": "1990-03-07"}
    number = "C-2026-000001"
    run("cases", "register", said(LEAD | {"party": party}), "--as", "inspector")
    split = {"party_kind": "person", "party_name": "王某", "party_no": "35020519880808004X", "summary": "另案处理"}
    run("cases", "take", number, "case.split", said(split | {"reason": "另有其人"}), "--as", "inspector")

    _, (shown,) = run("cases", "show", number)
    _, (whole,) = run("cases", "show", number, "--full")

    numbers = [*(party[name] for name in ("number", "phone", "legal_rep_no", "born_on")), split["party_no"]]
    assert [each for each in numbers if each in json.dumps(shown)] == []
    assert [each for each in numbers if each not in json.dumps(whole)] == []


def test_what_goes_out_is_shown_before_it_goes_out(run: Run, said: Any) -> None:
    run("cases", "register", said(LEAD), "--as", "inspector")
    number = "C-2026-000001"
    assert run("cases", "publicity", number)[0] != 0
    run("cases", "propose", number, "case.filed", said(FILED), "--as", "inspector")
    run("cases", "confirm", number, "--as", "approver")
    scene = {"officers": FILED["officers"], "certificates_shown": True, "found": "有卷烟", "place": "思明区"}
    scene |= {"started_at": "2026-11-01T09:00+08:00", "ended_at": "2026-11-01T10:00+08:00"}
    notice = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "facts": "林海生从外地购进卷烟", "content": "罚款"}
    for step, values, by in (
        ("case.scene_recorded", scene, "inspector"),
        ("case.reported", {"facts": "从外地进货", "nature": "违法", "proposal": "罚款"}, "inspector"),
        ("case.review_passed", {"opinion": "同意"}, "reviewer"),
        ("case.noticed", notice | {"facts": "林海生（350203199003070014）从外地购进卷烟"}, "inspector"),
    ):
        assert run("cases", "take", number, step, said(values), "--as", by)[0] == 0, step
    status, (shown,) = run("cases", "publicity", number)
    fields = {each["field"]: each for each in shown["fields"]}  # type: ignore[attr-defined]
    assert (status, shown["state"], shown["published"]) == (0, "draft", True)
    assert fields["party.id_no"]["value"] == "3502************14"
    assert (fields["facts"]["value"], len(fields["facts"]["why"])) == ("林海生（3502************14）从外地购进卷烟", 1)
    told = run.text("cases", "publicity", number)
    assert "  当事人类别  个人\n" in told
    assert "  证件类型  居民身份证\n" in told
    assert "  处罚种类  罚款\n" in told
    english = run.text("cases", "publicity", number, "--lang", "en")
    assert "(no number yet)" in english
    assert "3502************14 (for the platform to compare only, not published)\n" in english
    (whole,) = run("cases", "publicity", number, "--full")[1]
    assert {each["value"] for each in whole["fields"] if each["field"] == "party.id_no"} == {"350203199003070014"}  # type: ignore[attr-defined]


def test_the_papers_of_a_case_are_held_against_each_other(run: Run, said: Any) -> None:
    run("cases", "register", said(LEAD), "--as", "inspector")
    run("cases", "propose", "C-2026-000001", "case.filed", said(FILED), "--as", "inspector")
    run("cases", "confirm", "C-2026-000001", "--as", "approver")
    whole = {"number": "C-2026-000001", "papers": 2, "clashes": [], "waiting": []}
    assert run("cases", "check", "C-2026-000001") == (0, [whole])

    party = {"kind": "person", "name": "林海声", "number": "350203199003070014"}
    run("cases", "change", "C-2026-000001", said({"party": party}), "--as", "inspector")
    run("cases", "take", "C-2026-000001", "case.order_to_correct", said({"demands": ["停止进货"]}), "--as", "inspector")
    status, answers = run("cases", "check", "C-2026-000001")
    told: Any = answers[0]
    clash = told["clashes"][0]
    assert (status, clash["rule"], clash["warning"]) == (1, "one_party", False)
    assert clash["first"] == {
        "title": "责令改正通知书", "document": "厦烟责改〔2026〕第1号", "field": "当事人", "value": "林海声",
    }  # fmt: skip
    assert (clash["second"]["document"], clash["second"]["value"]) == ("厦烟立〔2026〕第1号", "林海生")
    assert run("cases", "check", "C-2026-000009")[0] == 2
