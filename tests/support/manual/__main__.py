"""Makes the pictures of the clerks' manual again: walks through a running demonstration by the keys of the manual.

`luqiao demo --dir F` in one terminal, then `python -m tests.support.manual F/config.toml PICTURES [chapter ...]`.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.support.manual import cases, desk, evaluation, examination, hall, lists, offices, publication, service, work
from tests.support.manual.guide import Guide
from tests.tui import conftest
from wiring.config import load
from wiring.office import open_office

CHAPTERS: dict[str, Callable[[Guide], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        desk.everywhere,
        desk.decisions,
        desk.documents,
        service.refusals,
        hall.catalogue,
        hall.appointments,
        hall.window,
        hall.window_against,
        hall.instant,
        examination.examination,
        examination.hearing,
        evaluation.defaulters,
        evaluation.evaluation,
        publication.publication,
        publication.corrections,
        lists.lists,
        cases.cases,
        service.deliveries,
        service.ratings,
        service.dossier,
        work.statistics,
        work.bulk,
        work.claim,
        work.views,
        offices.several_offices,
        offices.giving,
        offices.messages,
    )
}


async def main(config: str, folder: str, *chapters: str) -> None:
    """Make the pictures of the named chapters, all where none is named."""
    conftest.PATIENCE = 2.0  # a dialog that waits for a person is no work
    office = open_office(load(Path(config)))
    for name in chapters or CHAPTERS:
        await CHAPTERS[name](Guide(office, Path(folder)))
    office.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
