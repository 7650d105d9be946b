"""失信被执行人, through the joint punishment platform: a failed query is never clear."""

from dataclasses import asdict

from adapters.engine.client import OutsideSystem
from adapters.engine.questions import Question, texts
from models.errors import OutsideUnavailable
from models.said import said
from ports.registries import DefaulterAnswer, DefaulterRow, Query


class DeclaredDefaulterList:
    """The list of judgment defaulters (ports.registries.DefaulterList)."""

    def __init__(self, system: OutsideSystem) -> None:
        self.system = system
        self._query = Question(system, "defaulter")
        self._names = tuple(system.profile.query["defaulter"].map["rows"].each)

    async def query(self, query: Query) -> DefaulterAnswer:
        """Return hit, possible or clear; raises OutsideUnavailable when nothing is known.

        An answer that contradicts itself (a hit without a case, a clear one with a case) is not an answer.
        """
        record = await self._query.must(asdict(query))
        rows = tuple(DefaulterRow(**texts(dict(zip(self._names, row, strict=True)))) for row in record["rows"] or ())
        if (record["result"] == "clear") is bool(rows):
            raise OutsideUnavailable(
                said("{name}：失信查询的结论与案件列表不一致。", name=self.system.name),
                kept="对方的回答已原样保留。",
                do_next="系统会自动重试。",
            )
        return DefaulterAnswer(record["result"], record["log_no"], record["as_of"], rows)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.system.aclose()
