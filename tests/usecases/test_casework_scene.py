"""Scenes brought into a case: once, from several laptops, with what does not fit shown, then recorded."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.casework import Nature
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.values import Fen
from rules.brands import Brand
from rules.goods import Goods
from rules.identifiers import barcode_check
from rules.scene import Scene, replay
from tests.support.casework import FACTS, INSPECTOR, START, Clock, confirmed, did, noticed
from tests.support.one_kind import database_url
from usecases import audit, brands, casework, casework_goods, casework_rows, casework_scene, documents, undo
from wiring.scene_journal import Journal, carry_photos, photos_of, read_scene

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CODE, PNG = "6901028075763", b"\x89PNG\r\n\x1a\n" + bytes(20)
TEAM = ["inspector", "inspector2"]
HEAD: dict[str, Any] = {"place": "湖滨南路1号", "officers": TEAM}


@pytest.fixture
def number(bureau: "Office") -> str:
    found = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(bureau, found, "case.filed", officers=TEAM, reason="有证据证明违法")
    return found


@pytest.fixture
def laptop(tmp_path: Path, clock: Clock, number: str) -> Iterator[Journal]:
    with Journal.open(tmp_path / "one.jsonl", HEAD | {"case": number}, clock) as opened:
        yield opened


def scene_of(tmp_path: Path, name: str = "one.jsonl") -> tuple[Scene, str]:
    return read_scene((tmp_path / name).read_bytes())


def bring(office: "Office", number: str, scene: tuple[Scene, str], **more: Any) -> casework_scene.Brought:
    return office.perform(casework_scene.bring, number, *scene, by=INSPECTOR, **more)


def goods_of(office: "Office", number: str) -> list[Goods]:
    with office.reading() as session:
        return casework_goods.of_case(session, casework_rows.read(session, number))


def test_a_scene_comes_into_its_case_once(bureau: "Office", number: str, laptop: Journal, tmp_path: Path) -> None:
    laptop.count(Goods("中华", 10, barcode=CODE), "scan")
    laptop.count(Goods("中华", 10, barcode=CODE), "scan")
    done = bring(bureau, number, scene_of(tmp_path))

    assert (done.new, done.totals.packs, done.conflicts) == (3, 20, ())
    with pytest.raises(Conflict, match="已经全部登记在案"):
        bring(bureau, number, scene_of(tmp_path))
    laptop.count(Goods("玉溪", 5), "typed")
    assert bring(bureau, number, scene_of(tmp_path)).new == 1
    assert goods_of(bureau, number) == [Goods("中华", 20, barcode=CODE), Goods("玉溪", 5)]
    with bureau.reading() as session:
        assert audit.verify(session).ok


def test_two_laptops_on_one_scene_are_both_kept_and_their_conflicts_shown(
    bureau: "Office", number: str, laptop: Journal, clock: Clock, tmp_path: Path
) -> None:
    laptop.count(Goods("中华", 10, barcode=CODE), "scan")
    with Journal.open(tmp_path / "two.jsonl", HEAD | {"case": number, "officers": ["inspector2"]}, clock) as other:
        other.count(Goods("中华", 30, nature=Nature.COUNTERFEIT, barcode=CODE), "scan")
    bring(bureau, number, scene_of(tmp_path))

    done = bring(bureau, number, scene_of(tmp_path, "two.jsonl"))

    assert (done.totals.packs, done.conflicts) == (40, (f"条码{CODE}的性质不一致：待鉴别、假冒伪劣",))
    assert done.kept_of == ("inspector、inspector2：中华 10盒 待鉴别", "inspector2：中华 30盒 假冒伪劣")


def copied(tmp_path: Path) -> Path:
    """Copy the laptop's journal to another laptop."""
    file = tmp_path / "copy.jsonl"
    file.write_bytes((tmp_path / "one.jsonl").read_bytes())
    return file


def test_a_journal_that_went_on_apart_on_two_laptops_is_kept_whole_whoever_sends_first(
    bureau: "Office", number: str, laptop: Journal, clock: Clock, tmp_path: Path
) -> None:
    laptop.count(Goods("中华", 10, barcode=CODE), "scan")
    first = laptop.count(Goods("双喜", 10), "scan")
    with Journal.open(copied(tmp_path), {}, clock) as other:
        other.count(Goods("玉溪", 30), "scan")
        other.undo(first)
    laptop.count(Goods("芙蓉王", 20), "scan")
    assert bring(bureau, number, scene_of(tmp_path)).conflicts == ()

    done = bring(bureau, number, scene_of(tmp_path, "copy.jsonl"))

    assert (done.new, done.totals.packs) == (2, 60)
    assert done.conflicts == (
        "同一份现场记录在两台电脑上分别接着清点，1条和2条都已记下；请核对有没有清点两遍",
    )  # fmt: skip
    assert {one.product: one.packs for one in goods_of(bureau, number)} == {"中华": 10, "芙蓉王": 20, "玉溪": 30}
    for name in ("one.jsonl", "copy.jsonl"):
        with pytest.raises(Conflict, match="已经全部登记在案"):
            bring(bureau, number, scene_of(tmp_path, name))


def test_a_journal_altered_after_it_was_brought_is_refused_and_changes_nothing(
    bureau: "Office", number: str, laptop: Journal, tmp_path: Path
) -> None:
    laptop.count(Goods("中华", 10, barcode=CODE), "scan")
    bring(bureau, number, scene_of(tmp_path))
    scene, digest = scene_of(tmp_path)
    events = [dict(event) for event in scene.events]
    events[1]["goods"] = events[1]["goods"] | {"packs": 900}

    with pytest.raises(InvalidInput, match="有1条和已经带回的不一样") as refusal:
        bring(bureau, number, (replay(events), digest))

    assert refusal.value.do_next == "请用没有改动过的原文件；没有原文件的，重新清点。"
    assert goods_of(bureau, number) == [Goods("中华", 10, barcode=CODE)]


def test_a_catalogue_that_changed_since_the_scene_is_told_and_the_scene_stays_as_it_was_counted(
    bureau: "Office", number: str, laptop: Journal, tmp_path: Path
) -> None:
    carton, inside = "6901028999908", "1690102807576" + barcode_check("1690102807576")
    catalogue = brands.BrandFile([Brand(CODE, "中华（硬）", carton, packs_per_carton=20, carton_price=Fen(46_000))])
    bureau.perform(brands.import_brands, catalogue, "0" * 64, by=INSPECTOR)
    basis: dict[str, Any] = {"carton_price": Fen(45_000), "price_basis": "catalogue:2026-10-01"}
    laptop.count(Goods("中华（硬）", 20, packs_per_carton=20, barcode=CODE, **basis), "scan")
    for code in (carton, inside, "96385074"):
        laptop.count(Goods(f"未知条码{code}", 10, barcode=code), "scan")

    done = bring(bureau, number, scene_of(tmp_path))

    assert done.conflicts == (
        f"条码{CODE}现场按目录单价450.00元登记，目录现为460.00元",
        f"条码{carton}现场记为“未知条码{carton}”，目录现为“中华（硬）”（条条码）；请核对品名和数量",
        f"条码{carton}现场按每条10盒、每盒20支登记，目录现为每条20盒、每盒20支",
        f"条码{inside}现场记为“未知条码{inside}”，目录现为“中华（硬）”（件条码）；请核对品名和数量",
        f"条码{inside}现场按每条10盒、每盒20支登记，目录现为每条20盒、每盒20支",
    )
    assert [one.packs for one in goods_of(bureau, number)] == [20, 10, 10, 10]


def test_an_older_copy_another_case_and_a_noticed_case_are_refused_and_nothing_is_kept(
    bureau: "Office", number: str, laptop: Journal, tmp_path: Path
) -> None:
    laptop.count(Goods("中华", 10), "scan")
    older = scene_of(tmp_path)
    laptop.count(Goods("中华", 10), "scan")
    bring(bureau, number, scene_of(tmp_path))
    with pytest.raises(Conflict, match="已经全部登记在案"):
        bring(bureau, number, older)
    with pytest.raises(InvalidInput, match="不是C-2026-000002的"):
        bring(bureau, "C-2026-000002", older)
    ended = noticed(bureau)
    free = Scene("s9", "", "", (), "", "", (Goods("中华", 10),), 2)
    with pytest.raises(Refused, match="物品清单不能再改"):
        bring(bureau, ended, (free, "0" * 64))
    assert (goods_of(bureau, number), goods_of(bureau, ended)) == ([Goods("中华", 20)], [])


def test_what_was_brought_is_taken_back_whole_and_can_be_brought_again(
    bureau: "Office", number: str, laptop: Journal, tmp_path: Path
) -> None:
    laptop.count(Goods("中华", 10), "scan")
    bring(bureau, number, scene_of(tmp_path), grace=timedelta(minutes=1))
    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    assert goods_of(bureau, number) == []

    assert bring(bureau, number, scene_of(tmp_path)).totals.packs == 10


def test_the_record_of_the_scene_is_filled_from_the_laptops(
    bureau: "Office", number: str, laptop: Journal, clock: Clock, tmp_path: Path
) -> None:
    with bureau.reading() as session, pytest.raises(NotFound, match="还没有带回现场记录"):
        casework_scene.said(session, number, at=clock())
    laptop.count(Goods("中华", 10), "scan")
    laptop.end()
    bring(bureau, number, scene_of(tmp_path))
    with bureau.reading() as session:
        blanks = casework_scene.said(session, number, at=clock())
    did(bureau, number, "case.scene_recorded", **blanks, certificates_shown=True)

    with bureau.reading() as session:
        step = casework_rows.read(session, number).standing.last("case.scene_recorded")
    assert step is not None
    assert [person[0] for person in step.said["officers"]] == TEAM
    assert step.said["found"] == "现场清点卷烟1种、1条、200支，其中待鉴别1条。"
    assert str(step.said["started_at"]).startswith("2026-11-02T10:00:00")
    assert step.said["place"] == "湖滨南路1号"


def test_the_price_sheet_is_filled_from_the_scene_and_waits_for_prices_with_their_bases(
    bureau: "Office", number: str, laptop: Journal, tmp_path: Path
) -> None:
    with bureau.reading() as session, pytest.raises(NotFound, match="还没有登记物品"):
        casework_scene.priced(session, number)
    entry = laptop.count(Goods("中华", 15, barcode=CODE), "scan")
    laptop.count(Goods("玉溪", 10, carton_price=Fen(23_000)), "typed")
    bring(bureau, number, scene_of(tmp_path))
    with bureau.reading() as session, pytest.raises(InvalidInput, match="中华没有单价；玉溪的单价未写明依据"):
        casework_scene.priced(session, number)
    laptop.change(entry, carton_price=45_000, price_basis="catalogue:2026-11-02")
    laptop.change(laptop.entries[-1].entry, price_basis="deal:进货单第5号")
    bring(bureau, number, scene_of(tmp_path))
    with bureau.reading() as session:
        blanks = casework_scene.priced(session, number)
    did(bureau, number, "case.priced", **blanks)

    with bureau.reading() as session:
        step = casework_rows.read(session, number).standing.last("case.priced")
    assert step is not None
    assert (step.said["total"], step.said["price_basis"]) == (
        90_500, "本局卷烟品牌目录零售价格（2026-11-02）；实际交易价格（进货单第5号）",
    )  # fmt: skip
    assert [one["price_basis"] for one in step.said["goods"]] == ["catalogue:2026-11-02", "deal:进货单第5号"]


def test_people_certificates_and_times_are_said_once_at_the_scene_and_stand_in_its_record(
    bureau: "Office", number: str, laptop: Journal, clock: Clock, tmp_path: Path
) -> None:
    laptop.count(Goods("中华", 10), "scan")
    laptop.name_team([("inspector", "35020000001"), ("inspector2", "35020099999")], "仓库", "2026-11-02T09:30+08:00")
    laptop.end("店员李思远", certificates_shown=True)
    found = bring(bureau, number, scene_of(tmp_path))
    assert [one for one in found.conflicts if "35020099999" in one]
    with bureau.reading() as session:
        blanks = casework_scene.said(session, number, at=clock())
    did(bureau, number, "case.scene_recorded", **blanks)

    with bureau.reading() as session:
        step = casework_rows.read(session, number).standing.last("case.scene_recorded")
    assert step is not None
    assert (step.said["place"], step.said["present"], step.said["started_at"]) == (
        "仓库", "店员李思远", "2026-11-02T09:30+08:00",
    )  # fmt: skip


def late(number: str, folder: Path) -> Journal:
    """Count ten packs on a laptop whose clock is a day fast; return its journal."""
    journal = Journal.open(folder / "late.jsonl", HEAD | {"case": number}, Clock(START + timedelta(days=1)))
    journal.count(Goods("中华", 10), "scan")
    return journal


def test_a_clock_that_was_wrong_is_mended_with_its_reason_and_what_it_said_stays(
    bureau: "Office", number: str, tmp_path: Path
) -> None:
    with late(number, tmp_path) as journal:
        bring(bureau, number, scene_of(tmp_path, "late.jsonl"))
        times = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T09:30+08:00"}
        with bureau.reading() as session:
            with pytest.raises(InvalidInput, match="更正时间须写明理由"):
                casework_scene.said(session, number, at=bureau.now(), mended=times)
            by_hand = casework_scene.said(session, number, at=bureau.now(), mended=times, why="没有电池")
        journal.mend_clock(bureau.now(), "没有电池")
    bring(bureau, number, scene_of(tmp_path, "late.jsonl"))
    with bureau.reading() as session:
        blanks = casework_scene.said(session, number, at=bureau.now())
    did(bureau, number, "case.scene_recorded", **blanks | {"certificates_shown": True})

    assert by_hand["started_at"] == times["started_at"]
    assert by_hand["clock"].startswith("时间已更正（没有电池），现场记录所记为2026-11-03 10:00至")
    assert str(blanks["ended_at"]).startswith("2026-11-02T10:00")
    assert blanks["clock"].startswith("电脑时间快1440分钟（没有电池），电脑所记为2026-11-03 10:00")
    with bureau.reading() as session:
        papers = {one["kind"]: one["data"] for one in documents.of_subject(session, number)}
    assert "电脑时间快1440分钟（没有电池）" in papers["scene_record"]["found"]


def test_evidence_and_samples_go_into_the_papers_of_the_case(
    bureau: "Office", number: str, laptop: Journal, tmp_path: Path
) -> None:
    for _ in range(3):
        laptop.count(Goods("中华", 10, barcode=CODE), "scan")
    picture = tmp_path / "1.png"
    picture.write_bytes(PNG)
    what = {"kind": "ledger", "name": "进货笔记本", "amount": "1本", "place": "抽屉", "holder": "李思远", "note": ""}
    laptop.find(what)
    laptop.find(what | {"kind": "photo", "name": "仓库"}, picture)
    sample = {"barcode": CODE, "product": "中华", "packs": 20, "base": 3, "count": 2, "place": "仓库"}
    laptop.sample(sample | {"purpose": "鉴别检验"})
    scene, digest = scene_of(tmp_path)
    assert carry_photos(scene, laptop.photos, bureau.store) == 1
    bring(bureau, number, (scene, digest))
    with bureau.reading() as session:
        record, (sampling,) = (
            casework_scene.said(session, number, at=bureau.now()),
            casework_scene.sampled(session, number),
        )
        taken = casework_scene.known(session, number, "case.evidence_preserved", at=bureau.now())["goods"]
        assert casework_scene.known(session, number, "case.sampled", at=bureau.now()) == sampling
    did(bureau, number, "case.scene_recorded", **record, certificates_shown=True)
    did(bureau, number, "case.sampled", **sampling)

    with bureau.reading() as session:
        assert casework_scene.sampled(session, number) == []
        assert casework_scene.known(session, number, "case.sampled", at=bureau.now()) == {}
        papers = {one["kind"]: one["data"] for one in documents.of_subject(session, number)}
    mark = scene.scene[:2].upper()
    assert [row[:3] for row in papers["scene_record"]["exhibits"]] == [
        [f"W{mark}-01", "账册票据", "进货笔记本"], [f"W{mark}-02", "照片", "仓库"],
    ]  # fmt: skip
    assert papers["scene_record"]["exhibits"][1][-1] == sha256(PNG).hexdigest()
    assert bureau.store.get(sha256(PNG).hexdigest()) == PNG
    assert (papers["sampling_list"]["base"], papers["sampling_list"]["sampled"]) == (3, 2)
    assert papers["sampling_list"]["purpose"] == f"鉴别检验（样品编号Y{mark}-01、Y{mark}-02）"
    assert str(papers["sampling_list"]["sampled_at"]).endswith("分")
    assert taken == [[CODE, "中华", 30], ["", f"进货笔记本（W{mark}-01）", "1本"]]


def test_a_picture_that_is_missing_or_is_none_is_told_and_nothing_is_brought(
    bureau: "Office", laptop: Journal, tmp_path: Path
) -> None:
    file, what = tmp_path / "1.png", {"kind": "photo", "name": "仓库", "place": "门口"}
    file.write_bytes(b"text")
    with pytest.raises(InvalidInput, match="不是照片"):
        laptop.find(what, file)
    with pytest.raises(InvalidInput, match="读不了照片"):
        laptop.find(what, tmp_path / "2.png")
    with pytest.raises(InvalidInput, match="缺少照片文件"):
        laptop.find(what)
    with pytest.raises(InvalidInput, match="抽样数量应在1至3之间"):
        laptop.sample({"base": 3, "count": 4})
    file.write_bytes(PNG)
    laptop.find(what, file)

    with pytest.raises(InvalidInput, match="不在现场记录文件旁"):
        carry_photos(scene_of(tmp_path)[0], photos_of(tmp_path / "moved.jsonl"), bureau.store)


def test_a_laptop_whose_clock_was_wrong_makes_no_record_by_itself(
    bureau: "Office", number: str, tmp_path: Path
) -> None:
    late(number, tmp_path).close()
    bring(bureau, number, scene_of(tmp_path, "late.jsonl"))

    with bureau.reading() as session, pytest.raises(InvalidInput, match="结束时间晚于现在"):
        casework_scene.said(session, number, at=bureau.now())


def test_a_lid_that_closed_in_the_middle_loses_nothing_that_was_shown(
    laptop: Journal, tmp_path: Path, clock: Clock
) -> None:
    laptop.count(Goods("中华", 10), "scan")
    laptop.close()
    file = tmp_path / "one.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"id": "half')

    with Journal.open(file, {}, clock) as again:
        assert file.read_bytes() == whole
        assert [one.goods.packs for one in again.entries] == [10]
        with pytest.raises(Conflict, match="正由另一个窗口使用"):
            Journal.open(file, {}, clock)
        again.count(Goods("玉溪", 10), "scan")
    assert [json.loads(line)["do"] for line in file.read_bytes().splitlines()] == ["begun", "counted", "counted"]


@pytest.mark.parametrize("content", [b"{}\n", b"[1]\n", b"no\n", b'{"do":"begun","scene":"s"}\nno\n{"do":"ended"}\n'])
def test_a_file_that_is_no_scene_is_left_as_it_is(content: bytes, tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "other.txt"
    file.write_bytes(content)

    with pytest.raises(InvalidInput):
        Journal.open(file, {}, clock)
    assert file.read_bytes() == content


def test_a_journal_of_another_case_is_not_gone_on_with(laptop: Journal, tmp_path: Path, clock: Clock) -> None:
    laptop.close()

    with pytest.raises(InvalidInput, match="这份现场记录是案件"):
        Journal.open(tmp_path / "one.jsonl", {"case": "C-2026-000009"}, clock)
