"""The lock of a closed dossier: what belongs to it may not change any more."""

from sqlalchemy import select
from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.dossiers import DossierEntryRow, DossierRow

DOSSIERS, ENTRIES = table_of(DossierRow), table_of(DossierEntryRow)
NEXT = "补充材料请办理补卷；确需改动，请审批人写明理由启封案卷。"


def require_open(session: Session, subject: str) -> None:
    """Raise Refused where the dossier of an application is locked."""
    c = DOSSIERS.c
    _refuse(session.execute(select(c.number).where(c.subject == subject, c.state == "locked").limit(1)).scalar())


def require_unfiled(session: Session, document_no: str) -> None:
    """Raise Refused where a locked dossier holds a document."""
    joined = ENTRIES.join(DOSSIERS, DOSSIERS.c.id == ENTRIES.c.dossier_id)
    mine = (ENTRIES.c.key == f"document:{document_no}", DOSSIERS.c.state == "locked")
    _refuse(session.execute(select(DOSSIERS.c.number).select_from(joined).where(*mine).limit(1)).scalar())


def _refuse(number: str | None) -> None:
    if number is not None:
        from rules.dossiers import BASIS

        raise Refused(
            said("案卷 {number} 已归档锁定，不能再改动（{basis}）。", number=number, basis=BASIS),
            kept="案卷未变更。",
            do_next=NEXT,
        )
