"""Both languages are whole, and the words for codes cover every code."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.extract import extract_from_dir
from rich.cells import cell_len

import tui
from content import HERE
from models.values import CHANNELS, WINDOW, ApplicationState, Card, Item, Outcome, PartyKind, Role
from rules import goods
from rules.casework import forms, rights, serving, steps
from tests.tui.fakes import ListScreen, Numbers, console, screen_text
from tui import words
from tui.language import P_, _, catalogue_file, read_catalogue, set_language
from tui.screens import home
from tui.screens.application import tabs
from usecases import names, payments
from usecases.home import NEXT
from wiring.config import Kind


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English for one test."""
    set_language("en")
    yield
    set_language("zh")


def msgids() -> set[str]:
    keywords = {"_": None, "N_": None, "P_": ((1, "c"), 2)}
    found = extract_from_dir(Path(tui.__file__).parent, keywords=keywords)
    return (
        {P_(context, str(text)) if context else str(text) for _file, _line, text, _comments, context in found if text}
        | of_cases()
        | within_texts()
    )


def within_texts() -> set[str]:
    """Return the words that stand inside other texts (f"{_('元')}"), which the extraction does not see."""
    trees = [ast.parse(file.read_text()) for file in Path(tui.__file__).parent.rglob("*.py")]
    inside = [part for tree in trees for text in ast.walk(tree) if isinstance(text, ast.JoinedStr)
              for part in ast.walk(text)]  # fmt: skip
    calls = [each for each in inside if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)]
    asked = [each.args[0] for each in calls if each.func.id == "_"]  # type: ignore[attr-defined]
    return {str(each.value) for each in asked if isinstance(each, ast.Constant)}


def of_cases() -> set[str]:
    """Return what the rules call stages, goods, steps and their blanks: the console says it in either language."""
    names = {right[0] for right in rights.ABOUT_CASES.values()}
    names |= set(serving.WAYS)
    names |= {name for words in (steps.MARKS, steps.STAGE_NAMES, goods.NATURES) for name in words.values()}
    return names | {blank.name for deed in forms.FORMS for blank in forms.blanks(deed)}


def test_every_word_of_the_console_is_translated_and_none_is_left_over() -> None:
    catalogue = read_catalogue(catalogue_file("en"))

    assert sorted(msgids() - set(catalogue)) == []
    assert sorted(set(catalogue) - msgids()) == []


def test_a_translation_keeps_the_places_of_its_values() -> None:
    for source, text in read_catalogue(catalogue_file("en")).items():
        assert sorted(places(source)) == sorted(places(text)), source


def places(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_every_msgid_is_chinese() -> None:
    allowed = {"i厦门"}

    assert [m for m in msgids() if not any("\u4e00" <= char <= "\u9fff" for char in m) and m not in allowed] == []


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (words.STATES, ApplicationState),
        (words.ITEMS, Item),
        (words.CARDS, Card),
        (words.OUTCOMES, Outcome),
        (words.KINDS, PartyKind),
        (words.ROLES, Role),
        (words.CHANNELS, (*CHANNELS, WINDOW)),
    ],
    ids=["states", "items", "cards", "outcomes", "kinds", "roles", "channels"],
)
def test_every_code_has_a_word(table, codes) -> None:  # type: ignore[no-untyped-def]
    assert set(table) == {str(code) for code in codes}


def test_every_outside_system_and_every_question_to_one_has_a_word() -> None:
    profiles = [tomllib.loads(file.read_text()) for file in (HERE / "profiles" / "reference").glob("*.toml")]
    asked = {name for profile in profiles for name in profile.get("query", {})}

    assert set(get_args(Kind)) - {"intake", "lists"} - set(words.SYSTEMS) == set()
    assert asked - set(words.OPERATIONS) == set()


def test_every_kind_of_message_has_a_word() -> None:
    assert {payments.KIND, payments.CANCEL} <= set(words.MESSAGE_KINDS)


def test_a_dossier_names_systems_and_messages_as_the_console_does() -> None:
    assert names.SYSTEMS.items() <= words.SYSTEMS.items()
    pairs = ((names.MESSAGE_KINDS, words.MESSAGE_KINDS), (names.MESSAGE_STATES, words.MESSAGES),
             (names.OPERATIONS, words.OPERATIONS), (names.VERDICTS, words.VERDICTS))  # fmt: skip
    assert all(ours == theirs for ours, theirs in pairs)


@pytest.mark.usefixtures("english")
def test_what_is_applied_for_is_named_otherwise_than_the_state_of_a_licence() -> None:
    assert (words.word(words.ITEMS, "suspend"), words.word(words.LICENCES, "suspended")) == ("Suspend", "suspended")
    assert words.word(words.LICENCES, "annulled") == "annulled"


@pytest.mark.parametrize("width", [40, 60, 80, 109, 120, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_section_of_an_application_is_cut_from_its_head(language: str, width: int) -> None:
    set_language(language)
    lines = ["".join(text for text, _tone in line) for line in tabs(3, width)]
    set_language("zh")

    assert all(cell_len(line.rstrip()) <= width for line in lines)
    assert [word for word in "".join(lines).split() if word.isdigit()] == list("1234567890")
    assert len(lines) == 1 or width < 100


def test_an_unknown_language_is_chinese() -> None:
    set_language("xx")

    assert _("办件") == "办件"


def test_every_line_of_the_summary_is_translated() -> None:
    assert {code: words for code, _deed, words in NEXT} == home.TEXTS


@pytest.mark.usefixtures("english")
async def test_an_english_console_speaks_english() -> None:
    app = console()
    async with app.run_test(size=(100, 20)) as pilot:
        await app.push_screen(ListScreen(Numbers(range(3))))
        await pilot.pause()
        assert "Help" in screen_text(app)
        await pilot.press("question_mark")
        await pilot.pause()

        assert "Keys that work here" in screen_text(app)
        assert "Next page" in screen_text(app)
