"""Appointments: the times that a hall offers, and who comes when."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.tables.columns import big_key, partial_index


class SlotRow(SQLModel, table=True):
    """One span of a day at one hall; `booked` counts who holds a place, and never rises above `capacity`."""

    __tablename__ = "slots"
    __table_args__ = (
        Index("uq_slots", "hall", "day", "begins", unique=True),
        Index("ix_slots_day", "day", "begins", "id"),
        CheckConstraint("booked >= 0 AND booked <= capacity", name="places"),
    )

    id: int | None = big_key()
    hall: str = Field(max_length=20)  # content/appointments.toml
    day: date
    begins: str = Field(max_length=5)  # 09:00, Shanghai
    ends: str = Field(max_length=5)
    capacity: int
    booked: int = 0


class AppointmentRow(SQLModel, table=True):
    """One booking: booked → arrived → served, or cancelled, or no_show."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_slot", "slot_id", "id"),
        Index("ix_appointments_mobile", "mobile_key", "state"),
        partial_index("ix_appointments_booked", "slot_id", where="state = 'booked'"),
    )

    id: int | None = big_key()
    number: str = Field(max_length=20, unique=True)  # Y-2026-000001
    slot_id: int = Field(sa_type=sa.BigInteger, foreign_key="slots.id", ondelete="RESTRICT")
    person: str = Field(max_length=50)
    mobile_masked: str = Field(max_length=20)
    mobile_key: str = Field(max_length=32)  # keyed reference: who stays away again is known without the number
    item: str = Field(max_length=10)
    licence_no: str = Field(default="", max_length=12)
    state: str = Field(default="booked", max_length=10)
    booked_at: datetime
    booked_by: str = Field(max_length=40)
    changed_at: datetime
    application: str = Field(default="", max_length=20)  # the number that it came to
