"""Find out how a signature differs from the one that an interface document gives: the usual mistakes, one by one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from msgspec import structs

from adapters.engine.signing import Call, Held, Signer
from adapters.engine.vocabulary import Sign
from models.errors import InvalidInput

ALGORITHMS = ("md5", "sha1", "sha256", "sm3", "hmac-sha1", "hmac-sha256", "hmac-sm3")
ENCODINGS = {"hex": "小写十六进制", "HEX": "大写十六进制", "base64": "Base64", "base64url": "Base64（网址用）"}


@dataclass(frozen=True, slots=True)
class Try:
    """All that a signature is made of."""

    sign: Sign
    secrets: Mapping[str, str]
    call: Call
    timestamp: str
    nonce: str
    held: Held

    def signature(self) -> str:
        """Return the signature, an empty text where these do not go together."""
        try:
            signer = Signer(self.sign, self.secrets, "expect")
            return signer.worked(self.call, self.timestamp, self.nonce, self.held).signature
        except InvalidInput:
            return ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One usual mistake: its name, and the attempt that makes it; variants of one `axis` exclude each other."""

    axis: str
    name: str
    make: Callable[[Try], Try]


def differences(tried: Try, expected: str) -> list[str] | None:
    """Return the names of the changes that give the expected signature: none, one or two; None where none do."""
    wanted = expected.strip()
    if tried.signature() == wanted:
        return []
    variants = list(_variants(tried))
    for one in variants:
        if one.make(tried).signature() == wanted:
            return [one.name]
    for first, second in combinations(variants, 2):
        if first.axis != second.axis and second.make(first.make(tried)).signature() == wanted:
            return [first.name, second.name]
    return None


def _variants(tried: Try) -> Iterator[Variant]:
    sign = tried.sign
    for way, name in ENCODINGS.items():
        if way != sign.encode:
            yield _changed("encode", f"签名编码为 {name}（encode = “{way}”）", encode=way)
    yield from _times(tried)
    other = "raw" if sign.query_order == "sorted" else "sorted"
    yield _changed(
        "order", f"查询参数{'不' if other == 'raw' else ''}排序（query_order = “{other}”）", query_order=other
    )
    yield from _params(sign)
    yield from _ends(sign)
    yield from _digests(sign)
    for algorithm in ALGORITHMS:
        if algorithm != sign.algorithm:
            yield _changed("algorithm", f"算法为 {algorithm}", algorithm=algorithm)
    for form in ("text", "hex", "base64"):
        if sign.key and form != sign.key_form:
            yield _changed("key", f"密钥先按 {form} 解读（key_form = “{form}”）", key_form=form)
    yield from _calls(tried)
    yield from _secrets(tried)


def _changed(axis: str, name: str, **fields: object) -> Variant:
    return Variant(axis, name, lambda tried: replace(tried, sign=structs.replace(tried.sign, **fields)))


def _times(tried: Try) -> Iterator[Variant]:
    stamp = tried.timestamp
    if stamp.isdigit() and len(stamp) == 13:
        yield Variant("time", "时间戳用秒（time = “s”）", lambda one: replace(one, timestamp=stamp[:-3]))
    if stamp.isdigit() and len(stamp) == 10:
        yield Variant("time", "时间戳用毫秒（time = “ms”）", lambda one: replace(one, timestamp=stamp + "000"))


def _params(sign: Sign) -> Iterator[Variant]:
    rules = sign.params
    changes: dict[str, dict[str, object]] = {
        "参数不排序（params.sort = “none”）": {"sort": "none"},
        "参数按字节排序（params.sort = “byte”）": {"sort": "byte"},
        "空值不参加签名（params.skip_empty = true）": {"skip_empty": True},
        "空值也参加签名（params.skip_empty = false）": {"skip_empty": False},
        "参数值先编码再签名（params.encoded = true）": {"encoded": True},
        "参数值不编码就签名（params.encoded = false）": {"encoded": False},
        "键和值之间用 =（params.pair = “=”）": {"pair": "="},
        "键和值之间没有符号（params.pair = “”）": {"pair": ""},
        "参数之间用 &（params.join = “&”）": {"join": "&"},
        "参数之间没有符号（params.join = “”）": {"join": ""},
    }
    if any("{params}" in part or "{resource}" in part for part in sign.parts):
        for name, fields in changes.items():
            if structs.replace(rules, **fields) != rules:
                yield _changed("params", name, params=structs.replace(rules, **fields))


def _ends(sign: Sign) -> Iterator[Variant]:
    parts = list(sign.parts)
    if parts and parts[-1].endswith("\n"):
        yield _changed("end", "末尾没有换行", parts=[*parts[:-1], parts[-1].removesuffix("\n")])
    else:
        yield _changed("end", "末尾多一个换行", parts=[*parts, "\n"])
    if any("\n" in part for part in parts):
        yield _changed("lines", "各部分之间没有换行", parts=[part.replace("\n", "") for part in parts])
        yield _changed("lines", "换行是回车加换行（\\r\\n）", parts=[part.replace("\n", "\r\n") for part in parts])


def _digests(sign: Sign) -> Iterator[Variant]:
    if not any("{digest}" in part for part in sign.parts):
        return
    for digest in ("md5", "sha256", "sm3"):
        if digest != sign.digest:
            yield _changed("digest", f"正文摘要为 {digest}", digest=digest)
    for way, name in ENCODINGS.items():
        if way != sign.digest_encode:
            yield _changed("digest-encode", f"正文摘要写成{name}", digest_encode=way)
    if sign.digest_of == "every":
        yield _changed("digest-of", "没有正文时摘要为空（digest_of = “filled”）", digest_of="filled")


def _calls(tried: Try) -> Iterator[Variant]:
    call = tried.call
    yield Variant("method", "方法用小写", lambda one: replace(one, call=replace(one.call, method=call.method.lower())))
    if call.path.endswith("/"):
        shorter = call.path.rstrip("/")
        yield Variant("path", "路径末尾没有 /", lambda one: replace(one, call=replace(one.call, path=shorter)))
    for count in range(1, min(4, call.path.count("/"))):
        rest = "/" + "/".join(call.path.split("/")[count + 1 :])
        name = f"路径从“{rest}”开始"
        yield Variant("path", name, lambda one, rest=rest: replace(one, call=replace(one.call, path=rest)))  # type: ignore[misc]
    if call.body:
        name = "正文末尾多一个换行"
        yield Variant("body", name, lambda one: replace(one, call=replace(one.call, body=call.body + b"\n")))


def _secrets(tried: Try) -> Iterator[Variant]:
    """Mistakes of the secret itself: what was pasted with it, and the letters of hex."""
    ways: dict[str, Callable[[str], str]] = {
        "密钥末尾带了换行": lambda text: text + "\n",
        "密钥用大写": str.upper,
        "密钥用小写": str.lower,
    }
    for name, change in ways.items():
        changed = {key: change(value) for key, value in tried.secrets.items()}
        if changed != dict(tried.secrets):
            yield Variant("secret", name, lambda one, changed=changed: replace(one, secrets=changed))  # type: ignore[misc]
