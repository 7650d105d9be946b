"""The test seal: a key of this installation behind a drawing that says 测试; never a seal of a real bureau."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.documents import fonts
from adapters.documents.worker import Worker
from ports.documents import Place, SealCheck, Sealed

BELOW = "测试"


@dataclass(frozen=True, slots=True)
class TrainingSeal:
    """Seals with the keys that `luqiao init` made in `folder` (adapters.seals.authority)."""

    worker: Worker
    folder: Path
    bureau: str
    cache: Path

    def seal(self, content: bytes, place: Place, *, bureau: str = "", reason: str, at: datetime) -> Sealed:
        """Return the document sealed (ports.documents.SealProvider)."""
        answer, sealed = self.worker.call(
            "seal",
            content,
            folder=str(self.folder),
            name=bureau or self.bureau,
            below=BELOW,
            font=str(fonts.built_in(self.cache) / fonts.BUILT_IN),
            place=[place.page, place.x, place.y],
            reason=reason,
            at=at.isoformat(),
        )
        return Sealed(sealed, answer["seal"])

    def examine(self, content: bytes) -> SealCheck:
        """Say what a file's seal is worth."""
        answer, _ = self.worker.call("examine", content, folder=str(self.folder))
        at = answer.pop("signed_at")
        return SealCheck(**answer, signed_at=datetime.fromisoformat(at) if at else None)
