"""The security of the transport: whom we trust, and who we are there, from files that the profile names."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from adapters.engine.vocabulary.carrying import Tls
from models.errors import InvalidInput
from models.said import said


def context_of(declared: Tls | None, folder: Path, place: str) -> ssl.SSLContext | None:
    """Return the context of a system that declares one; None: it shares `machine_context` with all that do not.

    Relative paths start from `folder`. Raises InvalidInput for a file that is not there or not what it should be.
    """
    if declared is None:
        return None
    if (declared.cert is None) is not (declared.key is None):
        raise InvalidInput(said("{place}：cert 和 key 要一起写。", place=place), do_next="请补上另一个。")
    try:
        context = ssl.create_default_context(cafile=_file(declared.ca, folder))
        if declared.cert is not None:
            context.load_cert_chain(folder / declared.cert, _file(declared.key, folder))
    except OSError as error:  # also ssl.SSLError
        words = said("{place}：证书文件打不开或不对（{name}）。", place=place, name=type(error).__name__)
        raise InvalidInput(
            words, do_next="请核对 ca、cert、key 三个文件；国密双证书（TLCP）请在前面放置网关。"
        ) from error
    return context


@cache
def machine_context() -> ssl.SSLContext:
    """Return the one context that trusts whom the machine trusts; it holds a copy of those certificates (0.8 MB)."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(("http/1.1",))
    return context


@contextmanager
def reading_no_certificates() -> Iterator[None]:
    """Let contexts that are made meanwhile trust nobody; for a library that makes its own when it is imported."""
    type.__setattr__(ssl.SSLContext, "set_default_verify_paths", lambda _context: None)  # over the inherited one
    try:
        yield
    finally:
        del ssl.SSLContext.set_default_verify_paths


def _file(name: str | None, folder: Path) -> Path | None:
    return None if name is None else folder / name
