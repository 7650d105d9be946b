"""The pitfalls of other systems are all proved by tests, and the page that lists them is the one of this table."""

import ast
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from typing_extensions import override

from adapters import build
from models.errors import OutsideUnavailable
from ports.exchanges import Verdict
from tests.adapters.conformance import CASES
from tests.adapters.conftest import Reach, outside
from tests.adapters.records import licence, message

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "interfaces" / "conformance.md"
HEAD = """# What other systems do wrong, and what we do about it

The pitfalls of other systems that were met in practice, numbered as in the notes on the wire (section 4; 2.2 =
front-end tables and files). Each is shown by a fault of the simulated city, by its legacy side, or by answers that a
test makes, and proved by the tests named here, which stand in `tests/adapters/`. This page is generated:
`python -m tests.adapters.test_pitfalls` writes it, and a test compares.

| | pitfall | shown by | what we do | proved by |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page that lists every pitfall."""
    lines = []
    for case in CASES:
        tests = "<br>".join(f"`{test}`" for test in case.tests)
        lines.append(f"| {case.number} | {case.pitfall} | {case.shown_by} | {case.answer} | {tests} |\n")
    return HEAD + "".join(lines)


def test_every_pitfall_of_the_list_has_its_case() -> None:
    assert [case.number for case in CASES if case.number.isdigit()] == [str(n) for n in range(1, 21)]


@pytest.mark.parametrize("named", sorted({test for case in CASES for test in case.tests}))
def test_what_the_table_names_is_a_test(named: str) -> None:
    file, _, name = named.partition("::")
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))

    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_the_page_is_that_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.adapters.test_pitfalls"


@outside
async def test_a_firewall_that_refuses_a_text_is_no_word_of_the_receiver(reach: Reach) -> None:
    blocked = "<html><title>403</title>您的访问被阻断：select ... from</html>"
    outside.post("http://outside.test/credit/v1/batches").respond(403, html=blocked)
    credit = build.credit(reach("credit"))
    risky = licence(remark="select * from 库存 where 1=1 -- <script>")

    sent = await credit.send(credit.prepare([message(risky)], batch_no="B1", at=datetime.now(UTC)))

    assert sent.answer.verdict is Verdict.UNKNOWN
    assert sent.answer.crossing is not None
    assert sent.answer.crossing.answer == blocked.encode()


class Raw(httpx.AsyncByteStream):
    """A body as it is on the wire."""

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"items": [], "next_cursor": null}'


@outside
async def test_a_body_that_is_called_compressed_is_not_used(reach: Reach) -> None:
    heads = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    outside.get("http://outside.test/kiosk/v1/applications").mock(
        return_value=httpx.Response(200, headers=heads, stream=Raw())
    )
    channel = build.intake(reach("kiosk"))

    with pytest.raises(OutsideUnavailable) as refused:
        [page async for page in channel.walk(None)]

    assert refused.value.code == "content_encoding"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
