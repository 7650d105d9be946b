"""One bureau over one city without faults for all stories of a module, with one process that sets and seals."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.documents.binder import PdfBinder
from city.world import place_of
from tests.stories.walk import Walk
from tests.support.bridge import Bridge, bridge_over
from tests.support.databases import SqliteDatabases
from tests.support.dossiers import binder
from tests.support.papers import Workshop, furnished, workshop
from wiring.dossiers import Bindery

__all__ = ["binder", "workshop"]
LONG = "厦门市思明区鹭岛白鹭洲筼筜湖畔凤凰木下日光岩旁第一百二十八号喆堃记烟酒食杂便利店"  # 40 characters
WRITTEN = {3: {"shop_name": LONG}, 20: {"name": "欧喆堃"}, 12: {"name": "程䶮敏"}}


def write(bridge: Bridge) -> None:
    """Let applicants write what the stories are about, before anybody has read their applications."""
    for index, fields in WRITTEN.items():
        channel, place = place_of(index)
        bridge.book(channel).amend(place, dict(fields))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def walk(
    sqlite_databases: SqliteDatabases, workshop: Workshop, binder: PdfBinder, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Walk]:
    """Everything that a story needs; all applications have come in, with their files, and are screened."""
    folder = tmp_path_factory.mktemp("stories")
    url = next(iter(sqlite_databases.migrated()))
    async with bridge_over(url, folder) as bridge:
        furnished(bridge.office, workshop, bridge.office.settings.store.path.parent)
        write(bridge)
        await bridge.run("poll_intake", "fetch_attachments", "screen_applications")
        yield Walk(bridge, Bindery(bridge.office, binder), folder)
