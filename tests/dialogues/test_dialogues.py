"""All conversations of this folder, against the running product."""

from typing import Any

import pytest

from tests.dialogues.conftest import Ward
from tests.dialogues.player import DIALOGUES, STANDARD_MOMENT, Player

pytestmark = [
    pytest.mark.product,
    # Of the API in a thread of the tests and its connections to Rasa.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES)
def test_a_conversation_goes_as_expected(ward: Ward, dialogue: dict[str, Any]) -> None:
    ward.set_clock(dialogue.get("at", STANDARD_MOMENT))
    faults = Player(ward.api, dialogue).play()
    assert not faults, "\n" + "\n".join(faults)
