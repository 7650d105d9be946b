"""Every screen shows what it should, in its own words, at every size, and nothing from outside acts."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.binding import Binding

from tests.support.rows import OFFICERS
from tests.tui import bureau
from tests.tui.conftest import Clerk, pressed, seated
from tests.tui.test_safety import is_control
from tui.screens import VIEWS
from tui.widgets.dialogs import Dialog
from tui.widgets.form import Form
from tui.widgets.key_bar import key_name
from tui.widgets.paper import Paper, capital, pieces_of
from tui.words import SUBJECTS
from wiring.office import Office

PLACES = {"home": "h", "applications": "a", "licences": "l", "penalties": "p", "blacklist": "b", "outbox": "o",
          "casework_overview": "T", "jobs": "j", "quarantine": "q", "alarms": "w", "feedback": "f",
          "cards": "c", "recomputations": "t",
          "deliveries": "y", "ratings": "e", "instant": "i", "reviews": "r", "window": "n", "appointments": "m",
          "catalogue": "k", "statistics": "s", "list_hits": "u", "blacklist_lists": "z",
          "credit": "v", "reconciliation": "x", "defaulters": "d",
          "cartons": "K", "casework": "C", "complaints": "H", "payments": "F"}  # fmt: skip


def test_every_screen_has_a_jump_key() -> None:
    assert set(PLACES) == set(VIEWS) - {"sign_in"}


def test_every_subject_has_a_screen_that_is_called_by_it() -> None:
    assert {subject: place.view.NAME for subject, place in VIEWS.items()} == SUBJECTS


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 10)], ids=str)
async def test_every_screen_opens_with_two_keys_and_names_itself(office: Office, size: tuple[int, int]) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.clerk(), size) as clerk:
        for name, letter in PLACES.items():
            await clerk.types("g", letter)
            assert SUBJECTS[name] in clerk.sees.splitlines()[0]
            assert not any(is_control(char) for char in clerk.sees.replace("\n", ""))


async def test_the_queue_finds_by_initials_and_says_what_it_shows(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "slash")
        await clerk.writes("lyt")
        await clerk.types("enter")

        assert "林雅婷" in clerk.sees
        assert "陈志伟" not in clerk.sees
        assert "查找 “lyt”" in clerk.sees
        await clerk.types("escape")
        assert "陈志伟" in clerk.sees


async def test_a_filter_is_chosen_by_initials(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "c")
        await clerk.writes("zzzd")
        await clerk.types("enter")

        assert "吴晓芸" in clerk.sees
        assert "林雅婷" not in clerk.sees


async def test_an_application_explains_finding_deadline_and_versions(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "down", "enter")
        assert "第二十五条第(三)项" in clerk.sees
        assert "[LIC" not in clerk.sees
        assert "2027-06-01" in clerk.sees
        await clerk.types("4")
        assert "个工作日" in clerk.sees
        assert "尚未受理，暂按" in clerk.sees
        await clerk.types("escape", "end", "enter", "7")
        assert "第 2 版" in clerk.sees
        assert "更正店名" in clerk.sees


async def test_what_others_do_appears_without_a_key_and_the_cursor_stays(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "down", "down")
        await clerk.app._watch_data()
        form = bureau.form("郑新来", "新来便利店", "350203", office.now())
        bureau.receive(office, "kiosk", [bureau.row("kiosk", "REF00000099", form)])
        await clerk.app._watch_data()
        await clerk.rests()

        assert await clerk.finds("郑新来")
        assert clerk.app.screen.table.current.number == "A-2026-000003"  # type: ignore[attr-defined]


async def test_the_bytes_of_a_rejected_push_are_shown_harmless_with_the_rule(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "o", "enter")

        assert "\\x1b]52;c;cm0=\\x07" in clerk.sees
        assert "row.code = check_digit" in clerk.sees
        assert "统一社会信用代码校验不通过" in clerk.sees
        assert "请核对证照原件" in clerk.sees


@pytest.mark.parametrize("keys", ["ss", "sc", "sss"])
async def test_keys_pressed_faster_than_a_dialog_opens_ask_one_question(office: Office, keys: str) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a")
        for key in keys:
            clerk.app.post_message(pressed(key))
        await clerk.rests()

        assert [isinstance(screen, Dialog) for screen in clerk.app.screen_stack] == [False, True]
        await clerk.types("escape")
        assert not isinstance(clerk.app.screen, Dialog)
        await clerk.types("s")
        assert isinstance(clerk.app.screen, Dialog)


async def test_a_rejected_message_is_released_after_a_question(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.approver()) as clerk:
        await clerk.types("g", "o", "a", "enter")

        assert await clerk.finds("已放行：xk-350203100001-1")
        assert "待发" in clerk.sees
        assert "被拒收" not in clerk.sees
        assert "按 u 撤销" not in clerk.sees


async def test_quarantined_bytes_are_a_dump(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "q")

        assert "缺少必填字段" in clerk.sees
        assert "1b 5b 32 4a" in clerk.sees.replace("\n", " ") or "1b" in clerk.sees


async def test_home_says_what_to_do_and_enter_goes_there(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        assert "6 件待受理" in clerk.sees
        assert "信用平台" in clerk.sees
        await clerk.types("end", "up", "enter")
        assert "鹭桥 › 办件" in clerk.sees.splitlines()[0]
        assert "状态=已收件" in clerk.sees


async def test_every_fault_of_a_list_stands_on_its_own_line(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,from_on,stars\n测试甲,2026-13-02,5\n", encoding="utf-8")
    async with seated(office, OFFICERS["supervisor"], (120, 40)) as desk:
        await desk.types("g", "b", "I")
        await desk.writes(str(file))
        await desk.types("enter")
        await desk.writes("shiji")
        await desk.types("enter")
        assert await desk.finds("文件有 2 处错误，什么也没有导入")
        lines = desk.sees.splitlines()

    assert any("第 1 行 stars" in line and "不认识的列" in line for line in lines)
    assert any("第 2 行 起始日期" in line for line in lines)


async def test_a_blacklist_entry_is_added_found_with_a_wrong_character_and_lifted(office: Office) -> None:
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "b", "a")
        await clerk.writes("市级")
        await clerk.types("enter")
        await clerk.writes("欧阳建华")
        await clerk.types("f2")
        assert await clerk.finds("已登记")
        await clerk.types("slash")
        await clerk.writes("欧阳建花")
        await clerk.types("enter")
        assert await clerk.finds("欧阳建华")
        await clerk.types("enter")
        assert await clerk.finds("张炜")
        assert "名单“市级”" in clerk.sees
        assert "相似           0." in clerk.sees
        await clerk.types("escape", "x")
        await clerk.writes("登记有误")
        await clerk.types("enter")
        assert await clerk.finds("已解除")


async def test_a_form_keeps_what_was_written_and_shows_each_fault_beside_its_field(office: Office) -> None:
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "b", "a")
        await clerk.writes("市级")
        await clerk.types("enter")
        await clerk.writes("某某")
        await clerk.types("enter")
        await clerk.writes("12345678901234567X")
        await clerk.types("f2")

        assert await clerk.finds("需要改正")
        assert "某某" in clerk.sees


async def test_the_first_fault_of_a_long_form_is_in_sight(office: Office) -> None:
    async with seated(office, bureau.approver()) as clerk:
        await clerk.types("g", "p", "a")
        for _field in range(12):
            await clerk.types("down")
        await clerk.types("f2")

        assert await clerk.finds("需要改正")
        assert "决定书文号 *" in clerk.sees


def english(text: str) -> list[str]:
    """Return the words of three or more Latin letters that are not names, keys or codes."""
    allowed = {"Enter", "Esc", "Space", "Del", "Luqiao", "PgDn", "PgUp", "REF", "Tab", "Home", "End", "check", "digit",
               "uscc", "luqiao", "daemon", "click", "app", "leave"}  # fmt: skip
    plain = "".join(char if char.isascii() and char.isalpha() else " " for char in text)
    return [word for word in plain.split() if len(word) > 2 and word not in allowed]


async def test_no_english_word_is_left_on_a_chinese_screen(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        for letter in PLACES.values():
            await clerk.types("g", letter)
            assert english(clerk.sees) == []
        await clerk.types("g", "a", "end", "y")
        assert await clerk.finds("准予许可")
        assert english(clerk.sees) == []


async def test_help_names_every_key_and_runs_what_is_chosen(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "question_mark")
        assert "归我办理" in clerk.sees
        await clerk.writes("没有这个键")
        assert await clerk.finds("没有符合的")
        await clerk.types("escape")
        await clerk.types("question_mark")
        await clerk.writes("gwbl")
        assert "归我办理" in clerk.sees
        await clerk.types("enter")

        assert "已归我办理" in clerk.sees


def test_every_key_is_written_as_it_stands_on_the_keyboard() -> None:
    bindings = [each for place in VIEWS.values() for each in place.view.BINDINGS if isinstance(each, Binding)]
    names = {key_name(key) for each in bindings for key in each.key.split(",")}

    assert [name for name in names if "_" in name or (len(name) > 1 and name.islower())] == []


@pytest.mark.parametrize("theme", ["dark", "light", "ansi", "mono"])
async def test_every_theme_draws_and_without_colour_there_is_none(office: Office, theme: str) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        clerk.app.theme = theme
        await clerk.types("g", "a", "space")
        colours = {
            str(segment.style.color)
            for strip in clerk.app.screen._compositor.render_strips()
            for segment in filtered(clerk, strip)
            if segment.style and segment.style.color
        }

        assert (not colours) == (theme == "mono")
        assert unicodedata.normalize("NFC", clerk.sees)


def filtered(clerk: Clerk, strip: Iterable[Segment]) -> list[Segment]:
    segments = list(strip)
    for line_filter in clerk.app.get_line_filters():
        segments = list(line_filter.apply(segments, clerk.app.screen.background_colors[1]))
    return segments


async def test_a_sheet_says_how_much_more_there_is(office: Office) -> None:
    async with seated(office, bureau.clerk(), (80, 12)) as clerk:
        await clerk.types("g", "a", "enter", "2")
        assert "行，按 PgDn 翻看" in clerk.sees
        await clerk.types("end")
        assert clerk.app.screen.query_one("#sheet", Paper).top > 0


async def test_a_sheet_below_a_list_names_the_key_that_turns_it(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.approver(), (80, 16)) as clerk:
        await clerk.types("g", "o", "enter")
        assert "行，按 → 翻看" in clerk.sees
        await clerk.types("right")
        assert clerk.app.screen.query_one("#explained", Paper).top > 0
        await clerk.types("left", "tab")
        assert "行，按 PgDn 翻看" in clerk.sees
        await clerk.types("pagedown")
        assert clerk.app.screen.query_one("#explained", Paper).top > 0


def test_what_stands_between_two_spaces_is_kept_together() -> None:
    text = "已收件 24  待补正 0  已受理 15  审查中 0"

    assert list(pieces_of(text, 35)) == ["已收件 24  待补正 0  已受理 15", "审查中 0"]
    assert list(pieces_of(text, 12)) == ["已收件 24", "待补正 0", "已受理 15", "审查中 0"]
    assert list(pieces_of("一二三四五六。", 12)) == ["一二三四五", "六。"]
    assert list(pieces_of("一二三四五", 4)) == ["一二", "三四", "五"]


def test_no_latin_word_is_torn_unless_it_is_longer_than_a_line() -> None:
    told = "waits until another officer approves it"

    assert list(pieces_of(told, 30)) == ["waits until another officer", "approves it"]
    assert list(pieces_of(told, 27)) == ["waits until another officer", "approves it"]
    assert " ".join(pieces_of(" ".join([told] * 20), 30)) == " ".join([told] * 20)  # longer than a short paragraph
    assert list(pieces_of("案件 C-2026-000001 已立案", 13)) == ["案件", "C-2026-000001", "已立案"]
    assert list(pieces_of("digest 0123456789abcdef", 12)) == ["digest 01234", "56789abcdef"]


def test_a_name_or_a_date_between_chinese_is_not_torn() -> None:
    columns = "可用的列：name、number、from_on（起始日期）"

    assert list(pieces_of(columns, 28)) == ["可用的列：name、number、", "from_on（起始日期）"]
    assert list(pieces_of("数据截至2026-11-23 07:51为止的记录", 22)) == ["数据截至2026-11-23", "07:51为止的记录"]
    assert list(pieces_of("名单中没有该当事人（2026-09-15）。", 24)) == ["名单中没有该当事人", "（2026-09-15）。"]
    assert list(pieces_of("《烟草专卖法实施条例》(2023)第五条", 27)) == ["《烟草专卖法实施条例》", "(2023)第五条"]
    assert list(pieces_of("0123456789" * 3, 12)) == ["012345678901", "234567890123", "456789"]
    assert list(pieces_of("摘要" + "0123456789" * 3, 12)) == ["摘要01234567", "890123456789", "0123456789"]


def fill(clerk: Clerk, values: dict[str, str]) -> None:
    """Write into the form that is open, and take what the cause brings."""
    form = clerk.app.screen
    assert isinstance(form, Form)
    for name, value in values.items():
        form._widget(name).value = value
    assert form._follow is not None
    form._widget("basis").value = form._follow("cause", form.values())["basis"]


async def test_a_penalty_is_recorded_opened_and_its_withdrawal_waits_for_a_second_officer(office: Office) -> None:
    values = {
        "document_no": "厦烟处〔2026〕第12号", "decided_on": "2026-11-20", "party.kind": "person", "party.name": "某甲",
        "party.id_no": "110105199001010010", "cause": "C01", "facts": "从外地购进卷烟。", "kinds": "fine",
        "content": "处以罚款500.00元。", "base": "10000", "fine": "500.00",
        "valid_until": "2099-12-31",
    }  # fmt: skip
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "p", "a")
        fill(clerk, values)
        await clerk.types("f2")
        assert await clerk.finds("已登记"), clerk.sees
        assert await clerk.finds("某甲")
        await clerk.types("u")
        assert await clerk.finds("已撤销：penalty:")
        assert "某甲" not in clerk.sees
        await clerk.types("a")
        fill(clerk, values)
        await clerk.types("f2")
        assert await clerk.finds("某甲")
        await clerk.types("enter")
        assert await clerk.finds("从外地购进卷烟")
        await clerk.types("x")
        for words in ("复议撤销", "1", "2026-11-20", "市政府"):
            await clerk.writes(words)
            await clerk.types("enter")

        assert await clerk.finds("等待另一名人员")
        await clerk.types("N")
        await clerk.writes("写错了")
        await clerk.types("enter")
        assert await clerk.finds("已驳回提议"), clerk.sees
        assert "等待另一名人员" not in clerk.sees


async def test_another_cause_brings_its_own_article_and_a_long_fault_is_told_whole(office: Office) -> None:
    async with seated(office, bureau.approver()) as clerk:
        await clerk.types("g", "p", "a")
        form = clerk.app.screen
        assert isinstance(form, Form)
        assert form._follow is not None
        first = form._follow("cause", form.values() | {"cause": "C07"})
        again = form._follow("cause", form.values() | first | {"cause": "C01"})
        own = form._follow("cause", form.values() | {"cause": "C01", "basis": "另有依据"})

        form._show([("cause", "这一条很长的说明" * 8 + "说到这里为止")])
        await clerk.types("tab")

        assert "第五十七条" in first["basis"]
        assert "第五十六条" in again["basis"]
        assert "basis" not in own
        assert "为止" in clerk.sees


def test_a_label_begins_with_a_capital_but_a_name_stays_as_it_is() -> None:
    assert [capital(text) for text in ("due", "i厦门", "ID", "")] == ["Due", "i厦门", "ID", ""]
