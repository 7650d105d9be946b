"""The hash of a record's data: SHA-256 of its canonical JSON (RFC 8785)."""

import hashlib

import orjson


def data_hash(data: dict[str, str]) -> str:
    """Lower-case hex; keys sorted by UTF-16 code units, which for these ASCII names is byte order."""
    return hashlib.sha256(orjson.dumps(dict(sorted(data.items())))).hexdigest()
