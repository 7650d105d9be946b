"""What is wrong with the types of a record is said in Chinese, with the place."""

from typing import Annotated, Any

import msgspec
import pytest

from adapters.engine.mistypes import in_words

Meta = msgspec.Meta
SHAPE = msgspec.defstruct(
    "Shape",
    [
        ("name", Annotated[str, Meta(max_length=3)] | None, None),
        ("code", Annotated[str, Meta(min_length=3)] | None, None),
        ("count", Annotated[int, Meta(ge=0, le=9)] | None, None),
        ("share", float | None, None),
        ("whole", bool | None, None),
        ("parts", list[str] | None, None),
        ("inner", dict[str, str] | None, None),
    ],
)


@pytest.mark.parametrize(
    ("raw", "what", "place"),
    [
        (b'{"name": 1}', "应为文字或者空值，收到的是整数", "$.name"),
        (b'{"name": "abcd"}', "应为文字，最多3个字符", "$.name"),
        (b'{"code": "ab"}', "应为文字，至少3个字符", "$.code"),
        (b'{"count": -1}', "应为整数，最小0", "$.count"),
        (b'{"count": 10}', "应为整数，最大9", "$.count"),
        (b'{"count": 1.5}', "应为整数或者空值，收到的是数字", "$.count"),
        (b'{"share": "x"}', "应为数字或者空值，收到的是文字", "$.share"),
        (b'{"whole": 1}', "应为真假值或者空值，收到的是整数", "$.whole"),
        (b'{"parts": ["x", null]}', "应为文字，收到的是空值", "$.parts[1]"),
        (b'{"inner": []}', "应为对象或者空值，收到的是数组", "$.inner"),
        (b"[]", "应为对象，收到的是数组", "$"),
        (b'{"name":', "不是正确的 JSON（Input data was truncated）", "$"),
    ],
)
def test_a_wrong_type_is_told_with_its_place(raw: bytes, what: str, place: str) -> None:
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(SHAPE)

    with pytest.raises(msgspec.MsgspecError) as found:
        decoder.decode(raw)

    assert in_words(found.value) == (what, place)


def test_what_the_library_says_otherwise_is_kept_and_cut() -> None:
    assert in_words(msgspec.ValidationError("Odd " * 100)) == (f"类型或长度不对（{('Odd ' * 30)}）", "$")
