"""Every error has a status, a code and a Vietnamese sentence, and stands in the documentation."""

import re

import pytest

from api.errors import ApiError
from tests.conftest import ROOT


def all_errors() -> list[type[ApiError]]:
    return [ApiError, *ApiError.__subclasses__()]


@pytest.mark.parametrize("error", all_errors())
def test_an_error_is_documented(error: type[ApiError]) -> None:
    documented = (ROOT / "docs" / "api.md").read_text()
    assert f"`{error.code}`" in documented
    assert str(int(error.status)) in documented


@pytest.mark.parametrize("error", all_errors())
def test_an_error_tells_the_person_in_vietnamese(error: type[ApiError]) -> None:
    assert re.search("[à-ỹđ]", error.detail)


def test_codes_are_distinct() -> None:
    codes = [error.code for error in all_errors()]
    assert len(codes) == len(set(codes))
