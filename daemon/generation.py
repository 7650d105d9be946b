"""Before anything is pushed: the profile, the receiver and what it holds of ours are of one generation of columns."""

from models.errors import OutsideRejected
from ports.platforms import OTHER_GENERATION, OneGeneration, Platform
from usecases import generations
from wiring.office import Office


async def require(office: Office, platform: Platform) -> None:
    """Let a push go on, or raise OutsideRejected: a live licence must never be published as revoked.

    Raises OutsideUnavailable where the receiver cannot say now what it takes.
    """
    if not isinstance(platform, OneGeneration):
        return
    held = await office.in_thread(_held, office, platform.name)
    if held and held != platform.generation:
        raise OutsideRejected(
            f"{platform.name}：已报送的记录是“{held}”代栏目，现在的对接规范是“{platform.generation}”代。",
            kept="什么都没有推送。",
            do_next=f"请换回 {held} 代的对接规范；对方确已换代的，由系统管理员办理切换（luqiao adapter generation）。",
            code=OTHER_GENERATION,
        )
    await platform.confirm_generation()
    if not held:
        await office.in_thread(office.keep, generations.note_first, platform.name, platform.generation, at=office.now())


def _held(office: Office, system: str) -> str:
    with office.reading() as session:
        return generations.held(session, system)
