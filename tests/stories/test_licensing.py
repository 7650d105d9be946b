"""Every item from intake to the archived dossier, and every act ex officio, on the city as it is."""

from dataclasses import dataclass

import pytest

from tests.stories.walk import Walk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, slots=True)
class Story:
    """One item: the application in the city, what is looked at before, and what must come of it."""

    index: int
    kinds: tuple[str, ...]  # of the documents, in the order of their issue
    status: str
    national: str
    life: tuple[str, ...]
    ways: tuple[str, ...]
    visited: bool = False


LICENCE = ("licence_original", "licence_duplicate")
ITEMS = {
    "new": Story(
        3, ("acceptance", "site_check", "grant", *LICENCE, "delivery"), "active", "active",
        ("licence.granted", "licence.delivered"), ("post",), visited=True,
    ),
    "renew": Story(
        13, ("acceptance", "renewal_grant", *LICENCE, "delivery"), "active", "active", ("licence.renewed",), ("post",)
    ),
    "change": Story(
        8, ("acceptance", "change_grant", *LICENCE, "delivery"), "active", "active", ("licence.changed",), ("post",)
    ),
    "suspend": Story(
        0, ("acceptance", "suspension_grant", "delivery"), "suspended", "suspended", ("licence.suspended",),
        ("electronic",),
    ),
    "resume": Story(
        46, ("acceptance", "resumption_grant", "delivery"), "active", "active", ("licence.resumed",), ("window",)
    ),
    "close": Story(
        43, ("acceptance", "closing", "delivery"), "cancelled", "cancelled", ("licence.closed", "licence.cancelled"),
        ("electronic",),
    ),
    "reissue": Story(
        20, ("acceptance", "reissue", *LICENCE, "delivery"), "active", "active", ("licence.reissued",), ("post",)
    ),
}  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
async def test_an_item_walks_from_intake_to_the_archived_dossier(walk: Walk, item: str) -> None:
    story = ITEMS[item]
    number = walk.number_of(story.index)
    assert (walk.application(number).item, walk.application(number).state) == (item, "received")
    walk.accept(number)
    if story.visited:
        await walk.visit(number)
        walk.consult(number)

    licence_no = walk.grant(number)

    await walk.on_paper(number)
    served = await walk.served(number)
    await walk.quiet()
    papers = walk.papers(number)
    assert tuple(paper.kind for paper in papers) == story.kinds
    assert all(paper.sealed and paper.sha256 for paper in papers if paper.state == "sealed")
    assert tuple(row.way for row in served) == story.ways
    assert walk.licence(licence_no).status == story.status
    assert tuple(act for act, _, _ in walk.life(licence_no)) == story.life
    assert walk.registered(licence_no) == story.national
    assert walk.told(number)[-1] == "result"
    dossier = walk.archived(number)
    assert (dossier["state"], dossier["outcome"], walk.application(number).state) == ("locked", "granted", "closed")
