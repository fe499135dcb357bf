"""What the assistant says and does about the house it stands in."""

from __future__ import annotations

from api.assistant.choices import guide_choice, place_choice
from api.assistant.contacts import Contacts
from api.assistant.house_schemas import (
    ComplaintTurnRequest,
    HouseRequest,
    MissionRequest,
    PlaceRequest,
)
from api.assistant.house_texts import house_texts
from api.assistant.schemas import Choice, Reply, ReplyKind, Turn, TurnStatus
from api.clock import Clock
from api.complaints.policy import ComplaintPolicy
from api.complaints.schemas import MOST_WHAT, ComplaintRequest
from api.complaints.service import ComplaintService
from api.devices.schemas import MissionKind
from api.devices.service import DeviceService
from api.errors import EmptyText, TextTooLong
from api.tickets.service import TicketService
from api.ward.crisis import Crisis, CrisisTopic
from api.ward.opening import Opening
from api.ward.phrases import words_of
from api.ward.places import Place, Places, counter_in
from api.ward.policy import Ward
from knowledge_base.answers.texts import Locale

_MOST_CHOICES = 6


class HouseTurns:
    """Acts of the assistant on places, hours, danger, the robot and complaints."""

    def __init__(
        self,
        ward: Ward,
        places: Places,
        opening: Opening,
        crisis: Crisis,
        devices: DeviceService,
        complaints: ComplaintService,
        complaint_policy: ComplaintPolicy,
        contacts: Contacts,
        tickets: TicketService,
        clock: Clock,
    ) -> None:
        """Takes what the acts draw on."""
        self._ward = ward
        self._places = places
        self._opening = opening
        self._crisis = crisis
        self._devices = devices
        self._complaints = complaints
        self._complaint_policy = complaint_policy
        self._contacts = contacts
        self._tickets = tickets
        self._clock = clock

    def tell_place(self, request: PlaceRequest) -> Turn:
        """Tells where a place is, or asks which is meant."""
        locale, found = request.locale, self._named(request)
        if len(found) != 1:
            return self._which_place(request.text, found, locale)
        choices = [_person(locale)] if found[0].where is None else []
        if found[0].robot_guides and self._devices.robot_online():
            title = house_texts(locale).buttons["guide"]
            choices.append(Choice(title=title, choice=guide_choice(found[0].slug)))
        reply = Reply(
            kind=ReplyKind.TEXT, text=self._told(found[0], locale), choices=choices or None
        )
        return Turn(status=TurnStatus.ANSWERED, replies=[reply])

    def tell_opening(self, request: HouseRequest) -> Turn:
        """Tells hours, days off, telephone and address."""
        text = self._opening.tell(request.text, self._clock.now(), request.locale)
        reply = Reply(kind=ReplyKind.TEXT, text=text, choices=[_person(request.locale)])
        return Turn(status=TurnStatus.ANSWERED, replies=[reply])

    def crisis_of(self, text: str, locale: Locale) -> Turn | None:
        """Gives the answer to a cry for help, or ``None`` where a text is none.

        Quick enough to be asked before every message goes on.
        """
        topic = self._crisis.detect(text)
        return self._help(topic, locale) if topic else None

    def help_in_crisis(self, request: HouseRequest) -> Turn:
        """Helps in a danger that the dialogue engine has understood."""
        return self._help(self._crisis.detect(request.text) or self._crisis.unnamed, request.locale)

    def request_mission(self, request: MissionRequest, key: str) -> Turn:
        """Sends a robot; where none comes, says what the visitor can do instead."""
        locale, kind = request.locale, request.kind
        texts = house_texts(locale)
        if kind is MissionKind.GUIDE:
            found = self._named(request)
            if len(found) != 1 or found[0].where is None:
                return self.tell_place(request)
            goal: Place = found[0]
            instead: Place | None = goal
        else:
            waiting = self._places.get(self._places.waiting_area)
            assert waiting is not None
            goal = waiting
            slug = self._places.water if kind is MissionKind.WATER else self._places.sweets
            instead = self._places.get(slug) if slug else None
        refusal = self._devices.request_mission(kind, goal, key)
        if refusal is None:
            text = texts.mission_requested[kind].format(place=self._told(goal, locale))
            reply = Reply(kind=ReplyKind.TEXT, text=text)
            return Turn(status=TurnStatus.DONE, replies=[reply])
        way = texts.mission_nothing_instead.format(desk=self._desk(locale))
        if instead is not None:
            way = texts.mission_instead[kind].format(place=self._told(instead, locale))
        reply = Reply(
            kind=ReplyKind.NOTICE,
            text=f"{texts.mission_refused[refusal]} {way}",
            choices=[_person(locale)],
        )
        return Turn(status=TurnStatus.ANSWERED, replies=[reply])

    def file_complaint(self, request: ComplaintTurnRequest, key: str) -> Turn:
        """Stores a complaint; one for a ticket that is gone is stored without it."""
        texts = house_texts(request.locale)
        values = request.model_dump(exclude={"locale", "conversation_id"})
        if request.conversation_id is not None:
            values["contact"] = self._contacts.take(request.conversation_id)
        if request.ticket_id is not None and not self._tickets.exists(request.ticket_id):
            values["ticket_id"] = None
        try:
            complaint = self._complaints.file_complaint(ComplaintRequest(**values), key)
        except EmptyText:
            return _asking(texts.complaint_empty)
        except TextTooLong:
            return _asking(texts.complaint_too_long.format(most=MOST_WHAT))
        deadline = texts.complaint_deadline if request.wants_answer else texts.complaint_no_answer
        lines = [
            texts.complaint_taken.format(receipt=complaint.receipt),
            deadline.format(
                deadline=complaint.deadline.strftime("%d/%m/%Y"),
                days=self._complaint_policy.working_days,
            ),
        ]
        if self._complaint_policy.source:
            lines.append(texts.complaint_source.format(source=self._complaint_policy.source))
        if values["contact"]:
            lines.append(texts.complaint_contact)
        elif request.wants_answer:
            lines.append(texts.complaint_no_contact)
        reply = Reply(kind=ReplyKind.FEEDBACK, text=" ".join(lines))
        return Turn(status=TurnStatus.DONE, replies=[reply])

    def _named(self, request: PlaceRequest) -> list[Place]:
        chosen = self._places.get(request.place) if request.place else None
        return [chosen] if chosen else self._places.named_in(request.text)

    def _which_place(self, text: str, found: list[Place], locale: Locale) -> Turn:
        texts = house_texts(locale)
        number = counter_in(words_of(text))
        said = texts.place_unknown.format(desk=self._desk(locale))
        if found:
            said = texts.place_which
        elif number is not None:
            counters = ", ".join(map(str, self._places.counters))
            said = texts.counter_unknown.format(
                number=number, counters=counters, desk=self._desk(locale)
            )
        offered = found or [
            place for slug in self._places.often_asked if (place := self._places.get(slug))
        ]
        choices = [
            Choice(title=place.called(locale), choice=place_choice(place.slug))
            for place in offered[:_MOST_CHOICES]
        ]
        reply = Reply(kind=ReplyKind.CHOICES, text=said, choices=[*choices, _person(locale)])
        return Turn(status=TurnStatus.CLARIFYING, replies=[reply])

    def _told(self, place: Place, locale: Locale) -> str:
        texts, name, where = house_texts(locale), place.called(locale), place.told(locale)
        if where is None:
            name = name[:1].lower() + name[1:]
            return texts.place_not_here.format(name=name, desk=self._desk(locale))
        return texts.place.format(name=name, where=where)

    def _help(self, topic: CrisisTopic, locale: Locale) -> Turn:
        texts = house_texts(locale)
        calls = [
            texts.crisis_call.format(number=line.number, name=line.called(locale))
            for line in self._crisis.hotlines_of(topic)
        ]
        text = " ".join(
            (
                topic.said(locale),
                texts.crisis_calls.format(calls=", ".join(calls)),
                texts.crisis_person.format(desk=self._desk(locale)),
            )
        )
        reply = Reply(kind=ReplyKind.HANDOFF, text=text, choices=[_person(locale)])
        return Turn(status=TurnStatus.HANDED_OFF, replies=[reply])

    def _desk(self, locale: Locale) -> str:
        desk = self._ward.hand_off
        return desk.place_en if locale is Locale.EN else desk.place


def _asking(text: str) -> Turn:
    return Turn(status=TurnStatus.CLARIFYING, replies=[Reply(kind=ReplyKind.TEXT, text=text)])


def _person(locale: Locale) -> Choice:
    return Choice(title=house_texts(locale).buttons["person"], choice="person")
