"""The names of all faults and what each one does."""

FAULTS = {
    "late_commit": "rows become visible up to 600 s after their update time",
    "repeat_page": "the same page is served again; a page past the end repeats the last one",
    "shifting_page": "a row stands on two pages because rows move while one pages",
    "cursor_stuck": "a cursor does not move",
    "duplicate_delivery": "a row comes twice in one page, an acknowledged one comes again",
    "same_timestamp": "many rows share one update time",
    "token_dies": "a token ends early, also between two pages",
    "html_page": "HTTP 200 with an HTML page",
    "empty_body": "HTTP 200 without a body",
    "wrong_content_type": "JSON that is called text/html",
    "truncated": "half of the JSON, with a length that fits",
    "length_lie": "a Content-Length longer than the body",
    "cut": "the connection breaks before or within the answer",
    "slow_drip": "one byte a second, for ever",
    "bom": "a UTF-8 byte order mark before the JSON",
    "malformed_row": "a mandatory value is missing, a code unknown or a type wrong",
    "odd_numbers": "full width, blanks, U+200B, 15 digits, lower-case x or a wrong check digit",
    "rare_characters": "4-byte and private-use characters in names",
    "naive_time": "moments without an offset",
    "clock_skew": "the clock of a system is up to 15 minutes off",
    "rate_limit": "too fast, although the client was not",
    "unavailable": "out of service for a moment",
    "lost_answer": "the request is executed and the answer lost",
    "duplicate_answer": "the first write is already called a duplicate",
    "bad_row": "one good row of a batch is rejected",
    "late_attachment": "an attachment is not there yet, or its link has ended",
    "wrong_digest": "the bytes of an attachment are wrong, once or for ever",
    "redirect": "a redirect to another host, a file or a private address",
    "bad_notice_sign": "a payment notice with a wrong signature",
    "newer_revision": "the applicant changes the application while the bureau decides",
    "slow_receipt": "receipts stay received, are held, or are rejected late",
}
SPOILED = ("html_page", "empty_body", "wrong_content_type", "truncated", "length_lie", "cut", "slow_drip", "bom")
REFUSED = ("rate_limit", "unavailable", "token_dies", "redirect")
WRITES = ("lost_answer", "duplicate_answer")
REQUEST_FAULTS = (*SPOILED, *REFUSED, *WRITES)


def parse(names: str) -> frozenset[str]:
    """The faults named in `a,b` or `all`; raises ValueError for an unknown name."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    return check(wanted)


def check(wanted: list[str]) -> frozenset[str]:
    """The faults of a list of names, where `all` stands for every one; raises ValueError for an unknown name."""
    if "all" in wanted:
        return frozenset(FAULTS)
    unknown = [name for name in wanted if name not in FAULTS]
    if unknown:
        raise ValueError(f"unknown fault: {', '.join(unknown)}; known are all, {', '.join(FAULTS)}")
    return frozenset(wanted)
