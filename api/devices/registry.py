"""Registers devices and knows which of them are there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from api.clock import Clock
from api.database import Database
from api.devices.policy import DevicePolicy
from api.devices.repository import DeviceRow, device_of_key, devices_of_kind
from api.devices.schemas import Device, DeviceKind, DeviceState
from api.errors import DeviceKeyRefused
from api.ids import digest, new_id, new_token


class DeviceRegistry:
    """The devices of the lobby."""

    def __init__(self, database: Database, clock: Clock, policy: DevicePolicy) -> None:
        """Takes where devices are kept and how long they may be silent."""
        self._database = database
        self._clock = clock
        self._policy = policy

    def register(self, kind: DeviceKind, name: str) -> str:
        """Registers a device, or gives one of that name a new key.

        Returns:
            The key, which is told only here.
        """
        key = new_token()
        with self._database.write() as session:
            known = [row for row in devices_of_kind(session) if row.name == name]
            if known:
                known[0].kind, known[0].key_digest = kind, digest(key)
                known[0].state, known[0].seen_at = DeviceState.OFFLINE, None
            else:
                session.add(
                    DeviceRow(
                        id=new_id(),
                        kind=kind,
                        name=name,
                        key_digest=digest(key),
                        state=DeviceState.OFFLINE,
                        registered_at=self._clock.now(),
                        seen_at=None,
                    )
                )
        return key

    def devices(self) -> list[Device]:
        """Lists all devices with the state in which they are now."""
        with self._database.read() as session:
            return [self.shown(row) for row in devices_of_kind(session)]

    def holder(
        self, session: Session, key: str | None, kind: DeviceKind | None = None
    ) -> DeviceRow:
        """Finds and locks the device that holds a key.

        Args:
            session: A writing session.
            key: The device's key.
            kind: What it must be.

        Raises:
            DeviceKeyRefused: No device holds it, or not one of that kind.
        """
        row = device_of_key(session, digest(key), lock=True) if key else None
        if row is None:
            raise DeviceKeyRefused
        if kind is not None and row.kind != kind:
            raise DeviceKeyRefused("Thiết bị này không phải là robot.")
        return row

    def online(self, session: Session, kind: DeviceKind, lock: bool = False) -> set[str]:
        """Gives the ids of the devices of a kind that are there now."""
        now, rows = self._clock.now(), devices_of_kind(session, kind, lock)
        return {row.id for row in rows if self._is_online(row, now)}

    def shown(self, row: DeviceRow) -> Device:
        """Gives a device; one that has been silent for too long is offline, whatever it said."""
        device = Device.model_validate(row)
        if device.state is DeviceState.ONLINE and not self._is_online(row, self._clock.now()):
            return device.model_copy(update={"state": DeviceState.CONNECTION_BROKEN})
        return device

    def _is_online(self, row: DeviceRow, now: datetime) -> bool:
        if row.state != DeviceState.ONLINE or row.seen_at is None:
            return False
        return now - row.seen_at < self._policy.offline_after
