from typing import Any

import pytest

from knowledge_base.answers.compose import Composer
from knowledge_base.answers.texts import Locale
from knowledge_base.catalogue import Catalogue
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.schema import Channel, Fee, FeeKind, Procedure, Status
from knowledge_base.search.aspects import Aspect
from knowledge_base.speech.reader import load_reader

# "At most about 45": the longest names and a document's number may add a few when read.
MOST_WORDS = 52


@pytest.fixture(scope="module")
def composer(catalogue: Catalogue) -> Composer:
    return Composer(catalogue, load_service_groups(), Locale.VI)


def changed(procedure: Procedure | None, **values: Any) -> Procedure:
    assert procedure is not None
    return procedure.model_copy(update=values)


def with_fees(procedure: Procedure | None, *fees: tuple[Channel, Fee]) -> Procedure:
    assert procedure is not None
    methods = [
        procedure.methods[0].model_copy(update={"channel": channel, "fee": fee, "case": None})
        for channel, fee in fees
    ]
    return changed(procedure, methods=methods)


def fixed(amount: int, per: str | None = None) -> Fee:
    return Fee(kind=FeeKind.FIXED, amount=amount, per=per, note=None)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("aspect", list(Aspect))
def test_every_answer_has_a_short_form_that_names_the_procedure(
    catalogue: Catalogue, locale: Locale, aspect: Aspect
) -> None:
    composer = Composer(catalogue, load_service_groups(), locale)
    reader = load_reader()
    for procedure in catalogue:
        speech = composer.answer(procedure, [aspect]).speech
        assert composer.name(procedure) in speech or aspect is Aspect.DOCUMENTS
        assert "{" not in speech
        assert "None" not in speech
        said = reader.read(speech) if locale is Locale.VI else speech
        assert len(said.split()) <= MOST_WORDS


def test_of_many_papers_the_first_are_said_and_the_rest_are_offered(
    catalogue: Catalogue, composer: Composer
) -> None:
    procedure = catalogue.get("1.003005")
    assert procedure
    speech = composer.answer(procedure, [Aspect.DOCUMENTS]).speech
    assert "cần 10 loại giấy tờ" in speech
    assert procedure.documents[0].items[0].name in speech
    assert "Đủ danh sách có trên màn hình." in speech
    assert speech.endswith("Muốn nghe hết, anh/chị nói: đọc từng giấy tờ.")


def test_papers_go_before_the_name_of_the_procedure_where_both_are_too_long(
    catalogue: Catalogue, composer: Composer
) -> None:
    procedure = catalogue.get("1.003005")
    speech = composer.answer(changed(procedure, short_name="rất dài " * 10), [Aspect.DOCUMENTS])
    assert speech.speech.startswith("Thủ tục này: cần 10 loại giấy tờ, như Đơn xin nhận con nuôi")


def test_few_short_papers_are_all_said(catalogue: Catalogue, composer: Composer) -> None:
    procedure = catalogue.get("1.003622")
    assert procedure
    speech = composer.answer(procedure, [Aspect.DOCUMENTS]).speech
    assert speech.endswith("cần 1 loại giấy tờ: Văn bản thông báo tổ chức lễ hội.")


def test_a_fee_is_said_once_where_all_ways_cost_the_same(
    catalogue: Catalogue, composer: Composer
) -> None:
    procedure = with_fees(
        catalogue.get("1.001193"),
        (Channel.IN_PERSON, fixed(8000, "bản")),
        (Channel.ONLINE, fixed(8000, "bản")),
    )
    speech = composer.answer(procedure, [Aspect.FEE]).speech
    assert speech.count("8.000 đồng/bản") == 1


def test_a_fee_is_said_by_way_where_ways_differ(catalogue: Catalogue, composer: Composer) -> None:
    procedure = with_fees(
        catalogue.get("1.001193"),
        (Channel.IN_PERSON, fixed(8000)),
        (Channel.ONLINE, Fee(kind=FeeKind.FREE, amount=0, per=None, note=None)),
    )
    speech = composer.answer(procedure, [Aspect.FEE]).speech
    assert "nộp trực tiếp: 8.000 đồng; nộp trực tuyến: miễn phí" in speech


def test_a_fee_that_varies_by_case_is_left_to_the_screen(
    catalogue: Catalogue, composer: Composer
) -> None:
    procedure = with_fees(
        catalogue.get("1.001193"),
        (Channel.IN_PERSON, fixed(8000)),
        (Channel.IN_PERSON, fixed(20000)),
    )
    assert "tùy từng trường hợp" in composer.answer(procedure, [Aspect.FEE]).speech


def test_a_fee_that_is_not_stated_is_said_to_be_so(
    catalogue: Catalogue, composer: Composer
) -> None:
    unknown = Fee(kind=FeeKind.NOT_STATED, amount=None, per=None, note=None)
    procedure = with_fees(catalogue.get("1.001193"), (Channel.IN_PERSON, unknown))
    speech = composer.answer(procedure, [Aspect.FEE]).speech
    assert speech.startswith("Nguồn không ghi lệ phí của ")


def test_the_second_of_two_aspects_does_not_repeat_the_name(
    catalogue: Catalogue, composer: Composer
) -> None:
    procedure = catalogue.get("1.001193")
    assert procedure
    speech = composer.answer(procedure, [Aspect.TIME_LIMIT, Aspect.FEE]).speech
    assert speech.count(composer.name(procedure)) == 1
    assert "thủ tục này" in speech


def test_english_speech_leaves_vietnamese_contents_to_the_screen(catalogue: Catalogue) -> None:
    composer = Composer(catalogue, load_service_groups(), Locale.EN)
    procedure = catalogue.get("1.003005")
    assert procedure
    speech = composer.answer(procedure, [Aspect.DOCUMENTS]).speech
    assert "10 kinds of papers" in speech
    assert procedure.documents[0].items[0].name not in speech


def test_an_abolished_procedure_is_said_to_be_abolished(
    catalogue: Catalogue, composer: Composer
) -> None:
    gone = changed(catalogue.get("1.004884"), status=Status.ABOLISHED, replaced_by="1.001193")
    assert "đã bị bãi bỏ" in composer.answer(gone, [Aspect.FEE]).speech
