"""Answers about procedures, choices among options, and none of them."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ApiAction, Said, entity, forget, say
from bot.actions.client import Turn
from bot.actions.tickets import claim, issue
from bot.actions.words import chosen_option, named_option, without_correction

_MOST_RECENT = 10
_FAILED = ("not_found", "clarifying")


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
        return await self._answer_text(dispatcher, tracker, said, said.text)

    async def _answer_text(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        said: Said,
        text: str | None,
        corrects: bool = False,
    ) -> list[EventType]:
        code = _named_procedure(tracker, text)
        if code is not None:
            return await self._answer_choice(dispatcher, tracker, said, code)
        turn = await self.api.answer(
            said.locale,
            text=text,
            procedure_code=tracker.get_slot("procedure_code"),
            aspect=entity(tracker, "aspect"),
            pending=tracker.get_slot("pending_question"),
            failed_rounds=_failed_rounds(tracker),
            last_aspect=tracker.get_slot("last_aspect"),
            corrects=corrects,
        )
        say(dispatcher, turn)
        return remember(tracker, turn, question=text, options_before=None)

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
        return remember(tracker, turn, question, options_before=tracker.get_slot("options"))


class ActionChooseOption(ActionAnswer):
    """Takes "cái thứ hai" or a part of a name as a tap on that option."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_choose_option"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Find the option and do what a tap on it would do."""
        options: list[dict[str, str]] = tracker.get_slot("options") or []
        index = chosen_option(said.text or "", [option["title"] for option in options])
        if index is None:
            return await super().act(dispatcher, tracker, said)
        if not options:
            dispatcher.utter_message(response="utter_nothing_to_choose")
            return []
        if index < 0:
            dispatcher.utter_message(
                response="utter_option_out_of_range", count=len(options), buttons=_buttons(options)
            )
            return []
        kind, _, value = options[index]["choice"].partition(":")
        if kind == "group":
            return await issue(self.api, dispatcher, tracker, said, service_group=value)
        if kind == "priority":
            return await claim(self.api, dispatcher, tracker, said, value)
        return await self._answer_choice(dispatcher, tracker, said, value)


class ActionAskWhich(Action):
    """Offers the options once more to who says only "yes" to them."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_ask_which"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Repeat the options; no call of the API."""
        options: list[dict[str, str]] = tracker.get_slot("options") or []
        dispatcher.utter_message(response="utter_which_option", buttons=_buttons(options))
        return []


class ActionCorrect(ActionAnswer):
    """Answers "không phải, ý tôi là …" with what follows; without it asks for other words."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_correct"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Drop the words of the correction and search for the rest."""
        meant = without_correction(said.text or "")
        if meant is None:
            dispatcher.utter_message(response="utter_rephrase")
            return [*forget("pending_question", "options"), _count_failure(tracker)]
        return await self._answer_text(dispatcher, tracker, said, meant, corrects=True)


class ActionNoneOfThese(ActionAnswer):
    """Drops the options, offers a person and asks for other words."""

    def name(self) -> str:
        """Name of the action in the domain."""
        return "action_none_of_these"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said
    ) -> list[EventType]:
        """Say so, unless the words name one of the options after all."""
        code = _named_procedure(tracker, said.text)
        if code is not None:
            return await self._answer_choice(dispatcher, tracker, said, code)
        dispatcher.utter_message(response="utter_none_of_these")
        return [*forget("pending_question", "options"), _count_failure(tracker)]


def remember(
    tracker: Tracker,
    turn: Turn,
    question: str | None,
    options_before: list[dict[str, str]] | None,
) -> list[EventType]:
    """Slot events after an answer.

    The options stay after a choice, so that "còn cái thứ hai?" works later; they go with a new
    question.
    """
    waits = turn.status == "clarifying"
    events: list[EventType] = [
        SlotSet("pending_question", question if waits else None),
        SlotSet("options", turn.offered if waits else options_before),
        _count_failure(tracker) if turn.status in _FAILED else SlotSet("failed_rounds", None),
    ]
    if turn.procedure_code:
        recent = [code for code in tracker.get_slot("recent") or [] if code != turn.procedure_code]
        events.append(SlotSet("procedure_code", turn.procedure_code))
        events.append(SlotSet("recent", [turn.procedure_code, *recent][:_MOST_RECENT]))
    if turn.aspect:
        events.append(SlotSet("last_aspect", turn.aspect))
    return events


def _buttons(options: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"title": option["title"], "payload": option["choice"]} for option in options]


def _named_procedure(tracker: Tracker, text: str | None) -> str | None:
    """The code of the one offered procedure that the words name, while the choice waits."""
    if tracker.get_slot("pending_question") is None:
        return None
    options: list[dict[str, str]] = tracker.get_slot("options") or []
    named = named_option(text or "", [option["title"] for option in options])
    if named is None:
        return None
    kind, _, code = options[named]["choice"].partition(":")
    return code if kind == "procedure" else None


def _failed_rounds(tracker: Tracker) -> int:
    return int(tracker.get_slot("failed_rounds") or 0)


def _count_failure(tracker: Tracker) -> EventType:
    return SlotSet("failed_rounds", float(_failed_rounds(tracker) + 1))
