"""The terminal as it really is: bytes that are no UTF-8, signals, and nothing that leads out of the console."""

import asyncio
import os
import selectors
import signal
from codecs import getincrementaldecoder
from collections.abc import Callable

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import _character_to_key
from typing_extensions import override

from tui.pastes import Pastes
from wiring.screen import screen_size

READ_SIZE = 4096


class PatientDriver(LinuxDriver):
    """Reads keys like its parent, but a byte that is no UTF-8 is a sign on the screen and not the end."""

    @override
    def run_input_thread(self) -> None:
        """Read bytes until the console ends; what cannot be decoded becomes U+FFFD."""
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        parser, pastes = XTermParser(self._debug), Pastes()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            try:
                while not self.exit_event.is_set():
                    data = self._read() if selector.select(0.1) else None
                    if data == b"":
                        self._app.call_later(self._app.exit)
                        return
                    for text, pasted in pastes.parts(decode(data or b"")):
                        self._take(parser, text, pasted=pasted)
                    self._feed(parser, "")
            finally:
                self._finish(parser)

    def _read(self) -> bytes:
        """Return what was typed; nothing at all means that the terminal is gone."""
        try:
            return os.read(self.fileno, READ_SIZE)
        except OSError:
            return b""

    def _take(self, parser: XTermParser, text: str, *, pasted: bool) -> None:
        if pasted:
            self.process_message(events.Paste(text))
        else:
            self._feed(parser, text)

    def _feed(self, parser: XTermParser, text: str) -> None:
        if text:
            for message in parser.feed(text):
                self.process_message(message)
        for message in parser.tick():
            self.process_message(message)

    @staticmethod
    def _finish(parser: XTermParser) -> None:
        try:
            for _message in parser.feed(""):
                pass
        except (EOFError, ParseError):
            pass

    @override
    def _get_terminal_size(self) -> tuple[int, int]:
        return screen_size()

    @override
    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: the browser would run on the server."""

    @property
    @override
    def can_suspend(self) -> bool:
        """Never: a suspended console under a forced command is frozen for good."""
        return False


def stop_on_signals(stop: Callable[[int], None]) -> None:
    """Let SIGTERM and SIGHUP end the console in good order, so that the terminal is restored."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop, int(number))


def narrowed(event: events.Key) -> events.Key:
    """Return the key that a full-width character of an input method stands for (ａ → a, ？ → ?)."""
    char = event.character or ""
    code = ord(char) if len(char) == 1 else 0
    if char == "\u3000":
        return events.Key("space", " ")
    if not 0xFF01 <= code <= 0xFF5E:
        return event
    plain = chr(code - 0xFEE0)
    return events.Key(_character_to_key(plain), plain)


def is_han(event: events.Key) -> bool:
    """Return whether an input method sent Chinese text."""
    return any("\u4e00" <= char <= "\u9fff" or char in "，。；：、！" for char in event.character or "")
