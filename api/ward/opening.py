"""Tells when the centre is open, and how to reach it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from api.clock import WARD_ZONE
from api.ward.days import DaysAsked, days_asked
from api.ward.phrases import Phrases, words_of
from api.ward.policy import Ward
from api.ward.texts import OpeningTexts, opening_texts
from api.ward.words import Asked, ward_words
from knowledge_base.answers.hours import clock_text, hours_text, spans_text
from knowledge_base.answers.texts import HoursTexts, Locale, answer_texts
from knowledge_base.policy.opening_hours import Holidays, Spans, is_open, next_opening
from knowledge_base.policy.service_groups import ServiceGroup, ServiceGroups

_ASKS: Phrases[Asked] = Phrases(
    (phrase, asked) for asked, phrases in ward_words().asks.items() for phrase in phrases
)


class Opening:
    """Answers questions on hours, days off, telephone and address from policy data."""

    def __init__(self, ward: Ward, groups: ServiceGroups, holidays: Holidays) -> None:
        """Takes the ward's facts."""
        self._ward = ward
        self._groups = groups.groups
        self._holidays = holidays
        # The group that stands for the centre: one that keeps the common hours.
        common = (group for group in self._groups if group.hours == groups.hours)
        self._usual = next(common, self._groups[0])

    def tell(self, question: str, now: datetime, locale: Locale) -> str:
        """Answers a question.

        Args:
            question: What was asked.
            now: The present moment.
            locale: The language of the answer.
        """
        return _Telling(self._ward, self._holidays, self._groups, self._usual, now, locale).tell(
            question
        )


class _Telling:
    """One answer."""

    def __init__(
        self,
        ward: Ward,
        holidays: Holidays,
        groups: list[ServiceGroup],
        usual: ServiceGroup,
        now: datetime,
        locale: Locale,
    ) -> None:
        self._ward = ward
        self._holidays = holidays
        self._groups = groups
        self._group = usual
        self._now = now.astimezone(WARD_ZONE)
        self._locale = locale
        self._texts: OpeningTexts = opening_texts(locale)
        self._hours: HoursTexts = answer_texts(locale).hours

    def tell(self, question: str) -> str:
        words = words_of(question)
        asked = {found.meaning for found in _ASKS.find(words)}
        days = days_asked(question, self._now.date(), self._holidays)
        lines: list[str] = []
        if "phone" in asked:
            lines += self._phone()
        if "address" in asked:
            lines.append(self._address())
        if lines:
            return " ".join(lines)
        self._group = self._named(words) or self._group
        if self._group.hours is None:
            return self._texts.week_not_stated.format(place=self._place)
        if "lunch" in asked:
            lines.append(self._lunch(days))
        elif days.holiday is not None or days.any_holiday:
            lines += self._holiday(days)
        elif days.days:
            lines += self._on(days.days)
        else:
            lines += self._week()
        return " ".join(line[:1].upper() + line[1:] for line in lines)

    @property
    def _place(self) -> str:
        desk = self._ward.hand_off
        return desk.place_en if self._locale is Locale.EN else desk.place

    def _phone(self) -> list[str]:
        desk, texts = self._ward.hand_off, self._texts
        lines = [texts.phone.format(phone=desk.phone)] if desk.phone else []
        lines += [texts.hotline.format(hotline=desk.hotline)] if desk.hotline else []
        return lines or [texts.phone_not_stated.format(place=self._place)]

    def _address(self) -> str:
        ward = self._ward
        address = ward.address_en or ward.address if self._locale is Locale.EN else ward.address
        if address is None:
            return self._texts.address_not_stated.format(place=self._place)
        return self._texts.address.format(address=address)

    def _named(self, words: list[str]) -> ServiceGroup | None:
        names = Phrases(
            (name, group) for group in self._groups for name in (group.name, group.name_en)
        )
        found = names.find(words)
        return found[0].meaning if found else None

    def _week(self) -> list[str]:
        assert self._group.hours is not None
        lines = [self._texts.week.format(hours=hours_text(self._group.hours, self._hours))]
        for group in self._groups:
            hours = hours_text(group.hours, self._hours) if group.hours else None
            if hours and group.hours != self._group.hours:
                name = group.name_en if self._locale is Locale.EN else group.name
                lines.append(self._texts.except_group.format(group=name, hours=hours))
        return [*lines, *self._now_lines()]

    def _now_lines(self) -> list[str]:
        if is_open(self._group, self._now, self._holidays):
            return [self._texts.open_now]
        return [self._texts.closed_now, *self._reopens(self._now)]

    def _on(self, days: tuple[date, ...]) -> list[str]:
        lines: list[str] = []
        for day in days:
            spans = self._spans(day)
            template = self._texts.open_on if spans else self._texts.closed_on
            holiday = self._holidays.name_of(day)
            if holiday:
                template = self._texts.closed_on_holiday
            lines.append(
                template.format(
                    day=self._day(day), spans=spans_text(spans, self._hours), holiday=holiday
                )
            )
        if self._spans(days[-1]):
            return [*lines, *self._now_lines()] if days == (self._now.date(),) else lines
        return [*lines, *self._reopens(_end_of(days[-1]))]

    def _holiday(self, days: DaysAsked) -> list[str]:
        texts, name = self._texts, days.holiday
        if name is None:
            coming = [each for each in self._holidays.closed if each.first >= self._now.date()]
            if not coming:
                return [texts.holiday_unknown.format(holiday="", place=self._place)]
            nearest = min(coming, key=lambda closing: closing.first)
            first = self._day(nearest.first)
            return [texts.any_holiday.format(holiday=nearest.name, first=first)]
        if not days.days:
            return [texts.holiday_unknown.format(holiday=name, place=self._place)]
        first, last = self._day(days.days[0]), self._day(days.days[-1])
        template = texts.holiday_one if first == last else texts.holiday_many
        line = template.format(holiday=name, first=first, last=last)
        return [line, *self._reopens(_end_of(days.days[-1]))]

    def _lunch(self, days: DaysAsked) -> str:
        assert self._group.hours is not None
        week = self._group.hours.week
        spans = self._spans(days.days[0]) if days.days else max(week, key=len)
        breaks = tuple((earlier[1], later[0]) for earlier, later in pairwise(spans))
        if not spans and days.days:
            return " ".join(self._on(days.days))
        if not breaks:
            return self._texts.no_lunch
        return self._texts.lunch.format(span=spans_text(breaks, self._hours))

    def _reopens(self, moment: datetime) -> list[str]:
        opening = next_opening(self._group, moment, self._holidays)
        if opening is None:
            return []
        clock = clock_text(opening.time(), self._hours)
        return [self._texts.reopens.format(clock=clock, day=self._day(opening.date()))]

    def _spans(self, day: date) -> Spans:
        if self._group.hours is None or self._holidays.name_of(day):
            return ()
        return self._group.hours.week[day.weekday()]

    def _day(self, day: date) -> str:
        return self._texts.date.format(
            weekday=self._hours.days[day.weekday()], date=day.strftime(self._texts.date_numbers)
        )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), WARD_ZONE)
