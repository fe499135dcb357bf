"""Devices for administrators: ``python -m api.devices register robot "Robot sảnh"``."""

from __future__ import annotations

import argparse
import sys

from api.clock import SystemClock
from api.database import Database
from api.devices.policy import load_device_policy
from api.devices.registry import DeviceRegistry
from api.devices.schemas import DeviceKind, MissionKind
from api.devices.service import DeviceService
from api.ids import new_id
from api.settings import Settings
from api.ward.places import load_places


def main(arguments: list[str] | None = None) -> int:
    """Runs one command."""
    parser = argparse.ArgumentParser(prog="python -m api.devices", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    register = commands.add_parser(
        "register", help="register a device and print its key, once; the same name: a new key"
    )
    register.add_argument("kind", choices=[kind.value for kind in DeviceKind])
    register.add_argument("name")
    commands.add_parser("list", help="all devices with their state")
    commands.add_parser("dock", help="send a robot to its charging station")
    commands.add_parser("cancel", help="cancel all missions: robots stop")
    chosen = parser.parse_args(arguments)
    settings = Settings()
    database = Database(settings.database_url)
    database.migrate()
    policy, places = load_device_policy(settings.ward_dir), load_places(settings.ward_dir)
    registry = DeviceRegistry(database, SystemClock(), policy)
    missions = DeviceService(database, SystemClock(), policy, registry)
    station = places.get(places.dock) if places.dock else None
    if chosen.command == "register":
        print(registry.register(DeviceKind(chosen.kind), chosen.name))
    elif chosen.command == "dock":
        refused = station is None or missions.request_mission(MissionKind.DOCK, station, new_id())
        print(refused or "requested")
    elif chosen.command == "cancel":
        print(missions.cancel_missions())
    else:
        for device in registry.devices():
            print(device.name, device.kind, device.state, device.seen_at or "", sep="\t")
    database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
