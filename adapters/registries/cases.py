"""三统一 as a source: what was ever decided on a number, and the licences held there."""

from collections.abc import Sequence
from typing import Any

from adapters.engine.client import OutsideSystem
from adapters.engine.questions import Question, Record, texts
from ports.registries import HeldLicence, PriorRecord


class DeclaredCaseRegister:
    """The national register as a source (ports.registries.CaseRegister)."""

    def __init__(self, system: OutsideSystem) -> None:
        self.system = system
        self._records = Question(system, "records")
        self._licence = Question(system, "licence")
        self._licences = Question(system, "licences")
        declared = system.profile.query
        self._record_names = tuple(declared["records"].map["items"].each)
        self._licence_names = tuple(declared["licences"].map["items"].each)

    async def records(self, number: str) -> tuple[str, Sequence[PriorRecord]]:
        """Return (as of, everything ever decided on that ID number or USCC)."""
        record = await self._records.must({"number": number})
        items = [dict(zip(self._record_names, item, strict=True)) for item in record["items"] or ()]
        return record["as_of"], tuple(_prior(item) for item in items)

    async def licence(self, licence_no: str) -> HeldLicence | None:
        """Return one licence as held, None when there is none."""
        record = await self._licence.ask({"licence_no": licence_no})
        return _held(record) if record else None

    async def licences(self, number: str) -> Sequence[HeldLicence]:
        """Return the licences of a holder."""
        record = await self._licences.must({"number": number})
        return tuple(_held(dict(zip(self._licence_names, item, strict=True))) for item in record["items"] or ())

    async def aclose(self) -> None:
        """Close the connections."""
        await self.system.aclose()


def _numbers(record: Record, *names: str) -> dict[str, Any]:
    return {name: record.pop(name) for name in names}


def _prior(record: Record) -> PriorRecord:
    numbers = _numbers(record, "party_id_no", "party_uscc")
    return PriorRecord(**texts(record), **numbers)


def _held(record: Record) -> HeldLicence:
    numbers = _numbers(record, "version", "holder_id_no", "holder_uscc")
    return HeldLicence(**texts(record), **numbers)
