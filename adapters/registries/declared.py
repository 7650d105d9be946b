"""商事登记, 公安 and 电子证照, as their profiles declare them."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import asdict

from adapters.engine.client import OutsideSystem
from adapters.engine.questions import Question, texts
from models.errors import OutsideUnavailable
from models.said import said
from ports.registries import BusinessEntity, ELicence, IdentityAnswer, Query


class _Register:
    """A register behind a declared system."""

    def __init__(self, system: OutsideSystem) -> None:
        self.system = system

    @property
    def name(self) -> str:
        """The system's name in the configuration."""
        return self.system.name

    async def aclose(self) -> None:
        """Close the connections."""
        await self.system.aclose()


class DeclaredBusinessRegister(_Register):
    """商事登记 (ports.registries.BusinessRegister)."""

    def __init__(self, system: OutsideSystem) -> None:
        super().__init__(system)
        self._entity = Question(system, "entity")

    async def entity(self, query: Query) -> BusinessEntity | None:
        """Return the entity of a USCC, None when there is none.

        Raises OutsideUnavailable; OutsideRejected with code check_digit for a faulty number.
        """
        record = await self._entity.ask(asdict(query))
        return BusinessEntity(**texts(record)) if record else None


class DeclaredPoliceRegister(_Register):
    """公安 two-element check (ports.registries.PoliceRegister)."""

    def __init__(self, system: OutsideSystem) -> None:
        super().__init__(system)
        self._check = Question(system, "check")

    async def check(self, query: Query) -> IdentityAnswer:
        """Compare a name with an 18-digit ID number; raises as above."""
        return IdentityAnswer(**texts(await self._check.must(asdict(query))))


class DeclaredELicenceRegister(_Register):
    """电子证照 (ports.registries.ELicenceRegister)."""

    def __init__(self, system: OutsideSystem) -> None:
        super().__init__(system)
        self._find = Question(system, "find")
        self._content = Question(system, "content")

    async def find(self, query: Query, kind: str) -> Sequence[str]:
        """Return the identifiers of the holder's id_card or business_licence."""
        record = await self._find.must({**asdict(query), "kind": kind})
        return tuple(record["identifiers"] or ())

    async def content(self, query: Query, identifier: str) -> ELicence | None:
        """Return one certificate with its file; None when it is gone.

        A file that does not have its declared digest is not an answer: OutsideUnavailable.
        """
        record = await self._content.ask({**asdict(query), "identifier": identifier})
        if record is None:
            return None
        content = _decoded(record.pop("content"))
        if content is None or hashlib.sha256(content).hexdigest() != record["sha256"].lower():
            raise OutsideUnavailable(said("{name}：证照文件与其摘要不符。", name=self.name), do_next="系统会自动重试。")
        return ELicence(**texts(record), content=content)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
