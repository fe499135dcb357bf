"""Answers about procedures, choices among options, and none of them."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, entity, forget, say
from bot.actions.client import Turn
from bot.actions.tickets import issue
from bot.actions.words import chosen_index


class ActionAnswer(ApiAction):
    """Answers a question, a tapped procedure or a tapped aspect."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_answer"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Ask the API with the text, or with what was tapped."""
        chosen = entity(tracker, "procedure_code")
        if chosen:
            return await self._answer_choice(dispatcher, tracker, said, chosen)
        turn = await self.api.answer(
            said.locale,
            text=said.text,
            procedure_code=tracker.get_slot("procedure_code"),
            aspect=entity(tracker, "aspect"),
        )
        say(dispatcher, turn)
        return _remember(turn, question=said.text, options_before=None)

    async def _answer_choice(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said, code: str
    ) -> list[EventType]:
        """Answer for the chosen procedure what was asked before the choice."""
        question = tracker.get_slot("pending_question")
        turn = await self.api.answer(
            said.locale,
            text=question,
            procedure_code=tracker.get_slot("procedure_code"),
            chosen_code=code,
            aspect=None if question else tracker.get_slot("last_aspect"),
        )
        say(dispatcher, turn)
        return _remember(turn, question, options_before=tracker.get_slot("options"))


class ActionChooseOption(ActionAnswer):
    """Takes "cái thứ hai" as a tap on the second option."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_choose_option"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Find the option and do what a tap on it would do."""
        options: list[str] = tracker.get_slot("options") or []
        index = chosen_index(said.text or "", len(options))
        if index is None:
            return await super().act(dispatcher, tracker, said)
        if not options:
            dispatcher.utter_message(response="utter_nothing_to_choose")
            return []
        if index < 0:
            dispatcher.utter_message(response="utter_option_out_of_range", count=len(options))
            return []
        kind, _, value = options[index].partition(":")
        if kind == "group":
            return await issue(self.api, dispatcher, said, service_group=value)
        return await self._answer_choice(dispatcher, tracker, said, value)


class ActionNoneOfThese(Action):
    """Drops the options, offers a person and asks for other words."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_none_of_these"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say so; no call of the API."""
        dispatcher.utter_message(response="utter_none_of_these")
        return forget("pending_question", "options")


def _remember(
    turn: Turn, question: str | None, options_before: list[str] | None
) -> list[EventType]:
    """Slot events after an answer.

    The options stay after a choice, so that "còn cái thứ hai?" works later; they go with a new
    question.
    """
    waits = turn.status == "clarifying"
    events: list[EventType] = [
        SlotSet("pending_question", question if waits else None),
        SlotSet("options", turn.offered if waits else options_before),
    ]
    if turn.procedure_code:
        events.append(SlotSet("procedure_code", turn.procedure_code))
    if turn.aspect:
        events.append(SlotSet("last_aspect", turn.aspect))
    return events
