"""A dialog whose words are kept while they are written, so that a lost connection costs nothing."""

from typing import Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.await_complete import AwaitComplete
from textual.timer import Timer
from textual.widgets import Input
from typing_extensions import override

from tui.language import _
from tui.widgets.dialogs import AskText, Dialog

T = TypeVar("T")
SAVE_AFTER = 1.0  # seconds without a change


class Drafted(Dialog[T], Generic[T]):
    """Keeps what `written` gives under `draft`; `take_back` puts it into the fields when the dialog is opened again."""

    KEPT: ClassVar[bool] = True
    draft = ""  # its name, with the subject; without one nothing is kept
    _later: Timer | None = None
    _saved = False

    def written(self) -> dict[str, str]:
        """Return what was written, by field, without what stood there from the beginning."""
        return {}

    def take_back(self, entered: dict[str, str]) -> None:
        """Put into the fields what was written before."""

    @property
    def _drafts(self) -> Any:
        return getattr(self.app, "drafts", None) if self.KEPT and self.draft else None

    def on_mount(self) -> None:
        """Go on where the connection was lost."""
        if self._drafts is not None:
            self._restore()

    @work(group="draft")
    async def _restore(self) -> None:
        entered = await self._drafts.find(self.draft)
        if entered and self.is_mounted and not self.answered:
            self._saved = True
            self.take_back(entered)
            self.say(_("接着上次没有办完的内容"), "warn")

    @on(Input.Changed)
    def keep_later(self) -> None:
        """Save a moment after the last change."""
        if self._drafts is not None:
            if self._later is not None:
                self._later.stop()
            self._later = self.set_timer(SAVE_AFTER, self._keep_now)

    @work(exclusive=True, group="draft")
    async def _keep_now(self) -> None:
        entered = self.written()
        if self.is_mounted and not self.answered and (entered or self._saved):
            self._saved = True
            await self._drafts.save(self.draft, entered)

    @override
    def dismiss(self, result: T | None = None) -> AwaitComplete:
        if self._later is not None:
            self._later.stop()
        if self._saved and self._drafts is not None:
            self.app.run_worker(self._drafts.drop(self.draft), group="draft")
        return super().dismiss(result)


class AskNote(AskText, Drafted[str]):  # in this order: the style of a dialog follows its first base
    """Asks for one line that goes into a deed; `draft` names deed and subject, so that it is found again."""

    def __init__(self, title: str, *, draft: str, limit: int, least: int = 0) -> None:
        super().__init__(title, limit=limit, least=least)
        self.draft = draft

    @override
    def written(self) -> dict[str, str]:
        return {"text": self._field.value} if self._field.value else {}

    @override
    def dismiss(self, result: str | None = None) -> AwaitComplete:
        if self._drafts is not None and result is not None:
            self._drafts.answered(self.draft, self.written())
        return super().dismiss(result)

    @override
    def take_back(self, entered: dict[str, str]) -> None:
        if not self._field.value:
            self._field.value = entered.get("text", "")
            self._field.cursor_position = len(self._field.value)
