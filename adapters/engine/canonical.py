"""Canonical JSON (RFC 8785) of texts, lists and objects: what content hashes are computed over."""

import hashlib
import json
from collections.abc import Mapping

import msgspec

Tree = str | bool | int | None | list["Tree"] | Mapping[str, "Tree"]
_columns = msgspec.json.Encoder(order="sorted").encode


def canonical_json(tree: Tree) -> bytes:
    """Return the one byte form: keys sorted by UTF-16 code units, no blanks, UTF-8.

    Whole numbers only (up to 2^53); the receivers' contents are texts.
    """
    if isinstance(tree, dict) and "".join(tree).isascii() and all(type(value) is str for value in tree.values()):
        return _columns(tree)  # ASCII names have the same order in every encoding
    return json.dumps(_sorted(tree), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def content_hash(tree: Tree) -> str:
    """Return the hex SHA-256 of the canonical form."""
    return hashlib.sha256(canonical_json(tree)).hexdigest()


def _sorted(tree: Tree) -> Tree:
    if isinstance(tree, Mapping):
        return {name: _sorted(tree[name]) for name in sorted(tree, key=lambda name: name.encode("utf-16-be"))}
    return [_sorted(item) for item in tree] if isinstance(tree, list) else tree
