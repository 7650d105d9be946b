"""Errors in English: every template is in the catalogue with its places, and the words reach terminal and console."""

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cli.__main__ import complain
from cli.context import Context
from models.errors import Refused
from models.said import again, bare, listed, plain, said, sentence
from rules import authority
from tests.support.rows import OFFICERS
from tests.test_architecture import PRODUCT, files, parsed
from tui.language import catalogue_file, errors_in, read_catalogue, set_language, told
from tui.widgets.dialogs import Trouble
from wiring.printable import one_line

ENGLISH = errors_in("en")
CONSOLE = read_catalogue(catalogue_file("en"))


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English for one test."""
    set_language("en")
    yield
    set_language("zh")


def refusal() -> Refused:
    with pytest.raises(Refused) as error:
        authority.check("application.extended", OFFICERS["clerk"])
    return error.value


def template_of(call: ast.Call) -> bool:
    """Tell whether a call is `said(…)` or `Said.of(…)`, the latter where another thing has the name."""
    of = isinstance(call.func, ast.Attribute) and call.func.attr == "of" and ast.unparse(call.func.value) == "Said"
    return of or getattr(call.func, "id", "") == "said"


def literals(file: Path) -> Iterator[tuple[str, bool]]:
    """Yield every text of a file, and whether it is the template of a `said`."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Call) and template_of(node):
            text = node.args[0]
            if isinstance(text, ast.Constant):
                yield str(text.value), True
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, False


def test_every_template_is_translated_and_no_translation_is_left_over() -> None:
    found = [each for file in files(*PRODUCT) for each in literals(file)]

    assert sorted({text for text, template in found if template} - set(ENGLISH) - set(CONSOLE)) == []
    assert sorted(set(ENGLISH) - {text for text, _ in found}) == []


def test_a_translation_keeps_its_places() -> None:
    for source, text in ENGLISH.items():
        assert sorted(places(source)) == sorted(places(text)), source


def places(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_a_text_is_plain_chinese_until_it_is_said_again() -> None:
    text = said("没有编号为 {number} 的申请。", number="{x}")

    assert text == "没有编号为 {x} 的申请。"
    assert again(text, lambda words: "No {number}." if "{number}" in words else words) == "No {x}."
    assert again("没有译文。", lambda words: words) == "没有译文。"


def test_lists_and_sentences_are_said_again_part_by_part() -> None:
    words = {"甲缺。": "A lacks.", "{words}。": "{words}.", "{one}；{other}": "{one}; {other}", "、": ", ", "甲": "A"}
    found = {"{one}、{other}": "{one}, {other}", "“{list}”": "“{list}”"} | words

    def english(text: str) -> str:
        return again(text, lambda each: found.get(each, each))

    assert [english(each) for each in (bare("甲缺。"), bare(said("甲缺。")), sentence(["甲缺", "甲"]))] == [
        "A lacks",
        "A lacks",
        "A lacks; A.",
    ]
    assert english(bare(sentence(["甲", "甲"]))) == "A; A"
    assert english(listed(["甲", "乙"])) == "A, 乙"
    lists = [english(said("“{list}”", list=each)) for each in ("甲、甲", "甲、乙", "C-1、C-2", "甲、C-1")]
    assert lists == ["“A, A”", "“甲、乙”", "“C-1, C-2”", "“A, C-1”"]


def test_a_refusal_is_english_on_an_english_terminal_and_the_article_stays_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = complain(Context(lang="en"), refusal())

    said_ = capsys.readouterr().err
    assert status == 1
    assert said_ == (
        "周雅 (licence clerk) has no right to: extend the term (《行政许可法》(2019)第四十二条). "
        "Nothing was changed. This is for: approver, supervisor.\n"
    )
    complain(Context(), refusal())
    assert capsys.readouterr().err.startswith("周雅（证件管理员）无权办理“延长期限”")


@pytest.mark.usefixtures("english")
def test_an_english_console_says_its_errors_in_english() -> None:
    entries = Trouble(refusal())._entries

    assert "has no right to" in str(entries[0])
    assert told("没有译文的话。") == "没有译文的话。"


def test_the_catalogue_of_errors_lies_beside_the_other() -> None:
    assert catalogue_file("en", "errors").parent == catalogue_file("en").parent


def test_a_text_that_is_kept_is_plain_and_nothing_else_passes_for_text() -> None:
    kept = msgspec.json.encode({"message": said("没有编号为 {number} 的申请。", number=7)}, enc_hook=plain)

    assert msgspec.json.decode(kept) == {"message": "没有编号为 7 的申请。"}
    with pytest.raises(TypeError, match="object"):
        msgspec.json.encode(object(), enc_hook=plain)


def test_a_text_that_is_made_harmless_can_still_be_said_again() -> None:
    clash = said("  提示：{clash}", clash=said("缺{name}", name="a\nb"))
    whole = one_line(clash)

    assert whole == "  提示：缺a<U+000A>b"
    assert again(
        whole, lambda words: {"  提示：{clash}": "  note: {clash}", "缺{name}": "no {name}"}.get(words, words)
    ) == ("  note: no a<U+000A>b")
    assert one_line("a\tb") == "a<U+0009>b"
