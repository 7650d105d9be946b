"""Where a system may be reached: only at hosts that its contract and the bureau allow, through the declared proxy."""

from datetime import UTC, datetime

import pytest

from adapters import build
from adapters.engine.client import OutsideSystem
from adapters.engine.hosts import fits
from models.errors import InvalidInput
from ports.exchanges import Crossing, Verdict
from tests.adapters.declared import HEAD, OUTCOME, SEND, send
from tests.adapters.listening import JSON, Answered, listening

TEXT = HEAD + OUTCOME + SEND + 'json = { id = "{id}" }\n'


def yes(_target: str) -> Answered:
    return 200, JSON, b'{"code":"00"}'


def declared(
    transport: str, base_url: str, allowed: tuple[str, ...] = (), crossings: list[Crossing] | None = None
) -> OutsideSystem:
    journal = crossings.append if crossings is not None else None
    setting = build.Setting("x", base_url, {}, lambda: datetime.now(UTC), journal=journal, allow_hosts=allowed)
    return build.system_of_text(f"{TEXT}\n[transport]\n{transport}\n", "own.toml", setting)


async def verdict(one: OutsideSystem) -> Verdict:
    try:
        return (await send(one)).verdict
    finally:
        await one.aclose()


@pytest.mark.parametrize(
    ("url", "hosts", "there"),
    [
        ("https://api.example.cn/v1", ["api.example.cn"], True),
        ("https://API.example.cn./v1", ["api.EXAMPLE.cn"], True),
        ("https://api.example.cn:8443", ["api.example.cn"], True),
        ("https://api.example.cn:8443", ["api.example.cn:443"], False),
        ("https://api.example.cn", ["api.example.cn:443"], True),
        ("http://a.b.example.cn", ["*.example.cn"], True),
        ("http://example.cn", ["*.example.cn"], False),
        ("http://notexample.cn", ["*.example.cn"], False),
        ("http://api.example.cn.evil.org", ["api.example.cn"], False),
        ("http://api.example.cn@evil.org", ["api.example.cn"], False),
        ("postgresql+psycopg://db.local/front", ["db.local"], True),
        ("sqlite:////front/front.db", ["db.local"], True),
        ("file:///front", ["db.local"], True),
        ("http://anywhere.org", [], True),
    ],
)
def test_a_host_is_compared_whole(url: str, hosts: list[str], there: bool) -> None:
    assert fits(url, hosts) is there


async def test_a_profile_is_pointed_only_where_its_contract_and_the_bureau_allow() -> None:
    async with listening(yes) as town:
        here = f"127.0.0.1:{town.port}"
        assert await verdict(declared(f'allow_hosts = ["{here}"]', town.base_url, (here,))) is Verdict.OK
        with pytest.raises(InvalidInput, match=r"不在 transport\.allow_hosts 之列") as contract:
            declared('allow_hosts = ["api.example.cn"]', town.base_url)
        with pytest.raises(InvalidInput, match=r"不在配置 network\.allow_hosts 之列") as bureau:
            declared("", town.base_url, ("*.gov.cn", "10.0.0.5"))
        with pytest.raises(InvalidInput, match=r"http://proxy\.cn:3128 不在配置"):
            declared('proxy = "http://proxy.cn:3128"', town.base_url, (here,))

    assert contract.value.do_next == "可用的主机：api.example.cn。"
    assert bureau.value.do_next == "可用的主机：*.gov.cn、10.0.0.5。"
    assert len(town.asked) == 1


async def test_a_call_goes_through_the_proxy_and_nowhere_else() -> None:
    async with listening(yes) as proxy:
        one = declared(f'proxy = "{proxy.base_url}"', "http://credit.example.cn/api")
        assert await verdict(one) is Verdict.OK

    assert [target for target, _ in proxy.asked] == ["http://credit.example.cn/api/send"]


@pytest.mark.parametrize("address", ["http://credit.example.cn", "https://credit.example.cn"], ids=["plain", "secure"])
async def test_a_proxy_that_refuses_us_has_sent_nothing_on(address: str) -> None:
    crossings: list[Crossing] = []
    async with listening(lambda _: (407, {}, b"")) as proxy:
        one = declared(f'proxy = "{proxy.base_url}"', address, crossings=crossings)
        assert await verdict(one) is Verdict.RETRY

    assert len(proxy.asked) == 1
    assert (await verdict(declared('proxy = "http://127.0.0.1:9"', address))) is Verdict.RETRY


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('proxy = "proxy.cn:3128"', "代理写作 http://HOST:PORT"),
        ('allow_hosts = ["https://api.example.cn"]', "主机写作 api.example.gov.cn"),
    ],
)
def test_how_a_host_and_a_proxy_are_written_is_told(words: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        declared(words, "http://127.0.0.1:9")
