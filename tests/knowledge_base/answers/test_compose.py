from typing import Any

import pytest

from knowledge_base.answers.compose import Composer
from knowledge_base.answers.texts import Locale, answer_texts
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.schema import Fee, FeeKind, Procedure, Status
from knowledge_base.search.aspects import Aspect


@pytest.fixture
def composer(catalogue: Catalogue) -> Composer:
    return Composer(catalogue, load_service_groups(), Locale.VI)


def changed(procedure: Procedure | None, **values: Any) -> Procedure:
    assert procedure is not None
    return procedure.model_copy(update=values)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("aspect", list(Aspect))
def test_every_aspect_of_every_procedure_has_an_answer_with_its_source(
    catalogue: Catalogue, locale: Locale, aspect: Aspect
) -> None:
    composer = Composer(catalogue, load_service_groups(), locale)
    for procedure in catalogue:
        answer = composer.answer(procedure, [aspect])
        assert procedure.code in answer.text
        assert f"{procedure.source.retrieved:%d/%m/%Y}" in answer.text
        assert "None" not in answer.text
        assert "{" not in answer.text


def test_a_fee_that_is_not_stated_is_never_called_free(
    catalogue: Catalogue, composer: Composer
) -> None:
    for procedure in catalogue:
        kinds = {method.fee.kind for method in procedure.methods}
        if FeeKind.FREE not in kinds:
            answer = composer.answer(procedure, [Aspect.FEE])
            notes = " ".join(method.fee.note or "" for method in procedure.methods).casefold()
            assert "miễn phí" not in answer.text.casefold() or "miễn phí" in notes


def test_an_amount_is_written_as_offices_do(catalogue: Catalogue, composer: Composer) -> None:
    procedure = catalogue.get("2.001035")
    assert procedure is not None
    fee = Fee(kind=FeeKind.FIXED, amount=50000, per="giao dịch", note=None)
    methods = [method.model_copy(update={"fee": fee}) for method in procedure.methods]
    answer = composer.answer(changed(procedure, methods=methods), [Aspect.FEE])
    assert "50.000 đồng/giao dịch" in answer.text


def test_an_abolished_procedure_names_what_replaced_it(
    catalogue: Catalogue, composer: Composer
) -> None:
    gone = changed(
        catalogue.get("1.004884"), status=Status.ABOLISHED, replaced_by="1.001193", documents=[]
    )
    text = composer.answer(gone, [Aspect.FEE]).text
    assert "đã bị bãi bỏ" in text
    assert "Đăng ký khai sinh" in text


def test_a_procedure_known_by_name_sends_to_the_counter(
    catalogue: Catalogue, composer: Composer
) -> None:
    bare = next(procedure for procedure in catalogue if "all" in procedure.missing)
    assert "nhóm quầy" in composer.answer(bare, [Aspect.FEE]).text


def test_asking_back_tells_the_circumstances_apart(
    catalogue: Catalogue, composer: Composer
) -> None:
    birth, again = catalogue.get("1.001193"), catalogue.get("1.004884")
    assert birth
    assert again
    question = composer.question([birth, again])
    assert [option.code for option in question.options] == ["1.001193", "1.004884"]
    assert all(" – khi " in option.title for option in question.options)


def test_english_readers_get_english_names(catalogue: Catalogue) -> None:
    composer = Composer(catalogue, load_service_groups(), Locale.EN)
    procedure = catalogue.get("1.001193")
    assert procedure
    assert composer.name(procedure) == procedure.name_en


def test_both_languages_have_the_same_labels() -> None:
    vietnamese, english = answer_texts(Locale.VI), answer_texts(Locale.EN)
    for name in ("channels", "fees", "times", "quantities", "aspects"):
        assert getattr(vietnamese, name).keys() == getattr(english, name).keys()


def test_an_option_is_told_apart_as_the_likeliest_procedure_tells_it(
    catalogue: Catalogue, composer: Composer
) -> None:
    first, second, lost = (catalogue.get(code) for code in ("1.014061", "1.014062", "1.014064"))
    assert first
    assert second
    assert lost
    says = {neighbour.code: neighbour.when for neighbour in first.not_to_confuse}
    option = composer.question([first, second, lost]).options[2]
    assert says[lost.code] in option.title
