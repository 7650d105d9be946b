"""Ask a receiver which generation of columns it takes: whoever answers otherwise gets nothing."""

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import text_at
from adapters.engine.refusals import KEPT, refusal
from models.errors import OutsideRejected
from models.said import said
from ports.exchanges import SUCCESS
from ports.platforms import OTHER_GENERATION

ASK_AGAIN = 600.0  # seconds: a receiver may change while we run


class GenerationProbe:
    """The [push.generation] of a profile; without it nobody is asked."""

    def __init__(self, system: OutsideSystem) -> None:
        push = system.profile.push
        self.name = system.profile.adapter.generation or ""
        self._system, self._declared = system, push.generation if push else None
        self._template = system.template(self._declared.request, "generation") if self._declared else None
        self._trusted_until = float("-inf")

    @property
    def asks(self) -> bool:
        """Whether the receiver can be asked."""
        return self._template is not None

    async def confirm(self) -> None:
        """Ask unless the receiver said so lately.

        Raises OutsideUnavailable (no answer) and OutsideRejected (it takes another generation, or says nothing of it).
        """
        now = self._system.setting.monotonic()
        if self._template is None or self._declared is None or now < self._trusted_until:
            return
        answer = await self._system.call(self._template, {})
        if answer.verdict not in SUCCESS:
            raise refusal(self._system.name, answer, "栏目代际")
        found = text_at(answer.data, self._declared.path)
        if found != self._declared.expected:
            raise OutsideRejected(
                said(
                    "{name}：对方说它收“{theirs}”代的栏目，对接规范是“{ours}”代。",
                    name=self._system.name,
                    theirs=found[:40],
                    ours=self.name,
                ),
                kept=said("什么都没有推送。{kept}", kept=KEPT),
                do_next="两代的状态代码相反，不能强推：请换用对方那一代的对接规范，并办理切换。",
                crossing=answer.crossing,
                code=OTHER_GENERATION,
            )
        self._trusted_until = now + ASK_AGAIN
