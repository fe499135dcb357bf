"""What is said aloud of a reply."""

from __future__ import annotations

from api.assistant.choices import split_choice
from api.assistant.schemas import Choice, Reply
from api.assistant.texts import assistant_texts
from api.errors import InvalidRequest
from knowledge_base.answers.texts import Locale
from knowledge_base.speech.english import read_english
from knowledge_base.speech.reader import Reader

_MOST_OPTIONS = 4
_MOST_WORDS_OF_AN_OPTION = 16
_CHOSEN_BY_NUMBER = frozenset({"procedure", "group", "case", "priority", "rate"})


class Voice:
    """Gives every reply its speech: its short form or else its text, and the options."""

    def __init__(self, reader: Reader) -> None:
        """Takes the ward's reader."""
        self._reader = reader

    def speak(self, replies: list[Reply], locale: Locale) -> list[Reply]:
        """Gives the replies with what is said of them."""
        read = read_english if locale is Locale.EN else self._reader.read
        spoken = []
        for reply in replies:
            said = " ".join([reply.speech or reply.text, *_options(reply, locale)])
            spoken.append(reply.model_copy(update={"speech": read(said)}))
        return spoken


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
