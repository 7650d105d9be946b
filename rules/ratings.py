"""Ratings (好差评): what the levels are called, which call for a return visit, how its outcome is told."""

from rules.basis import LegalBasis

BASIS = LegalBasis(
    "关于建立政务服务“好差评”制度的意见", "国办发〔2019〕51号", "关于差评核实整改和回访的规定", "RATING visit"
)
LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
UNHAPPY = 2  # this level and below call for a return visit (差评)
OUTCOMES = {"solved": "已解决", "explained": "已说明", "unreachable": "未联系上"}
SHORTEST, LONGEST = 4, 500  # characters of a reply (reference city 10, rating)


def masked_name(name: str) -> str:
    """Return a name of which only the first character is shown; how long it is stays hidden, too."""
    clean = name.strip()
    return clean[:1] + "*" * min(len(clean) - 1, 2) if clean else ""
