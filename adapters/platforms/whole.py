"""Ask a receiver for one record with its columns: where it knows no withdrawal, only the whole record takes it back."""

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter, text_at
from adapters.engine.refusals import refusal, unavailable
from models.said import said
from ports.exchanges import Verdict
from ports.platforms import HeldRecord

LONGEST = 9  # digits of a version


class WholeRecords:
    """The [push.record] of a profile; without it a receiver returns nothing."""

    def __init__(self, system: OutsideSystem) -> None:
        push = system.profile.push
        self._system, self._declared = system, push.record if push else None
        self._template = system.template(self._declared.request, "record") if self._declared else None

    async def ask(self, record_key: str) -> HeldRecord | None:
        """Return a record as it is held there, None where it is unknown or the profile cannot ask for it.

        Raises OutsideUnavailable (no answer, or one that is not this record in texts) and OutsideRejected.
        """
        if self._template is None or self._declared is None:
            return None
        answer = await self._system.call(self._template, {"record_key": record_key})
        if answer.verdict is Verdict.NOT_FOUND:
            return None
        if answer.verdict is not Verdict.OK:
            raise refusal(self._system.name, answer, "记录")
        columns, version = getter(self._declared.columns)(answer.data), text_at(answer.data, self._declared.version)
        named = text_at(answer.data, self._declared.key) == record_key and version.isascii() and version.isdigit()
        if (
            not named
            or len(version) > LONGEST
            or not isinstance(columns, dict)
            or not all(map(_is_text, columns.values()))
        ):
            raise unavailable(said("{name}：对方返回的不是这条记录。", name=self._system.name), answer)
        return HeldRecord(record_key, int(version), {name: one for name, one in columns.items() if one})


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)
