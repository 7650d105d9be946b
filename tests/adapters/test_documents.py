"""Documents on paper: every template, rare characters, long texts, the seal's place, what a changed file is worth."""

import io
import json
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from adapters.documents.renderer import Setup, TypstRenderer
from adapters.documents.worker import Worker
from content.documents import catalogue
from models.errors import InvalidInput, OutsideUnavailable
from ports.documents import Rendered
from tests.support.papers import Workshop, data, workshop
from wiring.config import Documents, Settings
from wiring.template_check import check

__all__ = ["workshop"]
AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
LONG = "厦门市思明区鹭岛国际商务中心附属烟酒食品及综合百货零售连锁经营管理有限责任公司第一百二十八分店" * 2
SEALED = [kind.kind for kind in catalogue().kinds if kind.sealed]
NO_PARTY = ("cancellation_notice", "owner_notice", "handling_decision")  # of many, or of goods without an owner


def text_of(content: bytes, page: int = -1) -> str:
    return PdfReader(io.BytesIO(content)).pages[page].extract_text()


def sealed(workshop: Workshop, kind: str = "acceptance") -> bytes:
    made = workshop.renderer.render(kind, data(kind))
    assert made.place is not None
    return workshop.seal.seal(made.content, made.place, reason="厦烟许受〔2026〕第12号", at=AT).content


@pytest.mark.parametrize("kind", catalogue().names())
def test_every_kind_is_set_with_long_names_and_says_number_and_party(workshop: Workshop, kind: str) -> None:
    made = workshop.renderer.render(kind, data(kind, party=LONG, premises=LONG, address=LONG))

    assert 1 <= made.pages <= 3
    whole = "".join(text_of(made.content, n) for n in range(made.pages)).replace("\n", "").replace(" ", "")
    assert "〔2026〕第12号" in whole
    assert kind in NO_PARTY or LONG[:20] in whole
    assert (made.place is not None) == (kind in SEALED)


@pytest.mark.parametrize("items", [1, 12, 40], ids=["one page", "two pages", "three pages and more"])
def test_the_seal_stands_on_the_last_page_and_that_page_carries_text(workshop: Workshop, items: int) -> None:
    wanted = [f"第{n}项材料:经营场所证明与租赁合同的复印件,须经出租人签名" for n in range(items)]

    made: Rendered = workshop.renderer.render("correction", data("correction", materials=wanted))

    assert made.place is not None
    assert made.place.page == made.pages - 1
    last = text_of(made.content)
    assert "本机关予以受理" in last.replace("\n", "")
    assert "厦门市烟草专卖局" in last
    assert 60 < made.place.x < 540
    assert 60 < made.place.y < 780


@pytest.mark.parametrize(
    ("name", "point"),
    [("龚\U00020bb7", "U+20BB7"), ("䶮", "U+4DAE"), ("\ue863", "U+E863")],
    ids=["ext B", "ext A", "own use"],
)
def test_a_character_that_no_font_holds_is_refused_by_name_and_what_to_do(
    workshop: Workshop, name: str, point: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        workshop.renderer.render("acceptance", data("acceptance", party=name))

    assert point in refused.value.message
    assert "[documents] fonts" in refused.value.do_next


def test_rare_but_known_characters_are_set(workshop: Workshop) -> None:
    made = workshop.renderer.render("acceptance", data("acceptance", party="阿卜杜拉·买买提、堃喆镕犇龢"))

    assert "堃喆镕犇龢" in text_of(made.content, 0)


def test_data_never_become_part_of_the_template(workshop: Workshop) -> None:
    nasty = '#read("/etc/passwd") *粗* $x$ "引号" \\ #{1+1} @ref <label>'

    made = workshop.renderer.render("acceptance", data("acceptance", party=nasty))

    assert '#read("/etc/passwd")' in text_of(made.content, 0).replace("\n", "")


def test_a_seal_at_the_end_of_a_page_takes_no_second_page(workshop: Workshop) -> None:
    assert workshop.renderer.render("suspension_grant", data("suspension_grant")).pages == 1


def test_a_broken_template_names_file_and_line_and_spoils_no_other(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "grant.typ").write_text('#import "frame.typ": *\n#show: official\n#d.nothing\n', encoding="utf-8")
    own = TypstRenderer(workshop.worker, Setup(workshop.folder / "cache", tmp_path))

    with pytest.raises(InvalidInput, match=r"grant\.typ:3"):
        own.render("grant", data("grant"))

    assert own.render("acceptance", data("acceptance")).pages == 1


def test_the_check_finds_unknown_blanks_forgotten_ones_glyphs_and_strangers(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "closing.typ").write_text('#import "frame.typ": *\n#show: official\n#d.wen 䶮\n', encoding="utf-8")
    (tmp_path / "poem.typ").write_text("诗", encoding="utf-8")
    settings = Settings(documents=Documents(templates=str(tmp_path), cache=workshop.folder / "cache"))

    found = [(f.kind, f.line, f.message) for f in check(settings)]

    assert ("closing", 3, "没有“wen”这个空项") in found
    assert any(kind == "closing" and "closed_on" in message for kind, _, message in found)
    assert any(kind == "closing" and "U+4DAE" in message for kind, _, message in found)
    assert ("poem", 0, "文书目录中没有这种文书") in found
    assert {kind for kind, _, _ in found} == {"closing", "poem"}


def test_a_font_folder_that_is_not_there_is_said(workshop: Workshop, tmp_path: Path) -> None:
    own = TypstRenderer(workshop.worker, Setup(workshop.folder / "cache", fonts=(tmp_path / "none",)))

    with pytest.raises(InvalidInput, match="字体目录"):
        own.render("acceptance", data("acceptance"))


def test_a_document_in_characters_reads_like_the_paper(workshop: Workshop) -> None:
    (page,) = workshop.renderer.characters("acceptance", data("acceptance"))

    assert "    受理通知书" in page
    assert "申请编号：A-2026-000001" in page
    assert max(len(line) for line in page.splitlines()) <= 60


def test_columns_of_a_table_never_run_together_in_characters(workshop: Workshop) -> None:
    filled = data("cancellation_notice")
    (page,) = workshop.renderer.characters("cancellation_notice", filled)

    rows = json.loads(filled)["entries"]
    assert len(rows) > 1
    assert [row for row in rows if f"{row[0]}  {row[1]}  " not in page] == []


def test_a_process_that_dies_is_said_and_the_next_call_starts_another() -> None:
    worker = Worker()
    with pytest.raises(InvalidInput):
        worker.call("render", root="", folders=[], families=[], kind="none", data="{}")
    child = worker._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)

    with pytest.raises(InvalidInput):
        worker.call("render", root="", folders=[], families=[], kind="none", data="{}")
    os.kill(worker._child.pid, signal.SIGSTOP)  # type: ignore[union-attr]
    worker._within = 0.2
    with pytest.raises(OutsideUnavailable, match="超时"):
        worker.call("render", root="", folders=[], families=[], kind="none", data="{}")
    assert worker.process_id == 0
    worker.close()


def test_a_seal_is_whole_certifies_no_change_and_is_dated_by_our_clock(workshop: Workshop) -> None:
    found = workshop.seal.examine(sealed(workshop))

    assert (found.bottom_line, found.intact, found.untouched, found.trusted) == (True, True, True, True)
    assert found.signed_at == AT
    assert "测试" in found.signer
    assert found.reason == "厦烟许受〔2026〕第12号"


def flipped(content: bytes) -> bytes:
    middle = len(content) // 3
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def added_to(content: bytes) -> bytes:
    """Put a note on the first page by an incremental update, which leaves every signed byte as it was."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    over = writer.add_object(generic.StreamObject(stream_data=b"1 1 1 rg 0 0 600 400 re f"))
    writer.add_stream_to_page(0, over)  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


@pytest.mark.parametrize(
    "spoilt", [flipped, added_to, lambda c: c[:-2000], lambda _: b"", lambda _: b"%PDF-1.7 nothing"],
    ids=["a flipped bit", "a white box over it", "cut short", "empty", "another file"],
)  # fmt: skip
def test_a_changed_file_is_never_good(workshop: Workshop, spoilt: Any) -> None:
    assert not workshop.seal.examine(spoilt(sealed(workshop))).bottom_line


def test_a_seal_of_another_installation_is_not_trusted(workshop: Workshop, tmp_path: Path) -> None:
    from adapters.seals import authority
    from adapters.seals.training import TrainingSeal

    authority.prepare(tmp_path, "厦门市烟草专卖局")
    other = TrainingSeal(workshop.worker, tmp_path, "厦门市烟草专卖局", workshop.folder / "cache")

    found = other.examine(sealed(workshop))

    assert (found.intact, found.trusted, found.bottom_line) == (True, False, False)
    assert (tmp_path / authority.KEY).stat().st_mode & 0o777 == 0o600


def test_a_sealed_decision_is_below_a_hundred_kilobytes(workshop: Workshop) -> None:
    assert len(sealed(workshop, "grant")) < 100_000
