"""Enforcement in English: its rules build no sentence on the spot, and nothing that they find keeps a Chinese word."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from models.casework import CaseStage
from models.complaints import HotlineKind
from models.errors import BureauError
from models.said import again, said
from models.values import Fen, PartyKind
from rules import brands, cartons, complaints, goods, payments, prices, scene, scene_things, scene_told
from rules.casework import alarm, duties
from rules.casework.clashes import law_says
from rules.casework.collecting import plan
from rules.casework.conditions import CONDITIONS, check
from rules.casework.consistency import check as clashes_of
from rules.casework.standing import Party, Standing
from rules.casework.steps import STAGE_NAMES, STEPS
from rules.payments import Instalment
from tests.rules.test_casework_standard import STANDARD
from tests.support.casefile import file
from tests.support.standing import DAY, HEARD_NOTICE, LAW, NOTICE, SERVED, TEAM, case, officer, on, took
from tests.test_architecture import ROOT, parsed
from tui.language import catalogue_file, errors_in, read_catalogue

KNOWN = read_catalogue(catalogue_file("en")) | errors_in("en")
HAN = re.compile("[\u4e00-\u9fff，。；：（）]")
LAW_CITED = re.compile(
    r"《[^》]*》(?:\([^)]*\))?|第[^ ;,.（(]*?[条款项](?:第[^ ;,.]*?[款项]|至第[^ ;,.]*?条)*|关于[^ ;,.]*的规定"
)
OF_THE_LAW = re.compile("|".join(
    sorted({words for cause in LAW.causes.values() for words in (cause.name, cause.base, cause.measures) if words},
           key=len, reverse=True)
) + "|第[0-9]+档")  # fmt: skip
FILES = sorted(
    file
    for pattern in ("rules/casework/*.py", "rules/scene*.py", "rules/complaint*.py", "usecases/case*.py",
                    "usecases/complaint*.py", "usecases/payment*.py", "usecases/undo_c*.py", "wiring/scene*.py",
                    "rules/goods.py", "rules/prices.py", "rules/brands.py", "rules/carton*.py", "rules/payments.py",
                    "usecases/brands.py", "usecases/carton*.py", "tui/scene*.py")
    for file in ROOT.glob(pattern)
    if not file.name.startswith("casework_paper")  # what documents say is Chinese
)  # fmt: skip
KEPT = frozenset({  # what is written into a record or read out of one
    "分", "；", "，", "有", "（拟）", "零〇一二三四五六七八九幺两", "other:通报批评",
})  # fmt: skip
WRITTEN = frozenset({  # functions whose sentences go into records, documents and the ledger
    "found_in_words", "_times", "correct", "told", "propose", "_part", "_value", "_text", "_sampling", "preserved",
})  # fmt: skip


def english(text: str) -> str:
    """Return a text as an English reader gets it."""
    return again(text, lambda words: KNOWN.get(words, words))


def chinese(text: str) -> str:
    """Return what is left of a text in English without quotations of the law, "" where no Chinese word is."""
    told = LAW_CITED.sub("", english(text))
    return told if HAN.search(OF_THE_LAW.sub("", told)) else ""


def literals(code: Path) -> Iterator[tuple[str, bool]]:
    """Yield every text of a file that somebody reads, and whether it is built on the spot."""
    tree = parsed(code)
    left_out = {id(part) for node in ast.walk(tree) if _is_no_sentence(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "·" for part in node.values), True
            left_out |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, False


def cited(text: str) -> bool:
    """Tell whether a text is an article of the law."""
    return text.lstrip("·").startswith(("第", "关于", "行政处罚法第"))


def _is_no_sentence(node: ast.AST) -> bool:
    """Tell whether a piece of code is a docstring, an article of the law, or writes a record."""
    if isinstance(node, ast.FunctionDef):
        return node.name in WRITTEN
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "LegalBasis"
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") == "HEADERS"  # of a file
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("code", FILES, ids=lambda code: f"{code.parent.name}/{code.stem}")
def test_no_sentence_is_built_on_the_spot_and_each_has_its_english(code: Path) -> None:
    texts = [(text, built) for text, built in literals(code) if HAN.search(text) and not cited(text)]
    plain = {text.rpartition(" ")[2] if code.stem == "forms" else text for text, built in texts if not built} - KEPT

    assert [text for text, built in texts if built] == []
    assert sorted(text for text in plain if not {text, f"{text}。"} & set(KNOWN)) == []


def standings() -> Iterator[Standing]:
    """Yield cases after one step, at the beginning and behind a served notice, of several parties and causes."""
    decided = took("case.decided", kinds=["fine"], fine=100_00)
    more: dict[str, Any] = {
        "number": "1",
        "notice": "1",
        "amount": 100_00,
        "held_on": "2026-11-18",
        "parts": [{"due_on": "2026-11-20", "amount": 100_00}],
    }
    for before, name in product(((), (NOTICE,), (HEARD_NOTICE, SERVED), (decided, took("case.served"))), STEPS):
        yield case(*before, took(name, until="2026-11-20", **more), owed=100_00, cause="C01")
    for cause, alarmed, owned in product(("", "C01", "C02", "C07", "C13"), ("", "much"), (True, False)):
        yield case(cause=cause, alarm=alarmed, ownerless=not owned, acted_on=date(2020, 1, 2), grave=True)
        yield case(cause=cause, party=Party(), acted_on=None, confiscated_owed=1)
    child, dead = date(2013, 1, 1), date(2026, 11, 1)
    yield case(party=Party(PartyKind.PERSON, "Lin", "1", child), owed=0)
    yield case(took("case.fined_on_the_spot", fine=200_00), took("case.filed"), owed=100_00)
    yield case(party=Party(PartyKind.PERSON, "Lin", "1", date(2010, 1, 1), died_on=dead), owed=0)


def words_of_steps() -> Iterator[dict[str, Any]]:
    """Yield what steps may say, rightly and wrongly."""
    yield {"dated": "2020-01-01", "held_on": "2026-11-03", "officers": TEAM[:1], "notice": "9"}
    yield {"dated": "2026-11-02", "received": "2020-11-02", "held_on": "2026-11-03", "parts": []}
    for ground, fine, way in product(("", "一百元以下", "事后难以执行", "边远地区"), (1, 900_000_00), ("", "留置送达")):
        yield {"dated": "2026-11-02", "held_on": "2027-01-03", "kinds": ["fine"], "fine": fine, "way": way,
               "base": 100_00, "ground": ground, "amount": 100_00, "in_kind": 5, "consented_on": "2027-01-01",
               "parts": [{"due_on": "2020-01-02", "amount": 1}]}  # fmt: skip
    for codes in (["under_14"], ["minor"], ["mistaken"]):
        yield {"dated": "2026-11-02", "held_on": "2027-01-03", "kinds": ["fine"], "fine": 1, "circumstances": codes,
               "base": 60_000_00, "way": "公告送达", "parts": 1}  # fmt: skip
    yield {"dated": "2026-11-02", "held_on": "2027-01-03", "kinds": ["closure"], "fine": 1}


def test_whatever_stands_against_a_step_is_english() -> None:
    found: dict[str, set[str]] = {name: set() for name in CONDITIONS}
    days = [DAY, DAY + timedelta(days=400)]
    asked = [replace(on(day, **what), law=law) for day, what, law in product(days, words_of_steps(), (LAW, STANDARD))]
    cases = list(standings())
    some = [*cases[::29], case(cause="C02")]  # the latter says what is serious, whichever the others are
    pairs = [*product(cases, asked[:1]), *product(cases, asked[-1:]), *product(some, asked)]
    for (standing, one), name in product(pairs, CONDITIONS):
        if name != "plan_right" or plan(standing, one):  # only a fine that is due is parted
            found[name].add(CONDITIONS[name](standing, one))

    assert [name for name, words in found.items() if not any(words)] == []
    assert sorted({left for words in found.values() for text in words if (left := chinese(text))}) == []


def refused(call: Callable[[], object]) -> str:
    """Return every word of a refusal."""
    with pytest.raises(BureauError) as error:
        call()
    return said(
        "{message} {kept} {do_next}", **{name: getattr(error.value, name) for name in ("message", "kept", "do_next")}
    )


def test_a_step_that_is_refused_is_refused_in_english() -> None:
    lead = case(stage=CaseStage.LEAD, cause="", party=Party())
    told = [refused(partial(check, name, lead, on(DAY))) for name in ("case.filed", "case.noticed")]
    team = case(took("case.review_passed", by="a"), took("case.recused", who="a"), took("case.filed", officers=TEAM))
    told += [refused(lambda: duties.check_votes(team, [])), refused(lambda: duties.check_host(team, "x", "x"))]
    told.append(refused(lambda: duties.check_other(officer("a", "1"), officer("b", "1"))))

    assert [left for text in told if (left := chinese(text))] == []


def test_every_stage_and_step_has_an_english_name() -> None:
    names = [*STAGE_NAMES.values(), *(step.name for step in STEPS.values())]
    assert [name for name in names if chinese(name)] == []


def test_an_alarm_is_english() -> None:
    most = alarm.Sums(900_000_00, 900_000_00, 9_000_000, 3, 60_000_00, 0)
    texts = [alarm.text("C01", most, LAW), alarm.text("C01", alarm.Sums(60_000_00, fakes_unsold=150_000_00), LAW)]
    texts.append(alarm.text("C01", alarm.Sums(60_000_00), LAW, licensed=True))

    assert all(texts)
    assert [left for text in texts if (left := chinese(text))] == []


def test_what_papers_say_against_each_other_is_english_but_for_their_titles_and_their_words() -> None:
    found = [*clashes_of(file("penalty_decision", review_days=1, bank="", content="x", party="Y", case_no="C-2")),
             *clashes_of(file("sampling_list", base=30, sampled=30, sampled_at="x", team=[])),
             *clashes_of(file("price_appraisal", total="1.00"))]  # fmt: skip
    quoted = re.compile(r"《[^》]*》[^ ]*|\((?:[^()]|\([^()]*\))*\)")
    told = [quoted.sub("", english(str(clash))) for clash in found]

    assert len({clash.rule for clash in found}) >= 5
    assert [text for text in told if HAN.search(text)] == []
    assert (
        english(str(law_says("法律规定", "team", said("不少于{least}人", least=2))))
        == "“team” of 《the law》 (2 people at least)"
    )


def test_what_a_scene_goods_and_payments_refuse_is_english() -> None:
    plan = [Instalment(DAY, Fen(1)), Instalment(DAY, Fen(0))]
    wrong = goods.Goods(" ", 0, 0, 0, carton_price=Fen(-1))
    begun = {"do": "begun", "scene": "1", "at": "2026-11-02T09:00:00+08:00", "id": "1"}
    counted = {"do": "counted", "id": "2", "goods": {"product": "x", "packs": 1.5}}
    calls: list[Callable[[], object]] = [
        lambda: payments.check_plan(plan, Fen(5), DAY, DAY), lambda: payments.check_plan([], Fen(5), DAY, DAY),
        wrong.check, lambda: prices.check(goods.Goods("x", 1, carton_price=Fen(1), price_basis="x")),
        lambda: scene.replay([]), lambda: scene.replay([begun, counted]),
        lambda: scene.joined([begun], scene.replay([begun | {"place": "x"}])),
        lambda: complaints.check_reward(complaints.Rewarded(HotlineKind.SUGGESTION, None), 1, None),
    ]  # fmt: skip
    faults = [
        *scene_things.thing_faults({"kind": "x", "name": "y" * 500}, has_photo=False),
        *scene_things.thing_faults({"kind": "photo"}, has_photo=False),
        *scene_things.sample_faults(0, 0), *scene_things.sample_faults(3, 4), ("", scene_things.unusual(100, 100)),
        *scene_told.clock_faults(9_999_999, "x" * 500), *scene_told.clock_faults(1, ""),
        *brands.Brand("", "1", "1", packs_per_carton=0, sticks_per_pack=0, cartons_per_case=-1).faults(),
        *brands.Brand("", "x" * 99, carton_price=Fen(0)).faults(),
        *(("", complaints.OBJECTIONS[code]) for code in complaints.OBJECTIONS),
        *(("", verdict) for verdict in cartons.VERDICT_NAMES.values()),
    ]  # fmt: skip
    told = [*(refused(call) for call in calls), *(words for _key, words in faults)]

    assert [left for text in told if (left := chinese(text))] == []
