"""Tell systemd how the service is (sd_notify), silently nothing where nobody listens."""

import os
import socket


def notify(message: str) -> None:
    """Send one message, e.g. "READY=1"; without NOTIFY_SOCKET this does nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.connect("\0" + address[1:] if address.startswith("@") else address)
        out.sendall(message.encode())


def watchdog_seconds() -> float | None:
    """Return how often systemd wants to hear from us, None when it does not."""
    text = os.environ.get("WATCHDOG_USEC", "")
    own = os.environ.get("WATCHDOG_PID", "") in {"", str(os.getpid())}
    return int(text) / 1_000_000 if text.isdigit() and own else None
