"""The child's side: answer one call after the other until the pipe ends."""

import importlib
import os
import sys
from collections.abc import Callable

from adapters.documents import pipe
from models.errors import BureauError, OutsideUnavailable

CALLS = {  # what may be called: where it is
    "render": "adapters.documents.setting",
    "pictures": "adapters.documents.setting",
    "characters": "adapters.documents.characters",
    "fault": "adapters.documents.setting",
    "pages": "adapters.documents.binding",
    "bind": "adapters.documents.binding",
    "seal": "adapters.seals.signing",
    "examine": "adapters.seals.examining",
}
Call = Callable[..., pipe.Message]


def answer(header: dict[str, object], blob: bytes) -> pipe.Message:
    """Return what a call answers, or its error in words."""
    name = str(header["call"])
    try:
        call: Call = getattr(importlib.import_module(CALLS[name]), name)
        return call(blob, **header["with"])  # type: ignore[arg-type]
    except BureauError as error:
        kind = "unavailable" if isinstance(error, OutsideUnavailable) else "invalid"
        said = {"kind": kind, "message": error.message, "kept": error.kept, "next": error.do_next}
        return {"error": said}, b""
    except Exception as error:  # noqa: BLE001  # a document must not end the process
        said = {
            "kind": "invalid",
            "message": f"文书制作出错（{type(error).__name__}：{error}）。",
            "kept": "",
            "next": "",
        }
        return {"error": said}, b""


def limit_memory(most: int) -> None:
    """Let this process have so many bytes of address space and leave no core file (where the system can)."""
    try:
        import resource
    except ImportError:  # not POSIX
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve; what libraries print goes to stderr, so that it never mixes with an answer."""
    if len(sys.argv) > 1 and int(sys.argv[1]):
        limit_memory(int(sys.argv[1]))
    out = os.dup(1)
    os.dup2(2, 1)
    while True:
        try:
            header, blob = pipe.read(0)
        except pipe.Closed:
            return
        pipe.write(out, *answer(header, blob))


if __name__ == "__main__":
    main()
