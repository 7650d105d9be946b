"""Checking the templates of a configuration with sample data, for the law office."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from adapters.documents.renderer import FRAME, template_files
from content.documents import catalogue
from models.errors import InvalidInput
from models.values import Item, shanghai_date, utc_now
from ports.documents import TemplateFault
from rules import documents as rules
from usecases import service_guide
from usecases.documents import cited
from wiring.config import Settings
from wiring.papers import open_papers

SERIAL = 12  # of the sample's number


def sample(settings: Settings, name: str, on: date, more: Mapping[str, Any] | None = None) -> str:
    """Return the sample data of a kind as JSON, with some blanks filled otherwise; raises InvalidInput."""
    folder, bureau = settings.documents.templates, settings.bureau
    book = catalogue(folder)
    kind = book.kind(name, on)
    facts = {blank: book.sample(name, blank) for blank in kind.blanks} | dict(more or {})
    data = rules.filled(kind, facts)
    data |= {"number": rules.number(kind, bureau.short_name, on.year, SERIAL), "title": kind.title}
    data |= {"bureau": bureau.name, "issued_on": on.isoformat(), "basis": cited(kind, on, folder), **book.remedies}
    return json.dumps(data, ensure_ascii=False)


def check(settings: Settings) -> list[TemplateFault]:
    """Return every fault of the templates: blanks, missing files, characters without a glyph, errors of typst."""
    folder, today = settings.documents.templates, shanghai_date(utc_now())
    sources = template_files(Path(folder) if folder else None)
    book, found, samples = catalogue(folder), list[TemplateFault](), dict[str, str]()
    frame = sources[FRAME].decode("utf-8", "replace")
    for name in book.names():
        file = sources.get(f"{name}.typ")
        if file is None:
            found.append(TemplateFault(name, 0, "目录中有这种文书，但没有模板"))
            continue
        wrong = rules.faults(book.kind(name, today), file.decode("utf-8", "replace"), frame)
        found += [TemplateFault(name, line, words) for line, words in wrong]
        try:
            samples[name] = sample(settings, name, today)
        except InvalidInput as error:
            found.append(TemplateFault(name, 0, f"示例数据：{error.message}"))
    known = {f"{name}.typ" for name in (*book.names(), service_guide.TEMPLATE)} | {FRAME}
    found += [TemplateFault(Path(n).stem, 0, "文书目录中没有这种文书") for n in sorted(sources.keys() - known)]
    guide = service_guide.sheet(service_guide.guide(Item.NEW, today), settings.bureau.name)
    samples[service_guide.TEMPLATE] = json.dumps(guide, ensure_ascii=False)  # published, no document: not in the book
    papers = open_papers(settings)
    try:
        return found + papers.renderer.faults(samples)
    finally:
        papers.close()
