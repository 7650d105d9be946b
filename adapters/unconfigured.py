"""A system that cannot be called because its secret or its profile is wrong: it answers nothing, and says why."""

from typing import Any

from models.errors import BureauError, OutsideRejected
from ports.exchanges import UNCONFIGURED


class Unconfigured:
    """Stands where a register or a list would (ports.registries, ports.lists); every question is OutsideRejected.

    So whoever asks learns that the source is not available, and never that it knows nothing.
    """

    def __init__(self, fault: BureauError) -> None:
        self._fault = fault

    async def _refuse(self, *_asked: object, **_named: object) -> Any:
        fault = self._fault
        raise OutsideRejected(fault.message, kept=fault.kept, do_next=fault.do_next, code=UNCONFIGURED)

    entity = check = find = content = records = licence = licences = query = fetch = _refuse
