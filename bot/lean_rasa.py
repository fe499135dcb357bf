"""Rasa's command line without TensorFlow and quicker with actions: `python -m bot.lean_rasa run …`.

Rasa imports TensorFlow at start although no component of this bot uses it. That costs about
350 MB and several seconds on a lobby computer. Here a stand-in takes its place before Rasa is
imported: names can be imported and subclassed, and nothing can be computed with them. The
environment leaves TensorFlow out (ops/locks); a pipeline with DIET or TED needs it back.
"""

import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_ABSENT = frozenset(
    {"tensorflow", "tensorflow_hub", "tensorflow_text", "tensorflow_addons", "keras", "jax"}
)


class _AbsentType(type):
    """Gives a class any attribute that Rasa's modules name while they are imported."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent

    def __or__(cls, other: Any) -> Any:
        return cls

    def __ror__(cls, other: Any) -> Any:
        return cls

    def __iter__(cls) -> Iterator[Any]:
        return iter(())


class Absent(metaclass=_AbsentType):
    """Stands for every class, function and decorator of an absent package."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """Take any arguments."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent

    def __call__(self, *given: Any, **_: Any) -> Any:
        """As a decorator, leave the function as it is."""
        return given[0] if len(given) == 1 and callable(given[0]) else Absent()

    def __class_getitem__(cls, _: Any) -> Any:
        """Allow `Absent[...]` in type hints."""
        return cls


class _AbsentModule(ModuleType):
    __path__: Sequence[str] = []
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class _AbsentPackages(MetaPathFinder, Loader):
    """Finds the absent packages and all their modules."""

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        if fullname.partition(".")[0] in _ABSENT:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to execute."""


def leave_out_tensorflow() -> None:
    """Put the stand-in in place; must come before the first import of Rasa."""
    sys.meta_path.insert(0, _AbsentPackages())


def check_action_answers_with_one_validator() -> None:
    """Keep the validator of the action server's answers.

    Rasa checks its own constant JSON schema anew on every answer, which takes 32 ms of CPU a turn
    against 2.5 ms with a validator made once.
    """
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(self: Any, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


if __name__ == "__main__":
    leave_out_tensorflow()
    check_action_answers_with_one_validator()
    from bot.tracing import trace_stages

    trace_stages()
    from rasa.__main__ import main

    main()
