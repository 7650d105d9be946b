"""`luqiao goods` and `luqiao scene` as scripts call them: a catalogue, a journal, its case, the record."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from cli.__main__ import main
from models.values import Fen, utc_now
from rules.goods import Goods
from tests.cli.conftest import Run
from tests.cli.test_cases import FILED, LEAD
from wiring.scene_journal import Journal

PACK, CARTON = "6901028075763", "6901028999908"
HEADER = "盒条码,条条码,品名,品牌,规格,每条单价,生产企业\n"
CATALOGUE = f"{HEADER}{PACK},{CARTON},中华（硬）,中华,硬盒,450.00,上海烟草集团\n96385074,,玉溪,,,,\n"


@pytest.fixture
def number(run: Run, tmp_path: Path) -> str:
    """A case that was filed."""
    for name, values in (("lead", LEAD), ("filed", FILED)):
        (tmp_path / f"{name}.json").write_text(json.dumps(values), encoding="utf-8")
    _, (entered,) = run("cases", "register", str(tmp_path / "lead.json"), "--as", "inspector")
    found = str(entered["number"])
    run("cases", "propose", found, "case.filed", str(tmp_path / "filed.json"), "--as", "inspector")
    run("cases", "confirm", found, "--as", "approver")
    return found


def catalogue(tmp_path: Path, text: str = CATALOGUE) -> str:
    file = tmp_path / "brands.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_price_sheet_is_shown_with_bases_and_made_of_what_was_brought(
    run: Run, number: str, tmp_path: Path
) -> None:
    file, head = tmp_path / "scene.jsonl", {"case": number, "officers": ["inspector", "inspector2"]}
    with Journal.open(file, head, utc_now) as journal:
        entry = journal.count(Goods("玉溪", 10, carton_price=Fen(23_000)), "typed")
        run("scene", "send", str(file), "--as", "inspector")
        assert run("scene", "price", number, "--as", "inspector")[0] == 2
        journal.change(entry, price_basis="deal:进货单第5号")
    main(["scene", "show", str(file)])
    assert "玉溪  1种、1条（200支），230.00元\n  玉溪  1条  230.00  230.00  实际交易价格（进货单第5号）\n" in (
        run.capsys.readouterr().out
    )
    run("scene", "send", str(file), "--as", "inspector")

    status, (made,) = run("scene", "price", number, "--as", "inspector")

    assert (status, made["total"], made["price_basis"]) == (0, "230.00", "实际交易价格（进货单第5号）")


def test_evidence_and_samples_are_shown_and_a_list_is_made_of_each_sampling_once(
    run: Run, number: str, tmp_path: Path
) -> None:
    file, head = tmp_path / "scene.jsonl", {"case": number, "place": "仓库", "officers": ["inspector", "inspector2"]}
    (tmp_path / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with Journal.open(file, head, utc_now) as journal:
        journal.count(Goods("玉溪", 30), "typed")
        journal.find({"kind": "photo", "name": "全景", "place": "门口"}, tmp_path / "1.png", "2026-11-02T09:10+08:00")
        what = {"barcode": "", "product": "玉溪", "packs": 10, "base": 3, "count": 1, "place": "仓库"}
        journal.sample(what | {"purpose": "鉴别检验"})
        mark = str(journal.events[0]["scene"])[:2].upper()
    main(["scene", "show", str(file)])
    shown = run.capsys.readouterr().out
    assert f"  W{mark}-01  照片  全景    门口" in shown
    assert "    照片1.png  2026-11-02T09:10+08:00  " in shown
    assert f"  抽样Y{mark}-01  玉溪  基数3条  " in shown
    run("scene", "send", str(file), "--as", "inspector")

    status, (made,) = run("scene", "sample", number, "--as", "inspector")

    assert (status, len(made["document_nos"])) == (0, 1)  # type: ignore[arg-type]
    assert run("scene", "sample", number, "--as", "inspector")[1] == [{"case": number, "document_nos": []}]


def test_the_record_says_what_it_took_and_a_wrong_clock_is_mended_with_its_reason(
    run: Run, number: str, tmp_path: Path
) -> None:
    file, head = tmp_path / "scene.jsonl", {"case": number, "place": "仓库", "officers": ["inspector", "inspector2"]}
    with Journal.open(file, head, lambda: utc_now() + timedelta(days=2)) as journal:
        journal.count(Goods("玉溪", 30), "typed")
        journal.end("店员李思远", certificates_shown=True)
    run("scene", "send", str(file), "--as", "inspector")
    now = (utc_now() + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    times = ("--started", now, "--ended", now)
    assert run("scene", "record", number, "--as", "inspector")[0] == 2
    assert run("scene", "record", number, *times, "--as", "inspector")[0] == 2
    assert run("scene", "record", number, "--started", "heute", "--clock", "x", "--as", "inspector")[0] == 2
    run.capsys.readouterr()

    words = ["scene", "record", number, *times, "--clock", "没有电池", "--as", "inspector", "--config", run.config]
    assert main(words) == 0

    said = run.capsys.readouterr().out
    shown = now.replace("T", " ")
    assert f"开始{shown}，结束{shown}，地点仓库，执法人员inspector、inspector2，取自现场记录。" in said
    assert "时间已更正（没有电池），现场记录所记为" in said


def test_the_catalogue_is_imported_whole_and_looked_into(run: Run, tmp_path: Path) -> None:
    counts = {"added": 2, "changed": 0, "removed": 0, "unchanged": 0, "faults": []}
    assert run("goods", "import", catalogue(tmp_path), "--as", "inspector") == (0, [counts])
    _, (again,) = run("goods", "import", catalogue(tmp_path, CATALOGUE.replace("450.00", "460")), "--as", "inspector")
    assert (again["changed"], again["unchanged"]) == (1, 1)

    _, (found,) = run("goods", "find", CARTON)

    assert (found["product"], found["carton_price"], found["packs_per_carton"]) == ("中华（硬）", 46_000, 10)
    assert [one["product"] for one in run("goods", "find", "玉")[1]] == ["玉溪"]
    assert run("goods", "find", "%")[1] == []
    assert run("goods", "import", catalogue(tmp_path), "--as", "clerk")[0] == 1


def test_every_fault_of_a_catalogue_is_said_and_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    wrong = f"{HEADER}{PACK[:-1]}4,,中华,,,4.505,\n{PACK},,,,,x,\n{PACK},,玉溪,,,,\n"
    status, (said,) = run("goods", "import", catalogue(tmp_path, wrong), "--as", "inspector")

    places = [(fault["line"], fault["field"]) for fault in said["faults"]]  # type: ignore[attr-defined]
    assert (status, places) == (
        2,
        [(2, "carton_price"), (2, "pack_barcode"), (3, "carton_price"), (3, "product"), (4, "pack_barcode")],
    )
    assert run("goods", "find", PACK)[1] == []
    assert run("goods", "import", catalogue(tmp_path, "盒条码,颜色\n"), "--as", "inspector")[0] == 2
    assert run("goods", "import", catalogue(tmp_path, HEADER), "--as", "inspector")[0] == 2


def test_a_scene_is_shown_sent_once_and_recorded(run: Run, number: str, tmp_path: Path) -> None:
    file = tmp_path / "scene.jsonl"
    head = {"case": number, "place": "湖滨南路1号", "officers": ["inspector", "inspector2"]}
    with Journal.open(file, head, utc_now) as journal:
        for _ in range(3):
            journal.count(Goods("中华（硬）", 10, barcode=PACK), "scan")
        journal.end()
    _, (shown,) = run("scene", "show", str(file))
    assert (shown["case"], shown["totals"]["packs"]) == (number, 30)  # type: ignore[index]

    _, (seen,) = run("scene", "send", str(file), "--dry-run", "--as", "inspector")
    assert run("scene", "record", number, "--certificates-shown", "--as", "inspector")[0] == 2
    _, (sent,) = run("scene", "send", str(file), "--as", "inspector")
    status, (again,) = run("scene", "send", str(file), "--as", "inspector")

    assert seen == sent
    assert sent["new"] == 5
    assert (status, again["new"], again["totals"]) == (0, 0, sent["totals"])
    assert sent["totals"] == {
        "kinds": 1, "packs": 30, "cartons": "3", "sticks": 600, "value": "0.00", "unpriced": 1
    }  # fmt: skip
    assert run("scene", "record", number, "--as", "inspector")[0] == 1
    assert run("scene", "record", number, "--certificates-shown", "--as", "inspector")[0] == 0
    _, (case,) = run("cases", "show", number)
    (step,) = [one for one in case["steps"] if one["step"] == "case.scene_recorded"]  # type: ignore[attr-defined]
    assert step["said"]["goods"][0]["packs"] == 30
    assert [(one["product"], one["cartons"], one["carton_price"]) for one in case["goods"]] == [  # type: ignore[attr-defined]
        ("中华（硬）", "3", None)
    ]
    assert case["goods_total"] == sent["totals"]
    main(["cases", "show", number, "--config", run.config])
    assert (
        f"  {PACK}  中华（硬）  待鉴别  3条  -\n1种、3条（600支），0.00元，另有1种未核价\n"
        in run.capsys.readouterr().out
    )
