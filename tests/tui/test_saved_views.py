"""Saved views: the filters of the queue are named, picked again and deleted, each officer's own."""

from tests.tui import bureau
from tests.tui.conftest import seated
from usecases import saved_views
from wiring.office import Office


def views(office: Office, login: str) -> dict[str, dict[str, object]]:
    with office.reading() as session:
        return saved_views.of_officer(session, login, "applications")


async def test_a_filter_is_named_picked_again_and_deleted(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "o", "w", "enter")
        await clerk.writes("xin")
        await clerk.types("enter")
        assert await clerk.finds("已保存视图：xin")
        assert views(office, "clerk")["xin"]["order"] == "newest"
        await clerk.types("backspace")
        assert await clerk.finds("旧件在前")
        await clerk.types("w", "enter")
        assert await clerk.finds("新件在前")
        await clerk.types("w", "down", "down", "enter", "enter")
        assert await clerk.finds("已删除视图：xin")

    assert views(office, "clerk") == {}


def test_a_view_is_replaced_by_its_name_and_is_its_officers_own(office: Office) -> None:
    for order in ("newest", "oldest"):
        office.keep(saved_views.save, "clerk", "applications", "新件", {"order": order})
    office.keep(saved_views.drop, "clerk2", "applications", "新件")

    assert views(office, "clerk") == {"新件": {"order": "oldest"}}
    assert views(office, "clerk2") == {}
