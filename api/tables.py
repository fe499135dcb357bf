"""All tables, gathered for the migrations."""

import api.assistant.repository
import api.board.repository
import api.complaints.repository
import api.counters.repository
import api.devices.repository
import api.feedback.repository
import api.idempotency
import api.outbox.repository
import api.staff.repository
import api.tickets.events
import api.tickets.repository
from api.database import Table

METADATA = Table.metadata

__all__ = ["METADATA", "api"]
