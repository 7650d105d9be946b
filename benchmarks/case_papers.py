"""The papers of a case: seconds until twenty-five of them are filled, held against each other, set and sealed."""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.documents import AT, ON, office_of_papers, processor
from benchmarks.measuring import Figure, bounded
from content.documents import catalogue
from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from rules.casework.asked import Asked
from rules.casework.clashes import File, Paper
from rules.casework.consistency import check
from rules.casework.standing import Standing
from usecases.casework_papers import FACTS
from usecases.document_making import Order
from wiring.config import Settings
from wiring.papers import Papers
from wiring.template_check import sample

COUNT, SECONDS = 25, 3.0  # the goal of issue 5
WARM = ("penalty_decision",)  # one that is not counted: set and sealed


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the processor seconds of both processes for the papers of one case, those sealed that bear a seal."""
    kinds = [kind for kind in catalogue().names() if kind in FACTS][: rows or COUNT]
    with office_of_papers() as (settings, papers):
        _made(papers, _filled(settings, WARM), begin=0)
        wall, cpu = time.perf_counter(), processor(papers)
        _made(papers, _filled(settings, kinds), begin=len(WARM))
        wall, cpu = time.perf_counter() - wall, processor(papers) - cpu
    sealed = sum(catalogue().kind(kind, ON).sealed for kind in kinds)
    more: dict[str, object] = {"by_the_clock": round(wall, 2), "sealed": sealed}
    yield bounded("case-papers", cpu, "s", SECONDS, len(kinds), **more)


def _filled(settings: Settings, kinds: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {kind: json.loads(sample(settings, kind, ON)) for kind in kinds}


def _made(papers: Papers, filled: dict[str, dict[str, Any]], *, begin: int) -> None:
    """Check the papers of a case, then set and seal each."""
    law = Asked(ON, lawbook().in_force(ON), built_in_calendar(), {})
    every = [Paper(kind, data["title"], data["number"], data["number"], ON, data) for kind, data in filled.items()]
    check(File(every, Standing(CaseStage.CLOSED, ON), law))
    for n, (kind, data) in enumerate(filled.items(), begin):
        order = Order(n, f"{kind}-{n}", kind, data, sealed=catalogue().kind(kind, ON).sealed, tries=0)
        paper = papers.make(order, at=AT)
        papers.finish(order)
        if paper.fault:
            raise RuntimeError(paper.fault)
