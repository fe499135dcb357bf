"""What is said aloud of a reply."""

from __future__ import annotations

from api.assistant.choices import split_choice
from api.assistant.schemas import Choice, Reply
from api.assistant.texts import assistant_texts
from api.errors import InvalidRequest
from knowledge_base.answers.card import ProcedureCard
from knowledge_base.answers.texts import Locale
from knowledge_base.search.aspects import Aspect
from knowledge_base.speech.english import read_english
from knowledge_base.speech.reader import Reader
from knowledge_base.text.normalise import normalise

_MOST_OPTIONS = 4
_MOST_WORDS_OF_AN_OPTION = 16
_CHOSEN_BY_NUMBER = frozenset({"procedure", "group", "case", "priority", "rate"})


class Voice:
    """Gives every reply its speech: its short form or else its text, and the options."""

    def __init__(self, reader: Reader) -> None:
        """Takes the ward's reader."""
        self._reader = reader

    def speak(self, replies: list[Reply], locale: Locale, asked: str | None = None) -> list[Reply]:
        """Gives the replies with what is said of them.

        Args:
            replies: Of one turn.
            locale: The listener's language.
            asked: What the visitor said; who asks to hear every paper hears them.
        """
        read = read_english if locale is Locale.EN else self._reader.read
        heard = normalise(asked or "")
        in_full = any(phrase in heard for phrase in assistant_texts(locale).hear_each)
        spoken = []
        for reply in replies:
            said = " ".join([reply.speech or reply.text, *_options(reply, locale)])
            if in_full and reply.procedure and reply.procedure.aspect is Aspect.DOCUMENTS:
                said = _every_paper(reply.procedure, locale)
            spoken.append(reply.model_copy(update={"speech": read(said)}))
        return spoken


def _every_paper(card: ProcedureCard, locale: Locale) -> str:
    texts = assistant_texts(locale)
    said = [texts.spoken_papers.format(name=card.name)]
    for case in card.documents:
        if case.case:
            said.append(texts.spoken_case.format(case=case.case.rstrip(".")))
        for number, paper in enumerate(case.items, start=1):
            parts = [part for part in (paper.name.rstrip("."), paper.quantity_text) if part]
            said.append(texts.spoken_paper.format(number=number, paper=", ".join(parts)))
    return " ".join(said)


def _options(reply: Reply, locale: Locale) -> list[str]:
    """Says what there is to choose among, with the numbers that choose it."""
    numbered = _numbered(reply.choices or [])
    if len(numbered) < 2:
        return []
    texts = assistant_texts(locale)
    parts = [
        texts.spoken_option.format(number=number, title=_short(title))
        for number, title in numbered[:_MOST_OPTIONS]
    ]
    more = [texts.spoken_more] if len(numbered) > _MOST_OPTIONS else []
    return [f"{'; '.join(parts)}.", *more]


def _numbered(choices: list[Choice]) -> list[tuple[int, str]]:
    """Numbers options as shown; a rating is chosen by its own number, from the worst."""
    options: list[tuple[int, str]] = []
    for choice in choices:
        try:
            kind, value = split_choice(choice.choice)
        except InvalidRequest:
            continue
        if kind in _CHOSEN_BY_NUMBER:
            number = int(value or 0) if kind == "rate" else len(options) + 1
            options.append((number, choice.title))
    return sorted(options)


def _short(title: str) -> str:
    """Leaves out the circumstance after the name where both are too long to keep in mind."""
    return title if len(title.split()) <= _MOST_WORDS_OF_AN_OPTION else title.split(" – ")[0]
