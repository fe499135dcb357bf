"""How a visitor wants to be reached, from the message until the complaint has it.

It is told for one complaint alone: the dialogue engine does not hear it, no message keeps it, and
it is gone when the turn is over.
"""

from __future__ import annotations

from api.assistant.repository import ConversationRow
from api.complaints.schemas import MOST_CONTACT
from api.database import Database
from knowledge_base.text.normalise import clean


class Contacts:
    """Contacts of conversations whose turn goes on."""

    def __init__(self, database: Database) -> None:
        """Takes where conversations are kept."""
        self._database = database

    def keep(self, conversation_id: str, text: str) -> None:
        """Keeps a contact for this turn."""
        with self._database.write() as session:
            row = session.get_one(ConversationRow, conversation_id)
            row.contact = clean(text)[:MOST_CONTACT]

    def take(self, conversation_id: str) -> str | None:
        """Gives the contact of a conversation, once."""
        with self._database.write() as session:
            row = session.get(ConversationRow, conversation_id, with_for_update=True)
            contact = row.contact if row else None
            if row is not None:
                row.contact = None
            return contact


def names_a_contact(text: str) -> bool:
    """Says whether a text may be a telephone number or an address, and not "no, thanks"."""
    return any(char.isdigit() or char == "@" for char in text)
