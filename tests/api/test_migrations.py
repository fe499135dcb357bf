from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from api.database import Database
from api.tables import METADATA
from api.tickets.events import TicketEventRow
from api.tickets.repository import TicketRow


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/ward.db")
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.close()


def test_tickets_of_the_first_version_keep_their_place_and_get_a_history(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/ward.db")
    database.migrate("0001")
    day, moment = "2026-11-23", "2026-11-23 01:00:00.000000"
    with database.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO ticket_counters VALUES ('{day}', 'ho-tich', 2)"))
        for number, state in ((1, "cancelled"), (2, "waiting")):
            connection.execute(
                text(
                    "INSERT INTO tickets VALUES (:id, :day, 'ho-tich', :number, :name, :state, "
                    "NULL, NULL, :moment, :cancelled)"
                ),
                {"id": f"t{number}", "number": number, "name": f"A00{number}", "day": day}
                | {"state": state, "moment": moment}
                | {"cancelled": moment if state == "cancelled" else None},
            )
        connection.execute(
            text("INSERT INTO feedback VALUES ('f', :day, 4, '[]', NULL, 't1', :moment)"),
            {"day": day, "moment": moment},
        )
    database.migrate()
    with database.read() as session:
        rows = session.scalars(select(TicketRow).order_by(TicketRow.sequence)).all()
        steps = session.scalars(select(TicketEventRow).order_by(TicketEventRow.id)).all()
        assert [(row.line_group, str(row.line_day)) for row in rows] == [("ho-tich", day)] * 2
        assert [(step.ticket_id, step.after) for step in steps] == [
            ("t1", "waiting"),
            ("t2", "waiting"),
            ("t1", "cancelled"),
        ]
    database.close()
