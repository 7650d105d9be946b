"""A push profile that mixes generations, hides a code table or forgets a mask is refused when it is loaded."""

import re
import tomllib

import pytest

from adapters.engine.loading import CONTENT, load, profile_text
from adapters.engine.push_checks import identity_holes, is_identity
from content.generationbook import generations, state_of
from models.errors import InvalidInput

NEW, OLD = "reference/credit", "municipal-2015/credit"


def refused(profile: str, old: str, new: str) -> tuple[str, str, str]:
    """Return the line that the refusal names, its words, and what to do."""
    text, source = profile_text(profile)
    assert old in text
    changed = text.replace(old, new, 1)
    with pytest.raises(InvalidInput) as refusal:
        load(changed, source)
    found = re.search(r"第 (\d+) 行", refusal.value.message)
    assert found is not None
    return changed.splitlines()[int(found[1]) - 1], refusal.value.message, refusal.value.do_next


def test_a_column_of_the_other_generation_is_named_with_its_line() -> None:
    line, message, do_next = refused(NEW, "XK_XKWS =", "XK_XMMC =")

    assert line.startswith("XK_XMMC =")
    assert "栏目“XK_XMMC”不属于 424-2018 代，是 2015 代的" in message
    assert "不能混用" in do_next


@pytest.mark.parametrize(
    ("profile", "old", "new", "said"),
    [
        (NEW, 'valid = "1", invalid = "2"', 'valid = "0", invalid = "1"', "valid 应为“1”，这里是“0”"),
        (NEW, 'valid = "1", invalid = "2"', 'valid = "2", invalid = "1"', "（那是 invalid）"),
        (NEW, 'valid = "1", invalid = "2"', 'valid = "1", disputed = "2"', "没有“disputed”这种状态"),
        (NEW, 'valid = "1", invalid = "2"', 'invalid = "2"', "没有 valid"),
        (OLD, 'valid = "0", invalid = "1"', 'valid = "1", invalid = "2"', "（那是 invalid、withdrawn）"),
        (OLD, 'disputed = "2"', 'disputed = "0"', "disputed 应为“2”"),
    ],
    ids=["codes of 2015", "swapped", "a state of 2015", "no valid", "codes of 2018", "disputed as valid"],
)
def test_a_code_of_the_state_that_says_something_else_is_refused(profile: str, old: str, new: str, said: str) -> None:
    line, message, _ = refused(profile, old, new)

    assert line.startswith("state = ")
    assert said in message


@pytest.mark.parametrize(
    ("profile", "generation"), [(NEW, "2015"), (OLD, "424-2018")], ids=["2018 as 2015", "2015 as 2018"]
)
def test_the_columns_of_one_generation_under_the_name_of_the_other_are_refused(profile: str, generation: str) -> None:
    own = load(*profile_text(profile)).adapter.generation

    assert f"不属于 {generation} 代" in refused(profile, f'"{own}"', f'"{generation}"')[1]


@pytest.mark.parametrize(
    ("profile", "old", "new", "said"),
    [
        (NEW, 'generation = "424-2018"\n', "", "缺少键“adapter.generation”"),
        (NEW, '"424-2018"', '"424-2081"', "没有“424-2081”这一代栏目"),
        (NEW, 'from = "standing", table = "state"', 'from = "valid", type = "flag", table = "state"', "取自 standing"),
        (NEW, 'from = "standing", table', 'from = "standing", default = "valid", table', "没有别的来源、默认值"),
        (NEW, 'XK_ZT = { from = "standing", table = "state", max = 1, required = true }', "", "缺少状态栏目“XK_ZT”"),
        (OLD, 'from = "valid_to", type = "date", out = "YYYY/MM/DD"', 'from = "valid_to", type = "date"', "YYYY/MM/DD"),
        (OLD, 'mask = "birth6", ', "", "没有写明怎样送出"),
        ("reference/sms", 'masks = { mobile = "none" }', "", "“mobile”是自然人的号码"),
        ("reference/case_system", '"holder.id_no" = "none"', '"holder.idno" = "none"', "holder.id_no"),
        (NEW, 'table = "party_kind"', 'table = "party_kinds"', "没有代码表“party_kinds”"),
        (NEW, 'not_before = "XK_YXQZ"', 'not_before = "XK_YXQX"', "“XK_YXQX”没有声明"),
        (NEW, 'number = "XK_WSH"', 'number = "XK_WHS"', "“XK_WHS”没有声明"),
        (OLD, '["XK_SPLB"]', '["XK_ZT"]', "编号或状态，不能省略、替换"),
        (OLD, '["XK_SPLB"]', '["XK_WSH"]', "编号或状态，不能省略、替换"),
        (OLD, '["XK_SPLB"]', '["XK_SPLX"]', "“XK_SPLX”没有声明"),
        (OLD, 'matches = ".+"', 'matches = "(.+"', "不是正确的表达式"),
        (OLD, 'matches = ".+"\n', "", "matches 与 unless"),
        (OLD, 'value = "其他"\n', "", "要有 value"),
        (OLD, 'matches = ".+"\n', 'matches = ".+"\nline = 3\n', "由程序填写"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_dangles_or_is_dangerous_is_refused_with_its_line(profile: str, old: str, new: str, said: str) -> None:
    assert said in refused(profile, old, new)[1]


def test_a_renamed_column_says_for_which_column_it_stands() -> None:
    text, source = profile_text(NEW)
    renamed = text.replace(
        'XK_XDR_MC = { from = "party.name"', 'entname = { standard = "XK_XDR_MC", from = "party.name"'
    )

    assert "entname" in load(renamed, source).push.kinds["xk"].columns  # type: ignore[union-attr]
    assert "“entname”不属于" in refused(NEW, "XK_XDR_MC =", "entname =")[1]


def test_a_renamed_state_may_have_other_codes_but_never_one_for_two_states() -> None:
    text, source = profile_text(NEW)
    renamed = text.replace("XK_ZT = { ", 'xkzt = { standard = "XK_ZT", ')

    assert load(renamed.replace('valid = "1", invalid = "2"', 'valid = "01", invalid = "02"'), source).push is not None
    with pytest.raises(InvalidInput, match="用了同一个代码“01”"):
        load(renamed.replace('valid = "1", invalid = "2"', 'valid = "01", invalid = "01"'), source)


def test_valid_in_one_generation_is_revoked_in_the_other() -> None:
    states = {name: one.kinds["xk"].state for name, one in generations().items()}

    assert states["424-2018"] is not None
    assert states["2015"] is not None
    assert states["424-2018"].codes["valid"] == states["2015"].codes["withdrawn"] == "1"


@pytest.mark.parametrize(
    ("old", "new", "said", "hint"),
    [
        ('hash = "{hash}", data', 'hash = "{hsah}", data', "没有名为“hsah”的值", "hash"),
        ('reason = "{reason}"', 'reason = "{hash}"', "没有名为“hash”的值", "authority_no"),
        ("withdraw = { op", "delete = { op", "没有“delete”这种行", "withdraw"),
        ('from = "party.name"', 'from = "party.nmae"', "没有“party.nmae”这一项", "party.name"),
        ('done = "$.done"', 'words = { ok = "accepted" }', "“accepted”不是我们的状态", "validated"),
    ],
)
def test_what_would_fail_only_with_the_first_record_is_refused_when_it_is_loaded(
    old: str, new: str, said: str, hint: str
) -> None:
    line, message, do_next = refused(NEW, old, new)

    assert new.split(" ", maxsplit=1)[0] in line
    assert said in message
    assert hint in do_next


PROFILES = sorted(str(file.relative_to(CONTENT).with_suffix("")) for file in CONTENT.rglob("*.toml"))


@pytest.mark.parametrize("name", PROFILES)
def test_every_identity_number_that_a_profile_sends_says_how_it_leaves(name: str) -> None:
    text, source = profile_text(name)
    push = load(text, source).push
    declared = tomllib.loads(text).get("push", {}).get("kinds", {})
    for kind_name, kind in (push.kinds if push else {}).items():
        for column_name, column in kind.columns.items():
            if is_identity(column) and column.publish:
                assert "mask" in declared[kind_name]["columns"][column_name]
        if kind.request is not None:
            assert set(identity_holes(kind.request)) == kind.masks.keys()


def test_only_the_generation_of_2015_has_a_state_for_a_dispute() -> None:
    assert state_of("2015", "xk", "disputed") == ("XK_ZT", "2")
    assert state_of("2015", "cf", "disputed") == ("CF_ZT", "2")
    assert {state_of(other, kind, "disputed") for other in ("424-2018", "2030", "") for kind in ("xk", "cf")} == {
        ("", "")
    }


@pytest.mark.parametrize("word", ["valid", "disputed"])
def test_a_profile_of_2015_has_a_code_for_what_is_sent_as_such(word: str) -> None:
    code = {"valid": "0", "disputed": "2"}[word]
    _, words, _ = refused(OLD, f'{word} = "{code}", ', "")

    assert f"没有 {word}" in words
