"""The visitor's rating of the service."""

import logging
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, forget, say
from bot.actions.client import ApiError, WardApi, shared_api
from bot.actions.words import rating_of

logger = logging.getLogger(__name__)

NOTHING_TO_ADD = "-"
_LONGEST_COMMENT = 500


class ValidateFeedbackForm(FormValidationAction):
    """Reads a rating out of words, stores it at once and refuses what is none.

    A visitor who leaves before the comment has rated all the same.
    """

    def __init__(self, api: WardApi | None = None) -> None:
        """Use the shared client of the API unless one is given."""
        self._given_api = api

    def name(self) -> str:
        """Name by which the form finds it."""
        return "validate_feedback_form"

    async def validate_rating(
        self,
        slot_value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        """A rating from "1" to "4", or None, which makes the form ask again."""
        rating = rating_of(str(slot_value))
        if rating is not None:
            return {"rating": str(rating), "feedback_id": await self._store(rating, tracker)}
        if tracker.get_slot("requested_slot") == "rating":
            dispatcher.utter_message(response="utter_rating_not_understood")
        return {"rating": None}

    def validate_comment(
        self,
        slot_value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> dict[str, Any]:
        """The comment without blanks around it, not longer than the API takes.

        A tapped reason stands for a comment.
        """
        if (tracker.latest_message.get("intent") or {}).get("name") == "choose_reason":
            return {"comment": NOTHING_TO_ADD, "reasons": [str(slot_value)]}
        return {"comment": str(slot_value).strip()[:_LONGEST_COMMENT] or NOTHING_TO_ADD}

    async def _store(self, rating: int, tracker: Tracker) -> str | None:
        """Store the rating or correct it; None when the API does not take it now."""
        api, said = self._given_api or shared_api(), Said.latest(tracker)
        stored = tracker.get_slot("feedback_id")
        try:
            if stored:
                await api.change_feedback(said.locale, stored, rating=rating)
                return str(stored)
            turn = await api.give_feedback(
                said.locale,
                f"{said.message_id}:feedback",
                rating=rating,
                ticket_id=tracker.get_slot("ticket_id"),
            )
        except ApiError as error:
            logger.warning("the rating goes with the comment: %s", error)
            return None
        return turn.feedback_id


class ActionAskComment(ApiAction):
    """Asks what the rating is for, with reasons to tap."""

    def name(self) -> str:
        """Name by which the form finds it."""
        return "action_ask_feedback_form_comment"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API for the reasons that fit the rating; without it ask for words alone."""
        try:
            say(dispatcher, await self.api.ask_reason(said.locale, int(tracker.get_slot("rating"))))
        except ApiError:
            dispatcher.utter_message(response="utter_anything_to_add")
        return []


class ActionGiveFeedback(ApiAction):
    """Adds the comment to the rating, or sends both where the rating was not stored yet."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_give_feedback"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Send what the form collected."""
        said_comment = tracker.get_slot("comment")
        comment = None if said_comment in (None, NOTHING_TO_ADD) else said_comment
        stored, reasons = tracker.get_slot("feedback_id"), tracker.get_slot("reasons")
        if stored:
            turn = await self.api.change_feedback(
                said.locale, stored, reasons=reasons, comment=comment
            )
        else:
            turn = await self.api.give_feedback(
                said.locale,
                f"{said.message_id}:feedback",
                rating=int(tracker.get_slot("rating")),
                reasons=reasons,
                comment=comment,
                ticket_id=tracker.get_slot("ticket_id"),
            )
        say(dispatcher, turn)
        return forget("rating", "reasons", "comment", "feedback_id")

    def after_failure(self, error: ApiError) -> list[EventType]:
        """Forget the rating: the visitor can give it again."""
        return forget("rating", "reasons", "comment", "feedback_id")
