"""What a check of one identifier answers."""

from dataclasses import dataclass, field

Part = str | int | bool | None | dict[str, str]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One checked identifier: its kind, normal form and parts; faults make it invalid, warnings do not."""

    kind: str
    normal: str
    parts: dict[str, Part] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing in it is impossible."""
        return not self.faults

    def as_json(self) -> dict[str, object]:
        """Return the object that `luqiao check` prints (contract: the command line)."""
        return {
            "kind": self.kind,
            "valid": self.valid,
            "normal": self.normal,
            "parts": self.parts,
            "faults": list(self.faults),
            "warnings": list(self.warnings),
        }
