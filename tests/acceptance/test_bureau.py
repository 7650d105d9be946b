"""A bureau at work: what came in, who may decide what, what reaches the others, and what proves it."""

import hashlib
import json
import shutil
import sqlite3
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Bureau
from tests.acceptance.program import luqiao, push

SHAPE = {
    "id", "channel", "channel_ref", "revision", "item", "state", "applicant", "premises", "licence_no", "submitted_at",
    "received_at", "accepted_at", "due_on", "due_provisional", "card", "assigned_to", "screening", "history",
    "documents",
}  # fmt: skip
OTHERS = ("inspector", "auditor")  # hands that decide nothing here


def clear(bureau: Bureau, item: str) -> list[str]:
    """Return the ids of received applications that passed."""
    found = bureau.applications("--state", "received", "--item", item)
    return [one["id"] for one in found if one["screening"] and one["screening"]["outcome"] == "pass"]


@pytest.fixture(scope="module")
def granted(bureau: Bureau) -> dict[str, Any]:
    """A renewal that a clerk accepted and granted, with everything confirmed outside."""
    number = clear(bureau, "renew")[0]
    assert bureau("applications", "accept", number, "--as", "clerk").status == 0
    shown: dict[str, Any] = bureau("applications", "grant", number, "--as", "clerk", "--json").json
    bureau.until_confirmed()
    return shown


def test_what_came_in_has_the_agreed_shape_and_shows_no_whole_number(bureau: Bureau) -> None:
    found = bureau.applications()

    assert {one["channel"] for one in found} == {"wechat", "website", "ixiamen", "kiosk"}
    assert all(set(one) >= SHAPE and one["received_at"].endswith("+08:00") for one in found)
    number = next(one["applicant"]["id_no"] for one in found if one["applicant"]["id_no"])
    whole = next(one["applicant"]["id_no"] for one in bureau.applications("--full") if one["applicant"]["id_no"])
    assert "*" in number
    assert "*" not in whole
    assert (number[:4], len(number)) == (whole[:4], len(whole))


def test_pages_follow_the_last_id(bureau: Bureau) -> None:
    whole = [one["id"] for one in bureau.applications()]
    first = [one["id"] for one in bureau.applications("--limit", "5")]

    assert first == whole[:5]
    assert [one["id"] for one in bureau.applications("--limit", "5", "--after", first[-1])] == whole[5:10]


def test_reading_again_brings_nothing_twice(bureau: Bureau) -> None:
    again = bureau("daemon", "--once", "--job", "rescan", "--json").json

    assert {job["outcome"] for job in again["jobs"]} == {"ok"}
    found = [(one["channel"], one["channel_ref"]) for one in bureau.applications()]
    assert len(found) == len(set(found)) > 0


def test_only_clerks_and_approvers_accept(bureau: Bureau) -> None:
    number = bureau.applications("--item", "new", "--limit", "1")[0]["id"]

    for login in OTHERS:
        ran = bureau("applications", "accept", number, "--as", login, "--json")
        assert (ran.status, ran.error()["kind"]) == (1, "refused"), login
    assert bureau("applications", "show", number, "--json").json["state"] == "received"


def test_a_refusal_takes_two_officers_and_a_reason(bureau: Bureau) -> None:
    number = clear(bureau, "renew")[-1]
    words = ("applications", "refuse", number, "--json", "--note", "不符合条件")
    assert bureau("applications", "accept", number, "--as", "clerk").status == 0

    assert bureau(*words, "--as", "clerk").status == 2
    proposed = bureau(*words, "--as", "clerk", "--reason", "CONDITIONS")
    alone = bureau(*words, "--as", "clerk", "--reason", "CONDITIONS")
    decided = bureau(*words, "--as", "approver", "--reason", "CONDITIONS")

    assert (proposed.status, proposed.json["state"]) == (0, "accepted")
    assert alone.status == 1
    assert (decided.status, decided.json["state"]) == (0, "refused")
    kinds = sorted(document["kind"].removeprefix("renewal_") for document in decided.json["documents"])
    assert kinds == ["acceptance", "refusal"]


def test_a_granted_licence_is_published_confirmed_and_reconciled(bureau: Bureau, granted: dict[str, Any]) -> None:
    assert (granted["state"], granted["due_provisional"]) == ("granted", False)
    sent = bureau("outbox", "list", "--json", "--system", "credit").lines

    message = bureau("outbox", "show", sent[0]["key"], "--json").json
    reconciled = bureau("reconcile", "--json")

    assert message["state"] == "confirmed"
    assert '"XK_XKBH"' in message["crossings"][0]["sent"]
    assert "luqiao-credit-test-secret" not in json.dumps(message)
    assert (reconciled.status, reconciled.json["missing"], reconciled.json["extra"]) == (0, [], [])
    assert reconciled.json["same"] >= 1


def test_a_record_of_a_stranger_is_a_difference(bureau: Bureau, granted: dict[str, Any]) -> None:
    shown = bureau("outbox", "list", "--json", "--system", "credit").lines[0]
    batch = json.loads(bureau("outbox", "show", shown["key"], "--json").json["request"])
    row = batch["rows"][0]
    day = str(date.fromisoformat(row["data"]["XK_JDRQ"]) - timedelta(days=30))  # no other test reconciles it
    data = row["data"] | {"XK_WSH": "厦烟许准〔2026〕第9999号", "XK_JDRQ": day}

    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    key = f"xk|{data['XK_WSH']}|{data['XK_XKJGDM']}"
    stranger = row | {"key": key, "data": data, "hash": hashlib.sha256(text.encode()).hexdigest()}
    assert push(bureau.city, {"batch_no": "STRANGER-1", "kind": "xk", "rows": [stranger]})["received"] == 1

    found = bureau("reconcile", "--json", "--date", day)

    assert found.status == 1
    assert key in json.dumps(found.json["extra"], ensure_ascii=False)


def test_unknown_names_end_with_2(bureau: Bureau) -> None:
    for words in (["outbox", "show", "nokey"], ["daemon", "--once", "--job", "x"]):
        ran = bureau(*words, "--json")
        assert (ran.status, bool(ran.error()["message"])) == (2, True), words


def test_a_ledger_that_was_touched_is_found(bureau: Bureau, tmp_path: Path) -> None:
    whole = bureau("audit", "verify", "--json")
    shutil.copytree(bureau.folder, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy" / "luqiao.db") as database:
        for name in ("update", "delete", "replace"):
            database.execute(f"drop trigger if exists ledger_no_{name}")
        database.execute("update ledger set body = cast(replace(body, 'by', 'yb') as blob) where seq = 7")
    database.close()

    touched = luqiao("audit", "verify", "--json", cwd=tmp_path / "copy")

    assert (whole.status, whole.json["ok"], whole.json["first_broken"]) == (0, True, None)
    assert (touched.status, touched.json["ok"], touched.json["first_broken"]) == (1, False, 7)


def test_a_backup_is_restored_elsewhere(bureau: Bureau, tmp_path: Path) -> None:
    made = bureau("backup", str(tmp_path / "kept"), "--json").json
    (tmp_path / "new").mkdir()
    shutil.copy(bureau.folder / "config.toml", tmp_path / "new")

    restored = luqiao("restore", made["file"], "--json", cwd=tmp_path / "new")

    assert (restored.status, restored.json["sha256"]) == (0, made["sha256"])
    listed = luqiao("applications", "list", "--json", cwd=tmp_path / "new").lines
    assert [one["id"] for one in listed] == [one["id"] for one in bureau.applications()]
    assert luqiao("restore", __file__, "--json", cwd=tmp_path / "new").status == 2


def test_a_blacklist_is_imported_whole_or_not_at_all(bureau: Bureau) -> None:
    (bureau.folder / "good.csv").write_bytes("name,number\n王明,350203199003070014\n陈健国,\n".encode("gb18030"))
    (bureau.folder / "bad.csv").write_text("name,number\n好人,\n坏号,350203199002290015\n,1\n", encoding="utf-8-sig")
    (bureau.folder / "odd.csv").write_text("name,colour\n好人,red\n", encoding="utf-8")
    words = ("--list", "市级", "--as", "supervisor", "--json")

    first, again = (bureau("blacklist", "import", "good.csv", *words).json for _ in range(2))
    bad, odd = (bureau("blacklist", "import", name, *words) for name in ("bad.csv", "odd.csv"))

    assert (first["added"], again["unchanged"]) == (2, 2)
    assert (bad.status, [fault["line"] for fault in bad.json["faults"]]) == (2, [3, 4])
    assert [(fault["line"], fault["field"]) for fault in odd.json["faults"]] == [(1, "colour")]
    assert bureau("blacklist", "search", "好人", "--json").out == ""


def test_a_blacklist_is_searched_by_number_and_by_a_misspelt_name(bureau: Bureau) -> None:
    (bureau.folder / "two.jsonl").write_text(
        '{"name": "鹭岛烟酒店", "number": "92350206MA2YFAKE0X"}\n', encoding="utf-8"
    )
    assert bureau("blacklist", "import", "two.jsonl", "--list", "区级").status == 0

    number = bureau("blacklist", "search", "９２３５０２０６ma2yfake0x", "--json")
    name = bureau("blacklist", "search", "鹭島烟酒店", "--json").lines[0]

    assert (number.lines[0]["score"], number.lines[0]["same"]) == (1.0, True)
    assert "*" in number.lines[0]["number"]
    assert list(name) == ["entry", "name", "number", "list", "score", "same", "why"]
    assert 0 < name["score"] < 1


def test_the_doctor_finds_everything_up(bureau: Bureau) -> None:
    doctor = bureau("doctor", "--json")

    assert (doctor.status, doctor.json["ok"]) == (0, True), doctor.out


@pytest.mark.parametrize("system", ["credit", "police", "sms"])
def test_one_harmless_call_shows_that_a_system_knows_us(bureau: Bureau, system: str) -> None:
    assert bureau("adapter", "probe", system, "--json").json["ok"] is True


def test_the_city_saw_no_breach_of_its_contract(bureau: Bureau, granted: dict[str, Any]) -> None:

    assert granted["licence_no"]
    with urllib.request.urlopen(f"{bureau.city}/_city/journal", timeout=30) as answer:
        journal = json.load(answer)
    assert journal["violations"] == []
