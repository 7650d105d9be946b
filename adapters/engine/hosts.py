"""Where a system may be: the hosts that its contract names, and those that the bureau lets anybody be reached at."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from adapters.engine.vocabulary import Transport
from models.errors import InvalidInput
from models.said import said

SECURE = {"http": 80, "https": 443}


class Hosts:
    """The hosts of one system: `declared` by its profile, `allowed` by the configuration; an empty list allows all."""

    def __init__(self, declared: Sequence[str], allowed: Sequence[str]) -> None:
        self._declared, self._allowed = tuple(declared), tuple(allowed)

    def check(self, base_url: str, transport: Transport, source: str) -> None:
        """Raise InvalidInput where the address of a system, or its proxy, lies elsewhere."""
        if not fits(base_url, self._declared):
            words = said("{source}：地址 {url} 不在 transport.allow_hosts 之列。", source=source, url=base_url)
            raise _elsewhere(words, self._declared)
        for url in (base_url, transport.proxy):
            if url is not None and not fits(url, self._allowed):
                words = said("{source}：{url} 不在配置 network.allow_hosts 之列。", source=source, url=url)
                raise _elsewhere(words, self._allowed)

    def leads(self, location: str) -> bool:
        """Whether a whole address may be followed: its host must be declared, and allowed where that is limited."""
        try:
            parts = urlsplit(location)
            known = parts.scheme in SECURE and bool(parts.hostname) and parts.username is None and parts.port != 0
        except ValueError:
            return False
        plain = location.isascii() and location.isprintable() and not {" ", "\\"} & set(location)
        return (
            plain and known and bool(self._declared) and fits(location, self._declared) and self._is_allowed(location)
        )

    def _is_allowed(self, location: str) -> bool:
        return fits(location, self._allowed)


def fits(url: str, hosts: Sequence[str]) -> bool:
    """Whether the host of an address is one of `host`, `host:port` or `*.domain`; without hosts any is.

    What has no host (a drop folder, a database file) lies on this machine.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if not hosts or not host:
        return True
    named = {host, f"{host}:{parts.port or SECURE.get(parts.scheme, 0)}"}
    return any(one.lower() in named or (one.startswith("*.") and host.endswith(one[1:].lower())) for one in hosts)


def _elsewhere(words: str, hosts: Sequence[str]) -> InvalidInput:
    do_next = said("可用的主机：{hosts}。", hosts="、".join(hosts))
    return InvalidInput(words, kept="没有向它发出任何请求；其他系统不受影响。", do_next=do_next)
