"""Files of dossiers: what each was bound of, who took one out, and whether a file or folder is as the ledger says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import Conflict
from models.said import said
from models.tables.columns import table_of
from models.tables.dossiers import DossierEntryRow, DossierFileRow, DossierRow
from models.values import Officer, shanghai_date
from ports.documents import SealCheck
from rules.periods import in_words
from usecases import audit, dossiers, officers
from usecases.deeds import deed
from usecases.document_checks import proved

DOSSIERS, ENTRIES, FILES = table_of(DossierRow), table_of(DossierEntryRow), table_of(DossierFileRow)
MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"
SUFFIXES = {
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif", "image/bmp": ".bmp",
    "application/json": ".json",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoundFile:
    """One file that was bound: digest, manifest inside, seal, pages, size in bytes."""

    sha256: str
    manifest_sha256: str
    seal: str
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a check; `faults` name everything that is not as it was."""

    ok: bool
    number: str
    sha256: str
    ledger_seq: int | None
    superseded: bool = False  # the dossier was supplemented after this file was bound
    faults: tuple[str, ...] = field(default=())


@deed("dossier.bound")
def bound(session: Session, number: str, file: BoundFile, *, by: Officer, at: datetime) -> None:
    """Record the file that was bound of a dossier; raises Conflict where the dossier changed meanwhile."""
    row = dossiers.find(session, number, locked=True)
    if row["manifest_sha256"] != file.manifest_sha256 or row["state"] != "locked":
        raise Conflict(said("案卷 {number} 刚有变化。", number=number), kept="案卷未变更。", do_next="请重新导出。")
    facts: dict[str, object] = {"sha256": file.sha256, "manifest": file.manifest_sha256, "pages": file.pages}
    facts["seal"] = file.seal
    seq = audit.record(session, by=by, at=at, deed="dossier.bound", subject=number, facts=facts)
    values = {name: getattr(file, name) for name in ("sha256", "manifest_sha256", "seal", "pages", "size")}
    values |= {"dossier_id": row["id"], "made_at": at, "ledger_seq": seq}
    session.execute(insert(FILES).values(values))
    session.execute(update(DOSSIERS).where(DOSSIERS.c.id == row["id"]).values(sha256=file.sha256))


@deed("dossier.exported")
def exported(session: Session, number: str, form: str, sha256: str, *, by: Officer, at: datetime) -> None:
    """Record who took a dossier out of the house: as pdf or folder."""
    facts: dict[str, object] = {"form": form, "sha256": sha256}
    audit.record(session, by=by, at=at, deed="dossier.exported", subject=number, facts=facts)


def judge(session: Session, sha256: str, seal: SealCheck) -> Found:
    """Return what a file is: found by its SHA-256, proved by the ledger, sealed as `seal` says."""
    joined = FILES.join(DOSSIERS, DOSSIERS.c.id == FILES.c.dossier_id)
    wanted = select(FILES, DOSSIERS.c.number, DOSSIERS.c.sha256.label("newest")).select_from(joined)
    row = session.execute(wanted.where(FILES.c.sha256 == sha256)).mappings().first()
    if row is None or not proved(session, row["ledger_seq"], row["number"], sha256):
        claimed = f"文件自称 {seal.reason}，但" if seal.reason else ""
        return Found(False, "", sha256, None, faults=(f"{claimed}台账中没有这样的文件：内容已被改动，或不是本局案卷",))
    faults = [] if seal.bottom_line or not row["seal"] else ["印章无效"]
    return Found(not faults, row["number"], sha256, row["ledger_seq"], row["newest"] != sha256, tuple(faults))


def judge_manifest(session: Session, content: bytes, digests: Mapping[str, str]) -> Found:
    """Return whether a folder is a dossier as it was closed; `digests` are the SHA-256 of its files by name."""
    sha256 = dossiers.digest_of(content)
    asked = select(DOSSIERS.c.number, DOSSIERS.c.subject, DOSSIERS.c.ledger_seq)
    row = session.execute(asked.where(DOSSIERS.c.manifest_sha256 == sha256)).first()
    if row is None or not proved(session, row.ledger_seq, row.subject, sha256, fact="manifest"):
        return Found(False, "", sha256, None, faults=("台账中没有这样的目录：manifest.json 已被改动或已被替换",))
    wanted = {name_of(part): part for part in json.loads(content)["parts"] if part["sha256"]}
    faults = [
        f"{part['title']}（第{part['position']}件）缺少或已被改动"
        for name, part in wanted.items()
        if digests.get(name) != part["sha256"]
    ]
    faults += [f"多出文件 {name}" for name in digests if name not in {*wanted, MANIFEST, CHECKSUMS}]
    return Found(not faults, row.number, sha256, row.ledger_seq, faults=tuple(faults))


def name_of(line: Mapping[str, Any]) -> str:
    """Return the name of a part's file: its number and our own words, never a name from outside."""
    return f"{line['position']:03d}-{line['section']}{SUFFIXES.get(line['media_type'], '.bin')}"


def sheets(session: Session, row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], bureau: str) -> list[Any]:
    """Return the values of cover, catalogue and back sheet."""
    names = officers.names(session)
    common = {"bureau": bureau, "number": row["number"], "title": f"{row['number']} {row['title']}"}
    return [
        common | {"sheet": "cover", "called": FILES_OF.get(row["item"], LICENSING), "pairs": _cover(row, lines, names)},
        common | {"sheet": "catalogue", "rows": [_listed(line) for line in lines]},
        common | _back(row, lines, names),
    ]


def _cover(row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[list[str]]:
    made = sorted(line["made_at"][:10] for line in lines if line["made_at"])
    kept = f"{row['retention_title']}（至 {row['retention_until']}）" if row["retention_until"] else "永久"
    return [
        ["题名", row["title"]],
        ["当事人", row["party"]],
        ["处理结果", RESULTS.get(row["outcome"], row["outcome"])],
        ["起止日期", f"{made[0]} 至 {made[-1]}" if made else ""],
        ["归档日期", str(shanghai_date(row["locked_at"]))],
        ["保管期限", kept],
        ["件数、页数", f"{len(lines)} 件，{row['pages']} 页"],
        ["立卷人", names.get(row["locked_by"], row["locked_by"])],
    ]


LICENSING = "行政许可案卷"
FILES_OF = {"case": "行政处罚案卷"}  # what the cover calls a file, by what it is about
RESULTS = {
    "granted": "准予许可", "refused": "不予许可", "not_accepted": "不予受理", "withdrawn": "申请人撤回",
    "closed": "已关闭", "act": "依职权处理", "case_archived": "案件办结", "case_not_filed": "不予立案",
    "case_transferred": "案件移送", "case_cancelled": "撤销立案", "case_annulled": "决定被撤销",
}  # fmt: skip


def _listed(line: Mapping[str, Any]) -> list[str]:
    span = str(line["page_from"]) if line["pages"] == 1 else f"{line['page_from']}–{line['page_to']}"
    title = f"（补卷{line['supplement']}）{line['title']}" if line["supplement"] else line["title"]
    return [str(line["position"]), title, line["signer"], line["made_at"], span if line["pages"] else "—"]


def _back(row: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, Any]:
    lost = [line for line in lines if line["lacking"]]
    told = [f"本卷共 {len(lines)} 件，{row['pages']} 页。"]
    told += [f"第{line['position']}件“{line['title']}”：{line['lacking']}。" for line in lost]
    told += [f"补卷 {row['supplements']} 次，补入材料列于目录之末。"] if row["supplements"] else []
    told += [f"说明：{row['reason']}"] if row["reason"] else []
    signed = [["立卷人", names.get(row["locked_by"], row["locked_by"])]]
    signed += [["复核人", names.get(row["second_by"], row["second_by"])], ["归档日期", _day(row["locked_at"])]]
    signed += [["目录摘要", row["manifest_sha256"]]]
    gaps = [f"{name}（{reason}）" for name, reason in row["gaps"] or ()]
    return {"sheet": "back", "lines": told, "gaps": gaps, "signed": signed, "on": _day(row["locked_at"])}


def _day(at: datetime) -> str:
    return in_words(shanghai_date(at))


def unbound(session: Session, *, limit: int = 20) -> list[str]:
    """Return the numbers of locked dossiers that wait for their file."""
    c = DOSSIERS.c
    return list(
        session.execute(
            select(c.number).where(c.sha256 == "", c.state == "locked").order_by(c.id).limit(limit)
        ).scalars()
    )
