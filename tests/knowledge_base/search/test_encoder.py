import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.search.encoder import OWN_MODEL, OnnxEncoder, load_encoder


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder()


def test_vectors_have_unit_length(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode_queries(["khai sinh", "đăng ký tạm trú cho người thuê trọ"])
    assert vectors.shape == (2, encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_is_near_what_means_the_same(encoder: OnnxEncoder) -> None:
    asked, same, other = encoder.encode_queries(
        ["vợ mới sinh em bé muốn làm giấy", "đăng ký khai sinh cho con", "giấy phép bán rượu"]
    )
    assert asked @ same > asked @ other + 0.2


def test_vectors_come_in_the_order_of_the_texts(encoder: OnnxEncoder) -> None:
    texts = ["a", "đăng ký khai sinh cho con mới đẻ ở quê ngoại", "tạm trú"] * 20
    together = encoder.encode_passages(texts)
    alone = np.stack([encoder.encode_passages([text])[0] for text in texts])
    # Activations have one scale per batch, so that neighbours move a vector a little.
    assert (together * alone).sum(axis=1).min() > 0.97


@pytest.mark.parametrize("text", ["", "😀", "ﷺ" * 20, "a" * 100_000, "\u200b"])
def test_any_text_has_a_vector(encoder: OnnxEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode_queries([text])).all()


def test_a_damaged_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    shutil.copytree(OWN_MODEL, tmp_path / "model")
    with (tmp_path / "model" / "encoder.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    with pytest.raises(ValueError, match="make encoder"):
        OnnxEncoder(tmp_path / "model")


def test_a_folder_of_our_own_kind_is_loaded_by_name(tmp_path: Path, encoder: OnnxEncoder) -> None:
    shutil.copytree(OWN_MODEL, tmp_path / "model")
    assert load_encoder(str(tmp_path / "model")).identity == encoder.identity


def test_another_model_without_its_library_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="pip install sentence-transformers"):
        load_encoder("some/model")


def test_the_model_is_small_enough_to_be_carried() -> None:
    assert sum(file.stat().st_size for file in OWN_MODEL.iterdir()) <= 40e6
