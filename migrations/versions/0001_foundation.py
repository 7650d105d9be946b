"""Create the foundation: every table of the first release, the search indices, the ledger's guards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import guards, publications, search, tallies

# ruff: noqa: PLR0915
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["system", "code", "subject"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("channel_ref", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("party_kind", sa.String(length=12), nullable=False),
        sa.Column("party_name", sa.String(), nullable=False),
        sa.Column("party_no", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=40), nullable=False),
        sa.Column("initials", sa.String(length=110), nullable=False),
        sa.Column("shop_initials", sa.String(length=110), nullable=False),
        sa.Column("shop_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("licence_no", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("card", sa.String(length=8), nullable=False),
        sa.Column("assigned_to", sa.String(length=40), nullable=True),
        sa.Column("taken_over", sa.String(length=20), nullable=True),
        sa.Column("offered_to", sa.String(length=20), nullable=True),
        sa.Column("correction_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("attention", sa.String(length=40), nullable=False),
        sa.Column("screening", sa.String(length=12), nullable=False),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("site_check", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("number", name=op.f("uq_applications_number")),
    )
    op.create_index(
        "ix_applications_attention",
        "applications",
        ["id"],
        unique=False,
        sqlite_where=sa.text("attention != ''"),
        postgresql_where=sa.text("attention != ''"),
    )
    op.create_index(
        "ix_applications_due",
        "applications",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("due_on IS NOT NULL"),
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )
    op.create_index(
        "ix_applications_open",
        "applications",
        ["state", "card", "assigned_to"],
        unique=False,
        sqlite_where=sa.text("state IN ('received', 'correcting', 'accepted', 'examining')"),
        postgresql_where=sa.text("state IN ('received', 'correcting', 'accepted', 'examining')"),
    )
    op.create_index(
        "ix_applications_screening",
        "applications",
        ["screened_at"],
        unique=False,
        sqlite_where=sa.text("screened_at IS NULL"),
        postgresql_where=sa.text("screened_at IS NULL"),
    )
    op.create_index("uq_applications_ref", "applications", ["channel", "channel_ref"], unique=True)
    op.create_table(
        "arrivals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("channel_ref", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
    )
    op.create_index("uq_arrivals", "arrivals", ["channel", "channel_ref", "revision", "digest"], unique=True)
    op.create_table(
        "blacklist_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_name", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("core", sa.String(length=210), nullable=False),
        sa.Column("initials", sa.String(length=210), nullable=False),
        sa.Column("syllables", sa.String(length=500), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.Column("lifted_version", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=40), nullable=True),
        sa.Column("lifted_reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blacklist_entries")),
    )
    op.create_index("ix_blacklist_core", "blacklist_entries", ["core"], unique=False)
    op.create_index("ix_blacklist_initials", "blacklist_entries", ["initials"], unique=False)
    op.create_index(
        "ix_blacklist_lifted_version",
        "blacklist_entries",
        ["lifted_version"],
        unique=False,
        sqlite_where=sa.text("lifted_version IS NOT NULL"),
        postgresql_where=sa.text("lifted_version IS NOT NULL"),
    )
    op.create_index("ix_blacklist_list", "blacklist_entries", ["list_name", "lifted_at", "id"], unique=False)
    op.create_index("ix_blacklist_number", "blacklist_entries", ["number"], unique=False)
    op.create_index("ix_blacklist_syllables", "blacklist_entries", ["syllables"], unique=False)
    op.create_index("ix_blacklist_version", "blacklist_entries", ["version_id"], unique=False)
    op.create_table(
        "blacklist_lists",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("answers", sa.String(length=40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("bars", sa.Boolean(), nullable=False),
        sa.Column("feed", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("stale_days", sa.Integer(), nullable=False),
        sa.Column("most_changed", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blacklist_lists")),
    )
    op.create_index("ix_blacklist_lists_name", "blacklist_lists", ["name", "id"], unique=False)
    op.create_index(
        "uq_blacklist_lists_proposed",
        "blacklist_lists",
        ["name"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(
        "uq_blacklist_lists_standing",
        "blacklist_lists",
        ["name"],
        unique=True,
        sqlite_where=sa.text("state = 'standing'"),
        postgresql_where=sa.text("state = 'standing'"),
    )
    op.create_table(
        "blacklist_refreshes",
        sa.Column("list_name", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("waiting", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("list_name", name=op.f("pk_blacklist_refreshes")),
    )
    op.create_table(
        "blacklist_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_name", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blacklist_versions")),
    )
    op.create_index("uq_blacklist_versions", "blacklist_versions", ["list_name", "number"], unique=True)
    op.create_table(
        "brands",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_barcode", sa.String(length=14), nullable=False),
        sa.Column("carton_barcode", sa.String(length=14), nullable=False),
        sa.Column("case_barcode", sa.String(length=14), nullable=False),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("brand", sa.String(length=60), nullable=False),
        sa.Column("specification", sa.String(length=60), nullable=False),
        sa.Column("packs_per_carton", sa.Integer(), nullable=False),
        sa.Column("sticks_per_pack", sa.Integer(), nullable=False),
        sa.Column("cartons_per_case", sa.Integer(), nullable=False),
        sa.Column("carton_price", sa.BigInteger(), nullable=True),
        sa.Column("manufacturer", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brands")),
    )
    op.create_index("ix_brands_carton", "brands", ["carton_barcode"], unique=False)
    op.create_index("ix_brands_case", "brands", ["case_barcode"], unique=False)
    op.create_index("uq_brands_pack", "brands", ["pack_barcode"], unique=True)
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("handler", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=6), nullable=False),
        sa.Column("told", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("messages", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_given", "cards", ["given_at", "id"], unique=False)
    op.create_index("ix_cards_handler", "cards", ["handler", "id"], unique=False)
    op.create_index("ix_cards_office", "cards", ["office", "id"], unique=False)
    op.create_index(
        "ix_cards_open",
        "cards",
        ["id"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL AND lifted_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL AND lifted_at IS NULL"),
    )
    op.create_index("uq_cards", "cards", ["subject", "term", "due_on", "kind"], unique=True)
    op.create_table(
        "carton_scans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=64), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("coded_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("shop", sa.String(length=12), nullable=False),
        sa.Column("case_no", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("stray", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carton_scans")),
    )
    op.create_index("ix_carton_scans_case", "carton_scans", ["case_no", "id"], unique=False)
    op.create_index("ix_carton_scans_code", "carton_scans", ["code", "id"], unique=False)
    op.create_index("ix_carton_scans_licence", "carton_scans", ["licence_no", "id"], unique=False)
    op.create_index(
        "ix_carton_scans_stray",
        "carton_scans",
        ["licence_no", "code"],
        unique=False,
        sqlite_where=sa.text("stray"),
        postgresql_where=sa.text("stray"),
    )
    op.create_table(
        "case_locks",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_case_locks")),
    )
    op.create_table(
        "channels",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("bookmark", sa.String(), nullable=False),
        sa.Column("rescanned_on", sa.Date(), nullable=True),
        sa.Column("duplicates_ignored", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("quarantined", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channels")),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=6), nullable=False),
        sa.Column("handler", sa.String(length=40), nullable=False),
        sa.Column("gist", sa.String(length=2000), nullable=False),
        sa.Column("asks", sa.String(length=500), nullable=False),
        sa.Column("against", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=40), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("referred_to", sa.String(length=100), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("case_number", sa.String(length=20), nullable=False),
        sa.Column("reward", sa.BigInteger(), nullable=True),
        sa.Column("rewarded_on", sa.Date(), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("voucher", sa.String(length=64), nullable=False),
        sa.Column("waived_on", sa.Date(), nullable=True),
        sa.Column("false_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("digest", name=op.f("uq_complaints_digest")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
    )
    op.create_index("ix_complaints_case", "complaints", ["case_number"], unique=False)
    op.create_index("ix_complaints_handler", "complaints", ["handler", "id"], unique=False)
    op.create_index("ix_complaints_office", "complaints", ["office", "id"], unique=False)
    op.create_index("ix_complaints_received_on", "complaints", ["received_on", "id"], unique=False)
    op.create_index("ix_complaints_reference", "complaints", ["reference", "id"], unique=False)
    op.create_index("ix_complaints_state", "complaints", ["state", "id"], unique=False)
    op.create_index(
        "uq_complaints_reference",
        "complaints",
        ["source", "reference", "revision"],
        unique=True,
        sqlite_where=sa.text("reference <> ''"),
        postgresql_where=sa.text("reference <> ''"),
    )
    op.create_table(
        "credit_standing_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("grade", sa.String(length=2), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("table_digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_standing_changes")),
    )
    op.create_index("ix_credit_standing_changes_licence", "credit_standing_changes", ["licence_no", "id"], unique=False)
    op.create_table(
        "credit_standings",
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("grade", sa.String(length=2), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("licence_no", name=op.f("pk_credit_standings")),
    )
    op.create_index("ix_credit_standings_grade", "credit_standings", ["grade", "licence_no"], unique=False)
    op.create_table(
        "crossings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("headers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer_headers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crossings")),
    )
    op.create_index("ix_crossings_at", "crossings", ["system", "at"], unique=False)
    op.create_index(
        "ix_crossings_batch",
        "crossings",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index("ix_crossings_subject", "crossings", ["system", "subject", "id"], unique=False)
    op.create_table(
        "deadline_recomputations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_recomputations")),
    )
    op.create_index("ix_deadline_recomputations_run", "deadline_recomputations", ["run_at", "id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("documents", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=6), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("follows", sa.String(length=20), nullable=False),
        sa.Column("followed_by", sa.String(length=20), nullable=False),
        sa.Column("message_keys", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("mail_no", sa.String(length=200), nullable=False),
        sa.Column("steps", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("identity", sa.String(length=40), nullable=False),
        sa.Column("signature", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("proof_sha256", sa.String(length=64), nullable=False),
        sa.Column("receipt_no", sa.String(length=64), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("number", name=op.f("uq_deliveries_number")),
    )
    op.create_index(
        "ix_deliveries_attention",
        "deliveries",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state IN ('returned', 'failed') AND followed_by = ''"),
        postgresql_where=sa.text("state IN ('returned', 'failed') AND followed_by = ''"),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["next_look_at"],
        unique=False,
        sqlite_where=sa.text("next_look_at IS NOT NULL"),
        postgresql_where=sa.text("next_look_at IS NOT NULL"),
    )
    op.create_index("ix_deliveries_licence", "deliveries", ["licence_no", "id"], unique=False)
    op.create_index("ix_deliveries_office", "deliveries", ["office", "id"], unique=False)
    op.create_index("ix_deliveries_state", "deliveries", ["state", "id"], unique=False)
    op.create_index("ix_deliveries_subject", "deliveries", ["subject", "id"], unique=False)
    op.create_table(
        "differences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("record_key", sa.String(length=300), nullable=False),
        sa.Column("difference", sa.String(length=10), nullable=False),
        sa.Column("our_version", sa.Integer(), nullable=True),
        sa.Column("our_hash", sa.String(length=64), nullable=False),
        sa.Column("our_state", sa.String(length=20), nullable=False),
        sa.Column("their_version", sa.Integer(), nullable=True),
        sa.Column("their_hash", sa.String(length=64), nullable=False),
        sa.Column("their_state", sa.String(length=20), nullable=False),
        sa.Column("their_record", sa.LargeBinary(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=False),
        sa.Column("closed_why", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_differences")),
    )
    op.create_index("ix_differences_day", "differences", ["system", "kind", "on"], unique=False)
    op.create_index(
        "uq_differences_open",
        "differences",
        ["system", "record_key"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.String(length=60), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("cites", sa.String(length=64), nullable=False),
        sa.Column("template_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("delivery_no", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("number", name=op.f("uq_documents_number")),
    )
    op.create_index(
        "ix_documents_due",
        "documents",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_documents_faults",
        "documents",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'fault'"),
        postgresql_where=sa.text("state = 'fault'"),
    )
    op.create_index("ix_documents_sequence", "documents", ["sequence", "serial"], unique=False)
    op.create_index(
        "ix_documents_sha256",
        "documents",
        ["sha256"],
        unique=False,
        sqlite_where=sa.text("sha256 <> ''"),
        postgresql_where=sa.text("sha256 <> ''"),
    )
    op.create_index("ix_documents_subject", "documents", ["subject", "id"], unique=False)
    op.create_index(
        "ix_documents_unserved",
        "documents",
        ["id"],
        unique=False,
        sqlite_where=sa.text("delivery_no = '' AND state <> 'waiting'"),
        postgresql_where=sa.text("delivery_no = '' AND state <> 'waiting'"),
    )
    op.create_table(
        "dossiers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("retention_class", sa.String(length=20), nullable=False),
        sa.Column("retention_title", sa.String(length=40), nullable=False),
        sa.Column("retention_until", sa.Date(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.String(length=40), nullable=False),
        sa.Column("second_by", sa.String(length=40), nullable=False),
        sa.Column("supplements", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("number", name=op.f("uq_dossiers_number")),
    )
    op.create_index(
        "ix_dossiers_retention",
        "dossiers",
        ["retention_until"],
        unique=False,
        sqlite_where=sa.text("retention_until IS NOT NULL"),
        postgresql_where=sa.text("retention_until IS NOT NULL"),
    )
    op.create_index("ix_dossiers_subject", "dossiers", ["subject", "id"], unique=False)
    op.create_index(
        "ix_dossiers_unbound",
        "dossiers",
        ["id"],
        unique=False,
        sqlite_where=sa.text("sha256 = ''"),
        postgresql_where=sa.text("sha256 = ''"),
    )
    op.create_table(
        "enforcement_cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("source_ref", sa.String(length=64), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.String(length=2000), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=6), nullable=False),
        sa.Column("cause", sa.String(length=4), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("harmful", sa.Boolean(), nullable=False),
        sa.Column("grave", sa.Boolean(), nullable=False),
        sa.Column("ownerless", sa.Boolean(), nullable=False),
        sa.Column("alarm", sa.String(length=400), nullable=False),
        sa.Column("party", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("party_name", sa.String(length=200), nullable=False),
        sa.Column("party_no", sa.String(length=40), nullable=False),
        sa.Column("initials", sa.String(length=210), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("handler", sa.String(length=40), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_no", sa.String(length=64), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_no", sa.String(length=64), nullable=False),
        sa.Column("fine", sa.BigInteger(), nullable=True),
        sa.Column("confiscated", sa.BigInteger(), nullable=True),
        sa.Column("owed", sa.BigInteger(), nullable=True),
        sa.Column("confiscated_owed", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_term", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_enforcement_cases_number")),
    )
    op.create_index("ix_enforcement_cases_cause", "enforcement_cases", ["cause", "decided_on"], unique=False)
    op.create_index("ix_enforcement_cases_decision_no", "enforcement_cases", ["decision_no"], unique=False)
    op.create_index(
        "ix_enforcement_cases_due",
        "enforcement_cases",
        ["due_on", "id"],
        unique=False,
        sqlite_where=sa.text(
            "stage NOT IN ('not_filed', 'archived', 'transferred', 'cancelled', 'annulled', 'joined')"
        ),
        postgresql_where=sa.text(
            "stage NOT IN ('not_filed', 'archived', 'transferred', 'cancelled', 'annulled', 'joined')"
        ),
    )
    op.create_index("ix_enforcement_cases_filing_no", "enforcement_cases", ["filing_no"], unique=False)
    op.create_index("ix_enforcement_cases_handler", "enforcement_cases", ["handler", "id"], unique=False)
    op.create_index("ix_enforcement_cases_initials", "enforcement_cases", ["initials"], unique=False)
    op.create_index("ix_enforcement_cases_office", "enforcement_cases", ["office", "id"], unique=False)
    op.create_index("ix_enforcement_cases_party_no", "enforcement_cases", ["party_no"], unique=False)
    op.create_index("ix_enforcement_cases_stage", "enforcement_cases", ["stage", "id"], unique=False)
    op.create_table(
        "evaluation_disputes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=128), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_disputes")),
    )
    op.create_index("ix_evaluation_disputes_state", "evaluation_disputes", ["state", "licence_no"], unique=False)
    op.create_index(
        "uq_evaluation_disputes_open",
        "evaluation_disputes",
        ["licence_no", "ref"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("feedback_id", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("record_key", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("document_no", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index("uq_feedback", "feedback", ["system", "feedback_id"], unique=True)
    op.create_table(
        "form_drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("entered", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_drafts")),
    )
    op.create_index("uq_form_drafts", "form_drafts", ["login", "form"], unique=True)
    op.create_table(
        "generations",
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("generation", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("switched_by", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("system", name=op.f("pk_generations")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index("ix_history_subject", "history", ["subject", "id"], unique=False)
    op.create_table(
        "instant_switch",
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_instant_switch")),
    )
    op.create_table(
        "job_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
    )
    op.create_index("ix_job_runs_job", "job_runs", ["job", "id"], unique=False)
    op.create_table(
        "law_books",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("texts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_law_books")),
    )
    op.create_table(
        "layout_plans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("school_buffer_m", sa.Float(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_by", sa.String(length=40), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout_plans")),
    )
    op.create_index("uq_layout_plans", "layout_plans", ["district", "valid_from"], unique=True)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "ledger",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger")),
    )
    op.create_table(
        "licence_concerns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("pieces", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_concerns")),
    )
    op.create_index(
        "ix_licence_concerns_kind",
        "licence_concerns",
        ["kind", "licence_no"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_index(
        "uq_licence_concerns_open",
        "licence_concerns",
        ["licence_no", "kind"],
        unique=True,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_table(
        "licence_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("status_from", sa.String(length=20), nullable=False),
        sa.Column("status_to", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("document_no", sa.String(length=64), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_events")),
    )
    op.create_index("ix_licence_events_licence", "licence_events", ["licence_no", "id"], unique=False)
    op.create_table(
        "licence_imports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_imports")),
    )
    op.create_index(
        "uq_licence_imports_open",
        "licence_imports",
        ["sha256"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "licences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column("holder_kind", sa.String(length=12), nullable=False),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column("holder_no", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=40), nullable=False),
        sa.Column("legal_rep_name", sa.String(), nullable=False),
        sa.Column("legal_rep_no", sa.String(length=40), nullable=False),
        sa.Column("mobile", sa.String(length=20), nullable=False),
        sa.Column("initials", sa.String(length=110), nullable=False),
        sa.Column("shop_initials", sa.String(length=110), nullable=False),
        sa.Column("shop_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("document_no", sa.String(length=64), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspended_from", sa.Date(), nullable=True),
        sa.Column("suspended_to", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("reissues", sa.Integer(), nullable=False),
        sa.Column("legal_form", sa.String(length=60), nullable=False),
        sa.Column("ended_ground", sa.String(length=20), nullable=False),
        sa.Column("change_due_on", sa.Date(), nullable=True),
        sa.Column("scope", sa.String(length=500), nullable=False),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("orders_known_on", sa.Date(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("import_warnings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
        sa.UniqueConstraint("licence_no", name=op.f("uq_licences_licence_no")),
    )
    op.create_index("ix_licences_address", "licences", ["address"], unique=False)
    op.create_index("ix_licences_district", "licences", ["district", "licence_no"], unique=False)
    op.create_index("ix_licences_end", "licences", ["status", "valid_to", "licence_no"], unique=False)
    op.create_index("ix_licences_holder_no", "licences", ["holder_no"], unique=False)
    op.create_index("ix_licences_initials", "licences", ["initials"], unique=False)
    op.create_index(
        "ix_licences_legal_rep_no",
        "licences",
        ["legal_rep_no"],
        unique=False,
        sqlite_where=sa.text("legal_rep_no <> ''"),
        postgresql_where=sa.text("legal_rep_no <> ''"),
    )
    op.create_index("ix_licences_shop_initials", "licences", ["shop_initials"], unique=False)
    op.create_index("ix_licences_status", "licences", ["status", "licence_no"], unique=False)
    op.create_index("ix_licences_uscc", "licences", ["uscc"], unique=False)
    op.create_index(
        "ix_licences_warned",
        "licences",
        ["licence_no"],
        unique=False,
        sqlite_where=sa.text("import_warnings > 0"),
        postgresql_where=sa.text("import_warnings > 0"),
    )
    op.create_table(
        "licences_renamed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences_renamed")),
    )
    op.create_table(
        "list_hits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=12), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("party_name", sa.String(), nullable=False),
        sa.Column("party_numbers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("party_digest", sa.String(length=64), nullable=False),
        sa.Column("list_name", sa.String(length=60), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_name", sa.String(), nullable=False),
        sa.Column("entry_number", sa.String(length=40), nullable=False),
        sa.Column("entry_digest", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("same_number", sa.Boolean(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_hits")),
    )
    op.create_index("ix_list_hits_entry", "list_hits", ["entry_id"], unique=False)
    op.create_index("ix_list_hits_pair", "list_hits", ["entry_digest", "party_digest"], unique=False)
    op.create_index("ix_list_hits_state", "list_hits", ["state", "id"], unique=False)
    op.create_index("uq_list_hits", "list_hits", ["subject", "entry_digest", "party_digest"], unique=True)
    op.create_table(
        "number_gaps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.String(length=60), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_gaps")),
    )
    op.create_index("uq_number_gaps", "number_gaps", ["sequence", "serial"], unique=True)
    op.create_table(
        "office_members",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_office_members")),
    )
    op.create_index("ix_office_members_office", "office_members", ["office", "login"], unique=False)
    op.create_table(
        "officer_absences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("deputy", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_absences")),
    )
    op.create_index("ix_officer_absences_deputy", "officer_absences", ["deputy", "to_on"], unique=False)
    op.create_index("ix_officer_absences_login", "officer_absences", ["login", "to_on"], unique=False)
    op.create_table(
        "officer_contacts",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("mobile", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_officer_contacts")),
    )
    op.create_table(
        "officers",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("certificate_no", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_officers")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("op", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=60), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form", sa.String(length=16), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("record_key", sa.String(length=300), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("receipt_no", sa.String(length=200), nullable=False),
        sa.Column("receiver_state", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=True),
        sa.Column("waits_for", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_batch",
        "outbox",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_deadline",
        "outbox",
        ["deadline_on", "id"],
        unique=False,
        sqlite_where=sa.text("deadline_on IS NOT NULL"),
        postgresql_where=sa.text("deadline_on IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_decided",
        "outbox",
        ["system", "kind", "decided_on", "id"],
        unique=False,
        sqlite_where=sa.text("decided_on IS NOT NULL"),
        postgresql_where=sa.text("decided_on IS NOT NULL"),
    )
    op.create_index("ix_outbox_deed", "outbox", ["ledger_seq"], unique=False)
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["system", "state", "next_try_at", "id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NULL"),
        postgresql_where=sa.text("batch_id IS NULL"),
    )
    op.create_index("ix_outbox_record", "outbox", ["system", "record_key", "version"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["state", "id", "system"], unique=False)
    op.create_index("ix_outbox_subject", "outbox", ["system", "subject", "id"], unique=False)
    op.create_index(
        "ix_outbox_waits_for",
        "outbox",
        ["waits_for"],
        unique=False,
        sqlite_where=sa.text("waits_for IS NOT NULL"),
        postgresql_where=sa.text("waits_for IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_withdrawn",
        "outbox",
        ["system", "kind", "record_key"],
        unique=False,
        sqlite_where=sa.text("op = 'withdraw'"),
        postgresql_where=sa.text("op = 'withdraw'"),
    )
    op.create_index("uq_outbox_key", "outbox", ["key", "system"], unique=True)
    op.create_table(
        "outbox_adjustments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("column", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("sent", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_adjustments")),
    )
    op.create_index("ix_outbox_adjustments_message", "outbox_adjustments", ["message_id"], unique=False)
    op.create_table(
        "outbox_batch_requests",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_outbox_batch_requests")),
    )
    op.create_table(
        "outbox_batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("keys", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=True),
        sa.Column("receipt_no", sa.String(length=200), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.String(length=60), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_batches")),
        sa.UniqueConstraint("batch_no", name=op.f("uq_outbox_batches_batch_no")),
    )
    op.create_index("ix_outbox_batches_open", "outbox_batches", ["system", "state", "next_try_at"], unique=False)
    op.create_table(
        "outbox_requests",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_outbox_requests")),
    )
    op.create_table(
        "payment_notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.Column("notice_no", sa.String(length=64), nullable=False),
        sa.Column("order_no", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bill_no", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("genuine", sa.Boolean(), nullable=False),
        sa.Column("fault", sa.String(length=400), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notices")),
    )
    op.create_index(
        "ix_payment_notices_doubtful",
        "payment_notices",
        ["id"],
        unique=False,
        sqlite_where=sa.text("fault <> ''"),
        postgresql_where=sa.text("fault <> ''"),
    )
    op.create_index("ix_payment_notices_order", "payment_notices", ["order_no", "id"], unique=False)
    op.create_index("ix_payment_notices_paid", "payment_notices", ["paid_at"], unique=False)
    op.create_index(
        "ix_payment_notices_unanswered",
        "payment_notices",
        ["id"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index("uq_payment_notices", "payment_notices", ["system", "notice_no"], unique=True)
    op.create_table(
        "penalties",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_no", sa.String(length=128), nullable=False),
        sa.Column("canonical_no", sa.String(length=128), nullable=False),
        sa.Column("party_kind", sa.String(length=12), nullable=False),
        sa.Column("party_name", sa.String(length=200), nullable=False),
        sa.Column("party_no", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=40), nullable=False),
        sa.Column("registration_no", sa.String(length=15), nullable=False),
        sa.Column("id_type", sa.String(length=3), nullable=False),
        sa.Column("legal_rep_name", sa.String(length=50), nullable=False),
        sa.Column("legal_rep_id_type", sa.String(length=3), nullable=False),
        sa.Column("legal_rep_no", sa.String(length=40), nullable=False),
        sa.Column("initials", sa.String(length=210), nullable=False),
        sa.Column("cause", sa.String(length=4), nullable=False),
        sa.Column("violation", sa.String(length=2000), nullable=False),
        sa.Column("facts", sa.String(length=5000), nullable=False),
        sa.Column("basis", sa.String(length=2048), nullable=False),
        sa.Column("kinds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("content", sa.String(length=4000), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=True),
        sa.Column("fine", sa.BigInteger(), nullable=True),
        sa.Column("confiscated", sa.BigInteger(), nullable=True),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("simple_procedure", sa.Boolean(), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("publicity_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=512), nullable=False),
        sa.Column("case_number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("withdrawal_no", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalties")),
        sa.UniqueConstraint("canonical_no", name=op.f("uq_penalties_canonical_no")),
    )
    op.create_index("ix_penalties_decided", "penalties", ["decided_on", "id"], unique=False)
    op.create_index("ix_penalties_initials", "penalties", ["initials"], unique=False)
    op.create_index("ix_penalties_party_no", "penalties", ["party_no"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_open", "proposals", ["subject", "closed_at"], unique=False)
    op.create_index(
        "ix_proposals_waiting",
        "proposals",
        ["by"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("channel_ref", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index("ix_quarantine_open", "quarantine", ["resolved_at", "id"], unique=False)
    op.create_index("uq_quarantine", "quarantine", ["channel", "digest"], unique=True)
    op.create_table(
        "rating_bookmarks",
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("read_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reread_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("system", name=op.f("pk_rating_bookmarks")),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("rating_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("application_ref", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("office", sa.String(length=6), nullable=False),
        sa.Column("officer", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("rater", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    op.create_index("ix_ratings_at", "ratings", ["at", "id"], unique=False)
    op.create_index("ix_ratings_level", "ratings", ["level", "id"], unique=False)
    op.create_index("ix_ratings_office", "ratings", ["office", "id"], unique=False)
    op.create_index("ix_ratings_subject", "ratings", ["subject", "id"], unique=False)
    op.create_index("uq_ratings", "ratings", ["system", "rating_id"], unique=True)
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("extra", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("different", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliations")),
    )
    op.create_index("ix_reconciliations", "reconciliations", ["system", "kind", "on", "id"], unique=False)
    op.create_table(
        "record_holds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("record_key", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_holds")),
    )
    op.create_index("ix_record_holds_subject", "record_holds", ["system", "subject"], unique=False)
    op.create_index("uq_record_holds", "record_holds", ["system", "record_key", "why", "source"], unique=True)
    op.create_table(
        "rejections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("system", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejections")),
    )
    op.create_index("ix_rejections_subject", "rejections", ["system", "subject"], unique=False)
    op.create_table(
        "renewal_reminders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("message_key", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_reminders")),
    )
    op.create_index("ix_renewal_reminders_at", "renewal_reminders", ["at"], unique=False)
    op.create_index("uq_renewal_reminders", "renewal_reminders", ["licence_no", "valid_to", "distance"], unique=True)
    op.create_table(
        "rescreenings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("after_version", sa.BigInteger(), nullable=False),
        sa.Column("last_version", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("parties", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescreenings")),
    )
    op.create_index("uq_rescreenings", "rescreenings", ["last_version"], unique=True)
    op.create_table(
        "running_terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("handler", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("begun_by", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_running_terms")),
    )
    op.create_index(
        "ix_running_terms_due",
        "running_terms",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_running_terms_open",
        "running_terms",
        ["id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index("uq_running_terms", "running_terms", ["subject", "term", "from_on"], unique=True)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("screen", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("uq_saved_views", "saved_views", ["login", "screen", "name"], unique=True)
    op.create_table(
        "sequences",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("returned", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequences")),
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hall", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.CheckConstraint("booked >= 0 AND booked <= capacity", name=op.f("ck_slots_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
    )
    op.create_index("ix_slots_day", "slots", ["day", "begins", "id"], unique=False)
    op.create_index("uq_slots", "slots", ["hall", "day", "begins"], unique=True)
    op.create_table(
        "statistics_months",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_statistics_months")),
    )
    op.create_table(
        "systems",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_systems")),
    )
    op.create_table(
        "transfers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("from_office", sa.String(length=20), nullable=False),
        sa.Column("to_office", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_seq", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    op.create_index("ix_transfers_number", "transfers", ["number", "id"], unique=False)
    op.create_index(
        "uq_transfers_open",
        "transfers",
        ["number"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "undo_records",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("licence", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("numbers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_records")),
    )
    op.create_index("ix_undo_officer", "undo_records", ["by", "id"], unique=False)
    op.create_index("ix_undo_subject", "undo_records", ["subject", "id"], unique=False)
    op.create_table(
        "window_drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("entered", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("papers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("appointment", sa.String(length=20), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_drafts")),
    )
    op.create_index("ix_window_drafts_login", "window_drafts", ["login", "saved_at"], unique=False)
    op.create_table(
        "application_revisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("channel_ref", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("form", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_revisions_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_revisions")),
    )
    op.create_index(
        "ix_application_revisions_unacknowledged",
        "application_revisions",
        ["channel"],
        unique=False,
        sqlite_where=sa.text("acknowledged_at IS NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )
    op.create_index("uq_application_revisions", "application_revisions", ["application_id", "revision"], unique=True)
    op.create_table(
        "appointments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("slot_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=50), nullable=False),
        sa.Column("mobile_masked", sa.String(length=20), nullable=False),
        sa.Column("mobile_key", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("licence_no", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_appointments_slot_id_slots"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("number", name=op.f("uq_appointments_number")),
    )
    op.create_index(
        "ix_appointments_booked",
        "appointments",
        ["slot_id"],
        unique=False,
        sqlite_where=sa.text("state = 'booked'"),
        postgresql_where=sa.text("state = 'booked'"),
    )
    op.create_index("ix_appointments_mobile", "appointments", ["mobile_key", "state"], unique=False)
    op.create_index("ix_appointments_slot", "appointments", ["slot_id", "id"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("channel_ref", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("algorithm", sa.String(length=8), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("mismatches", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_attachments_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(
        "ix_attachments_due",
        "attachments",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("next_try_at IS NOT NULL"),
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_index(
        "ix_attachments_missing",
        "attachments",
        ["application_id"],
        unique=False,
        sqlite_where=sa.text("state = 'missing'"),
        postgresql_where=sa.text("state = 'missing'"),
    )
    op.create_index(
        "ix_attachments_sha256",
        "attachments",
        ["sha256"],
        unique=False,
        sqlite_where=sa.text("sha256 <> ''"),
        postgresql_where=sa.text("sha256 <> ''"),
    )
    op.create_index("uq_attachments", "attachments", ["application_id", "revision", "channel_id"], unique=True)
    op.create_table(
        "case_goods",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("barcode", sa.String(length=14), nullable=False),
        sa.Column("product", sa.String(length=100), nullable=False),
        sa.Column("brand", sa.String(length=60), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("sticks_per_pack", sa.Integer(), nullable=False),
        sa.Column("packs_per_carton", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(length=12), nullable=False),
        sa.Column("carton_price", sa.BigInteger(), nullable=True),
        sa.Column("price_basis", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_cases.id"],
            name=op.f("fk_case_goods_case_id_enforcement_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_goods")),
    )
    op.create_index("ix_case_goods_case", "case_goods", ["case_id", "id"], unique=False)
    op.create_table(
        "case_scenes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("scene", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("officers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("started_at", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.String(length=40), nullable=False),
        sa.Column("goods", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("evidence", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("samples", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("events", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_cases.id"],
            name=op.f("fk_case_scenes_case_id_enforcement_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_scenes")),
    )
    op.create_index("ix_case_scenes_case", "case_scenes", ["case_id", "scene", "id"], unique=False)
    op.create_table(
        "case_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("said", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("document_no", sa.String(length=64), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_cases.id"],
            name=op.f("fk_case_steps_case_id_enforcement_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
    )
    op.create_index("ix_case_steps_case", "case_steps", ["case_id", "id"], unique=False)
    op.create_table(
        "complaint_reporters",
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_complaint_reporters_complaint_id_complaints"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_reporters")),
    )
    op.create_table(
        "defaulter_queries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("case_nos", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("log_no", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.String(length=40), nullable=False),
        sa.Column("feedback_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_defaulter_queries_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defaulter_queries")),
    )
    op.create_index(
        "ix_defaulter_queries_met",
        "defaulter_queries",
        ["id"],
        unique=False,
        sqlite_where=sa.text("result <> 'clear'"),
        postgresql_where=sa.text("result <> 'clear'"),
    )
    op.create_index("uq_defaulter_queries", "defaulter_queries", ["application_id", "log_no"], unique=True)
    op.create_table(
        "dossier_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("page_from", sa.Integer(), nullable=False),
        sa.Column("page_to", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("lacking", sa.String(), nullable=False),
        sa.Column("supplement", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_entries_dossier_id_dossiers"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_entries")),
    )
    op.create_index("uq_dossier_entries", "dossier_entries", ["dossier_id", "position"], unique=True)
    op.create_table(
        "dossier_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_files_dossier_id_dossiers"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_files")),
    )
    op.create_index("ix_dossier_files_dossier", "dossier_files", ["dossier_id", "id"], unique=False)
    op.create_index("ix_dossier_files_sha256", "dossier_files", ["sha256"], unique=False)
    op.create_table(
        "hearings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("request_until", sa.Date(), nullable=False),
        sa.Column("right_no", sa.String(length=60), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("hold_until", sa.Date(), nullable=True),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("notice_no", sa.String(length=60), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("held_time", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("host", sa.String(length=40), nullable=False),
        sa.Column("recorder", sa.String(length=40), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("attending", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("record", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("conclusion", sa.String(), nullable=False),
        sa.Column("record_no", sa.String(length=60), nullable=False),
        sa.Column("waived_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_seq", sa.BigInteger(), nullable=False),
        sa.Column("dropped_seq", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_hearings_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
    )
    op.create_index("ix_hearings_application", "hearings", ["application_id", "id"], unique=False)
    op.create_index(
        "uq_hearings_open",
        "hearings",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "instant_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("office", sa.String(length=6), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chain", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("rules_digest", sa.String(length=64), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=True),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=40), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_instant_decisions_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instant_decisions")),
    )
    op.create_index("ix_instant_decisions_application", "instant_decisions", ["application_id", "id"], unique=False)
    op.create_index("ix_instant_decisions_office", "instant_decisions", ["office", "id"], unique=False)
    op.create_index("ix_instant_decisions_outcome", "instant_decisions", ["outcome", "id"], unique=False)
    op.create_index(
        "ix_instant_decisions_samples",
        "instant_decisions",
        ["id"],
        unique=False,
        sqlite_where=sa.text("sampled AND reviewed_at IS NULL"),
        postgresql_where=sa.text("sampled AND reviewed_at IS NULL"),
    )
    op.create_index(
        "ix_instant_decisions_waiting",
        "instant_decisions",
        ["id"],
        unique=False,
        sqlite_where=sa.text("outcome = 'waiting'"),
        postgresql_where=sa.text("outcome = 'waiting'"),
    )
    op.create_table(
        "layout_cells",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("area_type", sa.String(length=40), nullable=False),
        sa.Column("min_spacing_m", sa.Float(), nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("places", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["layout_plans.id"], name=op.f("fk_layout_cells_plan_id_layout_plans"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout_cells")),
    )
    op.create_index("uq_layout_cells", "layout_cells", ["plan_id", "code"], unique=True)
    op.create_table(
        "layout_places",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_layout_places_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_layout_places")),
    )
    op.create_index("ix_layout_places_cell", "layout_places", ["district", "code"], unique=False)
    op.create_table(
        "licence_import_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("licence_no", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["licence_imports.id"],
            name=op.f("fk_licence_import_notes_import_id_licence_imports"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_import_notes")),
    )
    op.create_index("ix_licence_import_notes", "licence_import_notes", ["import_id", "id"], unique=False)
    op.create_table(
        "paper_uses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_paper_uses_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_uses")),
    )
    op.create_index("uq_paper_uses", "paper_uses", ["application_id", "kind"], unique=True)
    op.create_table(
        "papers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("holder_key", sa.String(length=32), nullable=False),
        sa.Column("first_application_id", sa.BigInteger(), nullable=False),
        sa.Column("first_received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_application_id"],
            ["applications.id"],
            name=op.f("fk_papers_first_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("code", name=op.f("uq_papers_code")),
    )
    op.create_index("ix_papers_application", "papers", ["first_application_id", "kind"], unique=False)
    op.create_index("uq_papers_digest", "papers", ["holder_key", "kind", "digest"], unique=True)
    op.create_table(
        "pauses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("begun_by", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_pauses_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    op.create_index("ix_pauses_application", "pauses", ["application_id", "id"], unique=False)
    op.create_index(
        "uq_pauses_running",
        "pauses",
        ["application_id", "kind"],
        unique=True,
        sqlite_where=sa.text("to_on IS NULL"),
        postgresql_where=sa.text("to_on IS NULL"),
    )
    op.create_table(
        "payment_orders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("pay_code", sa.String(length=20), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("treasury_state", sa.String(length=12), nullable=False),
        sa.Column("treasury_paid", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_cases.id"],
            name=op.f("fk_payment_orders_case_id_enforcement_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_payment_orders_order_no")),
    )
    op.create_index("ix_payment_orders_case", "payment_orders", ["case_id", "id"], unique=False)
    op.create_index("ix_payment_orders_code", "payment_orders", ["pay_code"], unique=False)
    op.create_index("ix_payment_orders_state", "payment_orders", ["state", "id"], unique=False)
    op.create_index("ix_payment_orders_subject", "payment_orders", ["subject", "id"], unique=False)
    op.create_index(
        "ix_payment_orders_unpaid",
        "payment_orders",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('paid', 'refunding', 'refunded', 'cancelled')"),
        postgresql_where=sa.text("state NOT IN ('paid', 'refunding', 'refunded', 'cancelled')"),
    )
    op.create_table(
        "payment_refunds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["enforcement_cases.id"],
            name=op.f("fk_payment_refunds_case_id_enforcement_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_refunds")),
    )
    op.create_index("ix_payment_refunds_case", "payment_refunds", ["case_id", "id"], unique=False)
    op.create_index("ix_payment_refunds_order", "payment_refunds", ["order_no"], unique=False)
    op.create_table(
        "return_visits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("reply_key", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["rating"], ["ratings.id"], name=op.f("fk_return_visits_rating_ratings"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_visits")),
    )
    op.create_index(
        "ix_return_visits_open",
        "return_visits",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("recorded_at IS NULL"),
        postgresql_where=sa.text("recorded_at IS NULL"),
    )
    op.create_index("uq_return_visits", "return_visits", ["rating"], unique=True)
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_seq", sa.BigInteger(), nullable=False),
        sa.Column("answered_seq", sa.BigInteger(), nullable=True),
        sa.Column("dropped_seq", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_reviews_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_application", "reviews", ["application_id", "id"], unique=False)
    op.create_index(
        "ix_reviews_waiting",
        "reviews",
        ["unit", "due_on"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index(
        "uq_reviews_open",
        "reviews",
        ["application_id", "unit"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "screenings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("findings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("case", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("rules_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_screenings_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
    )
    op.create_index("ix_screenings_application", "screenings", ["application_id", "id"], unique=False)
    op.create_index("ix_screenings_judged", "screenings", ["judged_on", "id"], unique=False)
    op.create_table(
        "site_checks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("inspectors", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.String(length=40), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("photos", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.Column("planned_seq", sa.BigInteger(), nullable=False),
        sa.Column("recorded_seq", sa.BigInteger(), nullable=True),
        sa.Column("dropped_seq", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_site_checks_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_checks")),
    )
    op.create_index("ix_site_checks_application", "site_checks", ["application_id", "id"], unique=False)
    op.create_index(
        "uq_site_checks_planned",
        "site_checks",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "window_entries",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proxy_name", sa.String(length=50), nullable=False),
        sa.Column("proxy_no", sa.String(length=40), nullable=False),
        sa.Column("insisted", sa.String(), nullable=False),
        sa.Column("receipt_no", sa.String(length=64), nullable=False),
        sa.Column("appointment", sa.String(length=20), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_window_entries_application_id_applications"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_window_entries")),
    )
    op.create_table(
        "application_revision_conflicts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["application_revisions.id"],
            name=op.f("fk_application_revision_conflicts_revision_id_application_revisions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_revision_conflicts")),
    )
    op.create_index("uq_revision_conflicts", "application_revision_conflicts", ["revision_id", "digest"], unique=True)
    search.create()
    guards.create()
    tallies.create()
    publications.create()


def downgrade() -> None:
    publications.drop()
    tallies.drop()
    guards.drop()
    search.drop()
    op.drop_index("uq_revision_conflicts", table_name="application_revision_conflicts")
    op.drop_table("application_revision_conflicts")
    op.drop_table("window_entries")
    op.drop_index(
        "uq_site_checks_planned",
        table_name="site_checks",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_site_checks_application", table_name="site_checks")
    op.drop_table("site_checks")
    op.drop_index("ix_screenings_judged", table_name="screenings")
    op.drop_index("ix_screenings_application", table_name="screenings")
    op.drop_table("screenings")
    op.drop_index(
        "uq_reviews_open",
        table_name="reviews",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_index(
        "ix_reviews_waiting",
        table_name="reviews",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_index("ix_reviews_application", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index("uq_return_visits", table_name="return_visits")
    op.drop_index(
        "ix_return_visits_open",
        table_name="return_visits",
        sqlite_where=sa.text("recorded_at IS NULL"),
        postgresql_where=sa.text("recorded_at IS NULL"),
    )
    op.drop_table("return_visits")
    op.drop_index("ix_payment_refunds_order", table_name="payment_refunds")
    op.drop_index("ix_payment_refunds_case", table_name="payment_refunds")
    op.drop_table("payment_refunds")
    op.drop_index(
        "ix_payment_orders_unpaid",
        table_name="payment_orders",
        sqlite_where=sa.text("state NOT IN ('paid', 'refunding', 'refunded', 'cancelled')"),
        postgresql_where=sa.text("state NOT IN ('paid', 'refunding', 'refunded', 'cancelled')"),
    )
    op.drop_index("ix_payment_orders_subject", table_name="payment_orders")
    op.drop_index("ix_payment_orders_state", table_name="payment_orders")
    op.drop_index("ix_payment_orders_code", table_name="payment_orders")
    op.drop_index("ix_payment_orders_case", table_name="payment_orders")
    op.drop_table("payment_orders")
    op.drop_index(
        "uq_pauses_running",
        table_name="pauses",
        sqlite_where=sa.text("to_on IS NULL"),
        postgresql_where=sa.text("to_on IS NULL"),
    )
    op.drop_index("ix_pauses_application", table_name="pauses")
    op.drop_table("pauses")
    op.drop_index("uq_papers_digest", table_name="papers")
    op.drop_index("ix_papers_application", table_name="papers")
    op.drop_table("papers")
    op.drop_index("uq_paper_uses", table_name="paper_uses")
    op.drop_table("paper_uses")
    op.drop_index("ix_licence_import_notes", table_name="licence_import_notes")
    op.drop_table("licence_import_notes")
    op.drop_index("ix_layout_places_cell", table_name="layout_places")
    op.drop_table("layout_places")
    op.drop_index("uq_layout_cells", table_name="layout_cells")
    op.drop_table("layout_cells")
    op.drop_index(
        "ix_instant_decisions_waiting",
        table_name="instant_decisions",
        sqlite_where=sa.text("outcome = 'waiting'"),
        postgresql_where=sa.text("outcome = 'waiting'"),
    )
    op.drop_index(
        "ix_instant_decisions_samples",
        table_name="instant_decisions",
        sqlite_where=sa.text("sampled AND reviewed_at IS NULL"),
        postgresql_where=sa.text("sampled AND reviewed_at IS NULL"),
    )
    op.drop_index("ix_instant_decisions_outcome", table_name="instant_decisions")
    op.drop_index("ix_instant_decisions_office", table_name="instant_decisions")
    op.drop_index("ix_instant_decisions_application", table_name="instant_decisions")
    op.drop_table("instant_decisions")
    op.drop_index(
        "uq_hearings_open",
        table_name="hearings",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_hearings_application", table_name="hearings")
    op.drop_table("hearings")
    op.drop_index("ix_dossier_files_sha256", table_name="dossier_files")
    op.drop_index("ix_dossier_files_dossier", table_name="dossier_files")
    op.drop_table("dossier_files")
    op.drop_index("uq_dossier_entries", table_name="dossier_entries")
    op.drop_table("dossier_entries")
    op.drop_index("uq_defaulter_queries", table_name="defaulter_queries")
    op.drop_index(
        "ix_defaulter_queries_met",
        table_name="defaulter_queries",
        sqlite_where=sa.text("result <> 'clear'"),
        postgresql_where=sa.text("result <> 'clear'"),
    )
    op.drop_table("defaulter_queries")
    op.drop_table("complaint_reporters")
    op.drop_index("ix_case_steps_case", table_name="case_steps")
    op.drop_table("case_steps")
    op.drop_index("ix_case_scenes_case", table_name="case_scenes")
    op.drop_table("case_scenes")
    op.drop_index("ix_case_goods_case", table_name="case_goods")
    op.drop_table("case_goods")
    op.drop_index("uq_attachments", table_name="attachments")
    op.drop_index(
        "ix_attachments_sha256",
        table_name="attachments",
        sqlite_where=sa.text("sha256 <> ''"),
        postgresql_where=sa.text("sha256 <> ''"),
    )
    op.drop_index(
        "ix_attachments_missing",
        table_name="attachments",
        sqlite_where=sa.text("state = 'missing'"),
        postgresql_where=sa.text("state = 'missing'"),
    )
    op.drop_index(
        "ix_attachments_due",
        table_name="attachments",
        sqlite_where=sa.text("next_try_at IS NOT NULL"),
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.drop_table("attachments")
    op.drop_index("ix_appointments_slot", table_name="appointments")
    op.drop_index("ix_appointments_mobile", table_name="appointments")
    op.drop_index(
        "ix_appointments_booked",
        table_name="appointments",
        sqlite_where=sa.text("state = 'booked'"),
        postgresql_where=sa.text("state = 'booked'"),
    )
    op.drop_table("appointments")
    op.drop_index("uq_application_revisions", table_name="application_revisions")
    op.drop_index(
        "ix_application_revisions_unacknowledged",
        table_name="application_revisions",
        sqlite_where=sa.text("acknowledged_at IS NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )
    op.drop_table("application_revisions")
    op.drop_index("ix_window_drafts_login", table_name="window_drafts")
    op.drop_table("window_drafts")
    op.drop_index("ix_undo_subject", table_name="undo_records")
    op.drop_index("ix_undo_officer", table_name="undo_records")
    op.drop_table("undo_records")
    op.drop_index(
        "uq_transfers_open",
        table_name="transfers",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("ix_transfers_number", table_name="transfers")
    op.drop_table("transfers")
    op.drop_table("systems")
    op.drop_table("statistics_months")
    op.drop_index("uq_slots", table_name="slots")
    op.drop_index("ix_slots_day", table_name="slots")
    op.drop_table("slots")
    op.drop_table("sequences")
    op.drop_index("uq_saved_views", table_name="saved_views")
    op.drop_table("saved_views")
    op.drop_index("uq_running_terms", table_name="running_terms")
    op.drop_index(
        "ix_running_terms_open",
        table_name="running_terms",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index(
        "ix_running_terms_due",
        table_name="running_terms",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_table("running_terms")
    op.drop_index("uq_rescreenings", table_name="rescreenings")
    op.drop_table("rescreenings")
    op.drop_index("uq_renewal_reminders", table_name="renewal_reminders")
    op.drop_index("ix_renewal_reminders_at", table_name="renewal_reminders")
    op.drop_table("renewal_reminders")
    op.drop_index("ix_rejections_subject", table_name="rejections")
    op.drop_table("rejections")
    op.drop_index("uq_record_holds", table_name="record_holds")
    op.drop_index("ix_record_holds_subject", table_name="record_holds")
    op.drop_table("record_holds")
    op.drop_index("ix_reconciliations", table_name="reconciliations")
    op.drop_table("reconciliations")
    op.drop_index("uq_ratings", table_name="ratings")
    op.drop_index("ix_ratings_subject", table_name="ratings")
    op.drop_index("ix_ratings_office", table_name="ratings")
    op.drop_index("ix_ratings_level", table_name="ratings")
    op.drop_index("ix_ratings_at", table_name="ratings")
    op.drop_table("ratings")
    op.drop_table("rating_bookmarks")
    op.drop_index("uq_quarantine", table_name="quarantine")
    op.drop_index("ix_quarantine_open", table_name="quarantine")
    op.drop_table("quarantine")
    op.drop_index(
        "ix_proposals_waiting",
        table_name="proposals",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("ix_proposals_open", table_name="proposals")
    op.drop_table("proposals")
    op.drop_index("ix_penalties_party_no", table_name="penalties")
    op.drop_index("ix_penalties_initials", table_name="penalties")
    op.drop_index("ix_penalties_decided", table_name="penalties")
    op.drop_table("penalties")
    op.drop_index("uq_payment_notices", table_name="payment_notices")
    op.drop_index(
        "ix_payment_notices_unanswered",
        table_name="payment_notices",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_index("ix_payment_notices_paid", table_name="payment_notices")
    op.drop_index("ix_payment_notices_order", table_name="payment_notices")
    op.drop_index(
        "ix_payment_notices_doubtful",
        table_name="payment_notices",
        sqlite_where=sa.text("fault <> ''"),
        postgresql_where=sa.text("fault <> ''"),
    )
    op.drop_table("payment_notices")
    op.drop_table("outbox_requests")
    op.drop_index("ix_outbox_batches_open", table_name="outbox_batches")
    op.drop_table("outbox_batches")
    op.drop_table("outbox_batch_requests")
    op.drop_index("ix_outbox_adjustments_message", table_name="outbox_adjustments")
    op.drop_table("outbox_adjustments")
    op.drop_index("uq_outbox_key", table_name="outbox")
    op.drop_index(
        "ix_outbox_withdrawn",
        table_name="outbox",
        sqlite_where=sa.text("op = 'withdraw'"),
        postgresql_where=sa.text("op = 'withdraw'"),
    )
    op.drop_index(
        "ix_outbox_waits_for",
        table_name="outbox",
        sqlite_where=sa.text("waits_for IS NOT NULL"),
        postgresql_where=sa.text("waits_for IS NOT NULL"),
    )
    op.drop_index("ix_outbox_subject", table_name="outbox")
    op.drop_index("ix_outbox_state", table_name="outbox")
    op.drop_index("ix_outbox_record", table_name="outbox")
    op.drop_index(
        "ix_outbox_due",
        table_name="outbox",
        sqlite_where=sa.text("batch_id IS NULL"),
        postgresql_where=sa.text("batch_id IS NULL"),
    )
    op.drop_index("ix_outbox_deed", table_name="outbox")
    op.drop_index(
        "ix_outbox_decided",
        table_name="outbox",
        sqlite_where=sa.text("decided_on IS NOT NULL"),
        postgresql_where=sa.text("decided_on IS NOT NULL"),
    )
    op.drop_index(
        "ix_outbox_deadline",
        table_name="outbox",
        sqlite_where=sa.text("deadline_on IS NOT NULL"),
        postgresql_where=sa.text("deadline_on IS NOT NULL"),
    )
    op.drop_index(
        "ix_outbox_batch",
        table_name="outbox",
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("officers")
    op.drop_table("officer_contacts")
    op.drop_index("ix_officer_absences_login", table_name="officer_absences")
    op.drop_index("ix_officer_absences_deputy", table_name="officer_absences")
    op.drop_table("officer_absences")
    op.drop_index("ix_office_members_office", table_name="office_members")
    op.drop_table("office_members")
    op.drop_index("uq_number_gaps", table_name="number_gaps")
    op.drop_table("number_gaps")
    op.drop_index("uq_list_hits", table_name="list_hits")
    op.drop_index("ix_list_hits_state", table_name="list_hits")
    op.drop_index("ix_list_hits_pair", table_name="list_hits")
    op.drop_index("ix_list_hits_entry", table_name="list_hits")
    op.drop_table("list_hits")
    op.drop_table("licences_renamed")
    op.drop_index(
        "ix_licences_warned",
        table_name="licences",
        sqlite_where=sa.text("import_warnings > 0"),
        postgresql_where=sa.text("import_warnings > 0"),
    )
    op.drop_index("ix_licences_uscc", table_name="licences")
    op.drop_index("ix_licences_status", table_name="licences")
    op.drop_index("ix_licences_shop_initials", table_name="licences")
    op.drop_index(
        "ix_licences_legal_rep_no",
        table_name="licences",
        sqlite_where=sa.text("legal_rep_no <> ''"),
        postgresql_where=sa.text("legal_rep_no <> ''"),
    )
    op.drop_index("ix_licences_initials", table_name="licences")
    op.drop_index("ix_licences_holder_no", table_name="licences")
    op.drop_index("ix_licences_end", table_name="licences")
    op.drop_index("ix_licences_district", table_name="licences")
    op.drop_index("ix_licences_address", table_name="licences")
    op.drop_table("licences")
    op.drop_index(
        "uq_licence_imports_open",
        table_name="licence_imports",
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.drop_table("licence_imports")
    op.drop_index("ix_licence_events_licence", table_name="licence_events")
    op.drop_table("licence_events")
    op.drop_index(
        "uq_licence_concerns_open",
        table_name="licence_concerns",
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_index(
        "ix_licence_concerns_kind",
        table_name="licence_concerns",
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_table("licence_concerns")
    op.drop_table("ledger")
    op.drop_table("leases")
    op.drop_index("uq_layout_plans", table_name="layout_plans")
    op.drop_table("layout_plans")
    op.drop_table("law_books")
    op.drop_index("ix_job_runs_job", table_name="job_runs")
    op.drop_table("job_runs")
    op.drop_table("instant_switch")
    op.drop_index("ix_history_subject", table_name="history")
    op.drop_table("history")
    op.drop_table("generations")
    op.drop_index("uq_form_drafts", table_name="form_drafts")
    op.drop_table("form_drafts")
    op.drop_index("uq_feedback", table_name="feedback")
    op.drop_table("feedback")
    op.drop_index(
        "uq_evaluation_disputes_open",
        table_name="evaluation_disputes",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_evaluation_disputes_state", table_name="evaluation_disputes")
    op.drop_table("evaluation_disputes")
    op.drop_index("ix_enforcement_cases_stage", table_name="enforcement_cases")
    op.drop_index("ix_enforcement_cases_party_no", table_name="enforcement_cases")
    op.drop_index("ix_enforcement_cases_office", table_name="enforcement_cases")
    op.drop_index("ix_enforcement_cases_initials", table_name="enforcement_cases")
    op.drop_index("ix_enforcement_cases_handler", table_name="enforcement_cases")
    op.drop_index("ix_enforcement_cases_filing_no", table_name="enforcement_cases")
    op.drop_index(
        "ix_enforcement_cases_due",
        table_name="enforcement_cases",
        sqlite_where=sa.text(
            "stage NOT IN ('not_filed', 'archived', 'transferred', 'cancelled', 'annulled', 'joined')"
        ),
        postgresql_where=sa.text(
            "stage NOT IN ('not_filed', 'archived', 'transferred', 'cancelled', 'annulled', 'joined')"
        ),
    )
    op.drop_index("ix_enforcement_cases_decision_no", table_name="enforcement_cases")
    op.drop_index("ix_enforcement_cases_cause", table_name="enforcement_cases")
    op.drop_table("enforcement_cases")
    op.drop_index(
        "ix_dossiers_unbound",
        table_name="dossiers",
        sqlite_where=sa.text("sha256 = ''"),
        postgresql_where=sa.text("sha256 = ''"),
    )
    op.drop_index("ix_dossiers_subject", table_name="dossiers")
    op.drop_index(
        "ix_dossiers_retention",
        table_name="dossiers",
        sqlite_where=sa.text("retention_until IS NOT NULL"),
        postgresql_where=sa.text("retention_until IS NOT NULL"),
    )
    op.drop_table("dossiers")
    op.drop_index(
        "ix_documents_unserved",
        table_name="documents",
        sqlite_where=sa.text("delivery_no = '' AND state <> 'waiting'"),
        postgresql_where=sa.text("delivery_no = '' AND state <> 'waiting'"),
    )
    op.drop_index("ix_documents_subject", table_name="documents")
    op.drop_index(
        "ix_documents_sha256",
        table_name="documents",
        sqlite_where=sa.text("sha256 <> ''"),
        postgresql_where=sa.text("sha256 <> ''"),
    )
    op.drop_index("ix_documents_sequence", table_name="documents")
    op.drop_index(
        "ix_documents_faults",
        table_name="documents",
        sqlite_where=sa.text("state = 'fault'"),
        postgresql_where=sa.text("state = 'fault'"),
    )
    op.drop_index(
        "ix_documents_due",
        table_name="documents",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("documents")
    op.drop_index(
        "uq_differences_open",
        table_name="differences",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("ix_differences_day", table_name="differences")
    op.drop_table("differences")
    op.drop_index("ix_deliveries_subject", table_name="deliveries")
    op.drop_index("ix_deliveries_state", table_name="deliveries")
    op.drop_index("ix_deliveries_office", table_name="deliveries")
    op.drop_index("ix_deliveries_licence", table_name="deliveries")
    op.drop_index(
        "ix_deliveries_due",
        table_name="deliveries",
        sqlite_where=sa.text("next_look_at IS NOT NULL"),
        postgresql_where=sa.text("next_look_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_deliveries_attention",
        table_name="deliveries",
        sqlite_where=sa.text("state IN ('returned', 'failed') AND followed_by = ''"),
        postgresql_where=sa.text("state IN ('returned', 'failed') AND followed_by = ''"),
    )
    op.drop_table("deliveries")
    op.drop_index("ix_deadline_recomputations_run", table_name="deadline_recomputations")
    op.drop_table("deadline_recomputations")
    op.drop_index("ix_crossings_subject", table_name="crossings")
    op.drop_index(
        "ix_crossings_batch",
        table_name="crossings",
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.drop_index("ix_crossings_at", table_name="crossings")
    op.drop_table("crossings")
    op.drop_index("ix_credit_standings_grade", table_name="credit_standings")
    op.drop_table("credit_standings")
    op.drop_index("ix_credit_standing_changes_licence", table_name="credit_standing_changes")
    op.drop_table("credit_standing_changes")
    op.drop_index(
        "uq_complaints_reference",
        table_name="complaints",
        sqlite_where=sa.text("reference <> ''"),
        postgresql_where=sa.text("reference <> ''"),
    )
    op.drop_index("ix_complaints_state", table_name="complaints")
    op.drop_index("ix_complaints_reference", table_name="complaints")
    op.drop_index("ix_complaints_received_on", table_name="complaints")
    op.drop_index("ix_complaints_office", table_name="complaints")
    op.drop_index("ix_complaints_handler", table_name="complaints")
    op.drop_index("ix_complaints_case", table_name="complaints")
    op.drop_table("complaints")
    op.drop_table("channels")
    op.drop_table("case_locks")
    op.drop_index(
        "ix_carton_scans_stray",
        table_name="carton_scans",
        sqlite_where=sa.text("stray"),
        postgresql_where=sa.text("stray"),
    )
    op.drop_index("ix_carton_scans_licence", table_name="carton_scans")
    op.drop_index("ix_carton_scans_code", table_name="carton_scans")
    op.drop_index("ix_carton_scans_case", table_name="carton_scans")
    op.drop_table("carton_scans")
    op.drop_index("uq_cards", table_name="cards")
    op.drop_index(
        "ix_cards_open",
        table_name="cards",
        sqlite_where=sa.text("answered_at IS NULL AND lifted_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL AND lifted_at IS NULL"),
    )
    op.drop_index("ix_cards_office", table_name="cards")
    op.drop_index("ix_cards_handler", table_name="cards")
    op.drop_index("ix_cards_given", table_name="cards")
    op.drop_table("cards")
    op.drop_table("calendar_days")
    op.drop_index("uq_brands_pack", table_name="brands")
    op.drop_index("ix_brands_case", table_name="brands")
    op.drop_index("ix_brands_carton", table_name="brands")
    op.drop_table("brands")
    op.drop_index("uq_blacklist_versions", table_name="blacklist_versions")
    op.drop_table("blacklist_versions")
    op.drop_table("blacklist_refreshes")
    op.drop_index(
        "uq_blacklist_lists_standing",
        table_name="blacklist_lists",
        sqlite_where=sa.text("state = 'standing'"),
        postgresql_where=sa.text("state = 'standing'"),
    )
    op.drop_index(
        "uq_blacklist_lists_proposed",
        table_name="blacklist_lists",
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.drop_index("ix_blacklist_lists_name", table_name="blacklist_lists")
    op.drop_table("blacklist_lists")
    op.drop_index("ix_blacklist_version", table_name="blacklist_entries")
    op.drop_index("ix_blacklist_syllables", table_name="blacklist_entries")
    op.drop_index("ix_blacklist_number", table_name="blacklist_entries")
    op.drop_index("ix_blacklist_list", table_name="blacklist_entries")
    op.drop_index(
        "ix_blacklist_lifted_version",
        table_name="blacklist_entries",
        sqlite_where=sa.text("lifted_version IS NOT NULL"),
        postgresql_where=sa.text("lifted_version IS NOT NULL"),
    )
    op.drop_index("ix_blacklist_initials", table_name="blacklist_entries")
    op.drop_index("ix_blacklist_core", table_name="blacklist_entries")
    op.drop_table("blacklist_entries")
    op.drop_index("uq_arrivals", table_name="arrivals")
    op.drop_table("arrivals")
    op.drop_index("uq_applications_ref", table_name="applications")
    op.drop_index(
        "ix_applications_screening",
        table_name="applications",
        sqlite_where=sa.text("screened_at IS NULL"),
        postgresql_where=sa.text("screened_at IS NULL"),
    )
    op.drop_index(
        "ix_applications_open",
        table_name="applications",
        sqlite_where=sa.text("state IN ('received', 'correcting', 'accepted', 'examining')"),
        postgresql_where=sa.text("state IN ('received', 'correcting', 'accepted', 'examining')"),
    )
    op.drop_index(
        "ix_applications_due",
        table_name="applications",
        sqlite_where=sa.text("due_on IS NOT NULL"),
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )
    op.drop_index(
        "ix_applications_attention",
        table_name="applications",
        sqlite_where=sa.text("attention != ''"),
        postgresql_where=sa.text("attention != ''"),
    )
    op.drop_table("applications")
    op.drop_index(
        "uq_alarms_open",
        table_name="alarms",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("alarms")
