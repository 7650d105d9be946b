"""Where a rule stands: instrument, edition and article, as documents and screens print it."""

from dataclasses import dataclass

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One article of one edition of one instrument.

    `edition` is the year or number that tells two editions apart; `article` is Chinese text (第四十二条);
    `key` is the short key with the article in figures ("ALL 42") by which tests and the ledger name it.
    """

    instrument: str
    edition: int | str
    article: str
    key: str = ""

    @override
    def __str__(self) -> str:
        """Return the citation for documents: 《行政许可法》(2019)第四十二条."""
        return f"《{self.instrument}》({self.edition}){self.article}"

    def with_key(self) -> str:
        """Return the citation with its short key, for findings: 《…》(…)第…条[ALL 42]."""
        return f"{self}[{self.key}]" if self.key else str(self)


def without_key(citation: str) -> str:
    """Return a kept citation as people read it: without the short key of `LegalBasis.with_key`."""
    return citation.partition("[")[0]
