"""Profiles without the network: checked, explained, replayed."""

import json
from pathlib import Path

from tests.acceptance.program import luqiao

ROW = {
    "id": "K1", "revision": 1, "item": "new", "state": "submitted", "attachments": [], "unheard_of": {},
    "applicant": {"kind": "person", "name": "王明", "id_type": "111", "id_no": "350203199003070014",
                  "mobile": "13900000001"},
    "premises": {"name": "店", "address": "址", "district": "350203"},
    "submitted_at": "2026-11-21T09:00:00+08:00", "updated_at": "2026-11-21T09:00:00Z",
}  # fmt: skip


def test_a_right_profile_is_right_and_a_wrong_key_is_named_with_its_line(folder: Path) -> None:
    right = luqiao("adapter", "check", "reference/kiosk", "--json", cwd=folder)
    text = Path(right.json["file"]).read_text(encoding="utf-8").replace("\nrate =", "\nrat =")
    (folder / "wrong.toml").write_text(text, encoding="utf-8")

    wrong = luqiao("adapter", "check", "wrong.toml", "--json", cwd=folder)

    assert (right.status, right.json["ok"], right.json["secrets"]) == (0, True, ["app_key", "secret"])
    assert (wrong.status, wrong.json["ok"]) == (1, False)
    assert "limits.rat" in wrong.json["message"]
    assert "rate" in wrong.json["next"]
    assert luqiao("adapter", "check", "none.toml", cwd=folder).status == 2


def test_the_string_that_is_signed_is_the_golden_one_with_its_secrets_hidden(folder: Path) -> None:
    words = ("--method", "POST", "--path", "/v1/batches", "--body", '{"batch_no":"T1"}', "--json")

    shown = luqiao("adapter", "sign", "reference/credit", "--explain", *words, cwd=folder).json

    digest = "bb4dbb63674e80921b19b7e00cba7d39d39b1d307a996c46d1573543df4a7184"
    assert shown["string"] == f"POST\n/v1/batches\n\n{digest}\n‹app_key›\n1700000000000\nabc123"
    assert shown["hidden"] == ["app_key", "secret"]


def test_recorded_bytes_become_rows_and_a_broken_one_costs_no_neighbour(folder: Path) -> None:
    page = {"items": [ROW, ROW | {"id": "K2", "revision": "x"}], "next_cursor": ""}
    (folder / "page.json").write_text(json.dumps(page), encoding="utf-8")

    replayed = luqiao("adapter", "replay", "reference/kiosk", "page.json", "--json", cwd=folder)
    nonsense = luqiao("adapter", "replay", "reference/kiosk", "-", "--json", cwd=folder, given="<html>")

    good, broken = replayed.lines
    assert (replayed.status, good["ref"], good["form"]["applicant"]["name"]) == (1, "K1", "王明")
    assert "*" in good["form"]["applicant"]["id_no"]
    assert (broken["ref"], broken["form"], broken["place"]) == ("K2", None, "$.revision")
    assert (nonsense.status, bool(nonsense.error()["message"])) == (2, True)
