"""The course of a case as one table, row by row against the law: where, whereto, article, conditions, how many sign."""

from pathlib import Path

from rules.casework.steps import STAGE_NAMES, STEPS, Step, name_of

COURSE = (Path(__file__).parents[1] / "data" / "case_course.txt").read_text(encoding="utf-8")


def row_of(deed: str, step: Step) -> str:
    """Return a step as the table writes it."""
    cells = (
        deed, step.name, " ".join(sorted(stage.value for stage in step.sources)), step.to.value if step.to else "–",
        step.basis.key, " ".join(step.needs) or "–", "two" if step.asks_pair else "one",
    )  # fmt: skip
    return " | ".join(cells)


def test_every_step_stands_as_the_table_says() -> None:
    assert [row_of(deed, step) for deed, step in STEPS.items()] == COURSE.strip().splitlines()


def test_every_step_has_an_article_and_every_stage_a_name() -> None:
    assert [deed for deed, step in STEPS.items() if not (step.basis.instrument and step.basis.article)] == []
    assert len(set(STAGE_NAMES.values())) == len(STAGE_NAMES)
    assert (name_of("case.filed"), name_of("case.alarm_raised")) == ("立案", "涉嫌犯罪提示")
    documents = [step.document for step in STEPS.values() if step.document]
    assert len(set(documents)) == len(documents)
