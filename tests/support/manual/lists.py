"""The blacklists: a list with its versions, what one changed, and the hits that wait for a person."""

from hashlib import sha256

from sqlalchemy import select

from daemon.jobs import rescreen
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from tests.support.manual.guide import Guide
from usecases import blacklist_lists
from usecases.blacklist_files import read_list
from usecases.blacklist_import import ListToImport, import_list

NAME = "重点监管户"
WORDING: dict[str, object] = {"source": "稽查科", "reason": "两年内两次以上无证经营", "feed": "file", "stale_days": 30}


async def lists(guide: Guide) -> None:
    """A list in its second version, what that changed, and a hit."""
    office, c = guide.office, table_of(LicenceRow).c
    with office.reading() as session:
        name, number = session.execute(
            select(c.holder_name, c.holder_no).where(c.holder_no != "", c.status == "active").order_by(c.id).limit(1)
        ).one()
    by = office.officer("approver")
    office.perform(blacklist_lists.propose, NAME, WORDING, by=by)
    for reason, other in (("无证经营", "王小某"), ("三次无证经营", "陈某月")):
        content = f"name,number,reason\n{name},{number},{reason}\n{other},,售假\n".encode()
        new = ListToImport(NAME, read_list(content), sha256(content).hexdigest(), "稽查科第四季度")
        office.perform(import_list, new, by=by)
    run = rescreen.begin(office)
    while run is not None and run.finished_at is None:
        matcher, behind = rescreen.entries(office, run)
        run = rescreen.step(office, run, matcher, behind)
    async with guide.sit("approver") as desk:
        await guide.shots(desk, {"lists": ("g", "z"), "list-version": ("v", "enter"), "list-hits": ("enter", "g", "u")})
