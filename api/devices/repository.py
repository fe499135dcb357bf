"""Tables of devices and missions, and the queries on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import Table, UtcDateTime
from api.devices.life_cycle import HELD, OPEN, MissionState

_HELD_SQL = text("state IN ({})".format(", ".join(f"'{state}'" for state in HELD)))


class DeviceRow(Table):
    """One device of the lobby; of its key only the digest is kept."""

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60), unique=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MissionRow(Table):
    """One job of a robot.

    Attributes:
        place: Slug of the place on the ward's map.
        point: The place's point on the robot's map, as it was when the mission was requested.
        since: When the present state began.
    """

    __tablename__ = "missions"
    __table_args__ = (
        # A robot has one mission at a time, whatever the code does.
        Index(
            "uq_mission_of_robot",
            "robot_id",
            unique=True,
            sqlite_where=_HELD_SQL,
            postgresql_where=_HELD_SQL,
        ),
        Index("ix_missions_line", "state", "requested_at"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(60))
    point: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12))
    robot_id: Mapped[str | None] = mapped_column(ForeignKey("devices.id"))
    reason: Mapped[str | None] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


def device_of_key(session: Session, key_digest: str, lock: bool = False) -> DeviceRow | None:
    """Finds the device that holds a key."""
    found = select(DeviceRow).where(DeviceRow.key_digest == key_digest)
    return session.scalars(found.with_for_update() if lock else found).one_or_none()


def devices_of_kind(
    session: Session, kind: str | None = None, lock: bool = False
) -> list[DeviceRow]:
    """Lists devices by name, locking their rows where others must wait for what follows."""
    rows = select(DeviceRow).order_by(DeviceRow.name)
    if kind is not None:
        rows = rows.where(DeviceRow.kind == kind)
    return list(session.scalars(rows.with_for_update() if lock else rows))


def open_missions(session: Session) -> list[MissionRow]:
    """Lists and locks the missions from which something still follows, the oldest first."""
    rows = select(MissionRow).where(MissionRow.state.in_(OPEN))
    return list(
        session.scalars(rows.order_by(MissionRow.requested_at, MissionRow.id).with_for_update())
    )


def mission_of_robot(session: Session, robot_id: str) -> MissionRow | None:
    """Finds the mission that a robot has."""
    return session.scalars(
        select(MissionRow)
        .where(MissionRow.robot_id == robot_id, MissionRow.state.in_(HELD))
        .with_for_update()
    ).one_or_none()


def oldest_request(session: Session) -> MissionRow | None:
    """Finds and locks the mission that has waited longest for a robot."""
    return session.scalars(
        select(MissionRow)
        .where(MissionRow.state == MissionState.REQUESTED)
        .order_by(MissionRow.requested_at, MissionRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def count_open(session: Session) -> int:
    """Counts the missions from which something still follows."""
    rows = select(func.count()).select_from(MissionRow).where(MissionRow.state.in_(OPEN))
    return session.scalar(rows) or 0
