"""Small real files (JPEG, PNG, PDF) for attachments, each different, made from its identifier."""

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass

KIND_LETTERS = {
    "id_card": "i",
    "business_licence": "b",
    "premises_proof": "p",
    "photo": "f",
    "old_licence": "o",
    "proxy": "x",
    "other": "z",
}
LETTER_KINDS = {letter: kind for kind, letter in KIND_LETTERS.items()}
_MIDDLE = {"id_card": "jpg", "photo": "jpg", "business_licence": "pdf", "premises_proof": "pdf"}
_TITLES = {
    "id_card": "身份证",
    "business_licence": "营业执照",
    "premises_proof": "房产证明",
    "photo": "门店照片",
    "old_licence": "烟草专卖零售许可证",
    "proxy": "委托书",
    "other": "其他材料",
}
_MEDIA = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
_ODD_FILE_NAMES = (
    "../../etc/passwd.jpg",
    "C:\\windows\\x.jpg",
    "照片\u202egpj.exe",
    "a\x00b.jpg",
    "=HYPERLINK(1).jpg",
    "🏪门头.jpg",
)
# A grey picture of 8 by 8 points, baseline JPEG.
_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0"
    "Hyc5PTgyPC4zNDL/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9"
    "AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZn"
    "aGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP0"
    "9fb3+Pn6/9oACAEBAAA/APf6/9k="
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file as a row names it."""

    id: str
    kind: str
    name: str
    size: int
    sha256: str
    md5: str


def suffix_of(kind: str) -> str:
    """The file type that attachments of a kind have."""
    return _MIDDLE.get(kind, "png")


def media_type(kind: str) -> str:
    """The Content-Type of attachments of a kind."""
    return _MEDIA[suffix_of(kind)]


def content_of(attachment_id: str, kind: str) -> bytes:
    """The bytes of an attachment: a valid file that holds its own identifier."""
    mark = attachment_id.encode("ascii").ljust(32, b".")
    suffix = suffix_of(kind)
    if suffix == "jpg":
        return _JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(mark) + 2) + mark + _JPEG[2:]
    if suffix == "png":
        return _PNG_HEAD + _chunk(b"tEXt", b"Comment\0" + mark) + _PNG_TAIL
    return _PDF.replace(b"@" * 32, mark)


def describe(attachment_id: str, kind: str, odd: int = 0) -> Attachment:
    """The attachment with its digests; `odd` above 0 picks a file name that must not be trusted."""
    content = content_of(attachment_id, kind)
    name = _ODD_FILE_NAMES[odd % len(_ODD_FILE_NAMES)] if odd else f"{_TITLES[kind]}.{suffix_of(kind)}"
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return Attachment(attachment_id, kind, name, len(content), hashlib.sha256(content).hexdigest(), md5)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


_PNG_HEAD = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
_PNG_TAIL = _chunk(b"IDAT", zlib.compress((b"\0" + b"\xc8" * 8) * 8)) + _chunk(b"IEND", b"")


def _make_pdf() -> bytes:
    stream = b"BT /F1 12 Tf 20 100 Td (" + b"@" * 32 + b") Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(file)
    return file + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


_PDF = _make_pdf()
