"""The course of a case as one table, row by row against the law: where, whereto, article, conditions, how many sign."""

from pathlib import Path

from rules.casework.forms import FORMS, blanks
from rules.casework.rights import ABOUT_CASES
from rules.casework.steps import ENDED, INQUIRY, STAGE_NAMES, STEPS, Step, name_of

DATA = Path(__file__).parents[1] / "data"
COURSE, BLANKS, RIGHTS = (
    (DATA / f"case_{name}.txt").read_text(encoding="utf-8").splitlines() for name in ("course", "blanks", "rights")
)


def row_of(deed: str, step: Step) -> str:
    """Return a step as the table writes it."""
    cells = (
        deed, step.name, " ".join(sorted(stage.value for stage in step.sources)), step.to.value if step.to else "–",
        step.basis.key, " ".join(step.needs) or "–", "two" if step.asks_pair else "one",
    )  # fmt: skip
    return " | ".join(cells)


def test_every_step_stands_as_the_table_says() -> None:
    assert [row_of(deed, step) for deed, step in STEPS.items()] == COURSE


def test_every_step_has_an_article_and_every_stage_a_name() -> None:
    assert [deed for deed, step in STEPS.items() if not (step.basis.instrument and step.basis.article)] == []
    assert len(set(STAGE_NAMES.values())) == len(STAGE_NAMES)
    assert (name_of("case.filed"), name_of("case.alarm_raised")) == ("立案", "涉嫌犯罪提示")


def test_what_has_ended_and_what_is_filed_and_not_decided() -> None:
    assert sorted(ENDED) == ["annulled", "archived", "cancelled", "joined", "not_filed", "transferred"]
    assert sorted(INQUIRY) == ["investigating", "noticed", "reported", "reviewed"]


def test_each_instrument_is_cited_in_its_edition() -> None:
    cited = [str(STEPS[deed].basis) for deed in ("case.noticed", "case.payment_demanded", "case.filed")]
    assert cited == [
        "《行政处罚法》(2021)第四十四条", "《行政强制法》(2011)第五十四条",
        "《烟草专卖行政处罚程序规定》(工业和信息化部2023年修订)第三十四条",
    ]  # fmt: skip


def test_what_the_system_notes_among_the_steps_has_a_name() -> None:
    marks = ("taken_in", "split_off", "publication_corrected", "publication_withdrawn")
    names = [name_of(f"case.{mark}") for mark in marks]
    assert names == ["他案并入", "由他案分出", "公示记录更正", "公示记录撤回"]


def test_every_blank_of_every_step_stands_as_the_table_says() -> None:
    found = [
        f"{deed} | {one.key} | {one.kind} | {one.name} | {'may be empty' if one.optional else 'must be said'}"
        for deed in FORMS
        for one in blanks(deed)
    ]
    assert found == BLANKS


def test_who_may_take_every_step_stands_as_the_table_says() -> None:
    found = {
        f"{deed} | {name} | {' '.join(sorted(roles))} | {basis.key}"
        for deed, (name, roles, basis, _) in ABOUT_CASES.items()
        if deed.startswith("case.")
    }
    assert found == {line for line in RIGHTS if line.startswith("case.")}
    assert {deed for deed, (*_, two) in ABOUT_CASES.items() if two and deed.startswith("case.")} == {
        deed for deed, step in STEPS.items() if step.asks_pair
    }
