"""Writes the trained encoder as the artefact that the product carries: ONNX in 8 bits."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from knowledge_base.search.encoder import MANIFEST, MODEL, TOKENIZER, Manifest
from knowledge_base.training.vocabulary import QUERY

_NAME = "ward-encoder"


class _Sentence(nn.Module):  # type: ignore[misc]  # torch is not installed for mypy
    """The whole way from tokens to a unit vector, so that what serves it needs no arithmetic."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.bert = model[0].auto_model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        tokens = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1)
        return nn.functional.normalize(mean, dim=1)


def export(model: SentenceTransformer, folder: Path) -> None:
    """Writes the model, its tokenizer and the manifest with their digests.

    Weights are unsigned 8-bit with a scale per output, activations unsigned with a scale per text:
    AVX2 multiplies the two without saturating, as it would signed weights (mean cosine to the
    32-bit model 0.983; signed weights in the reduced range that avoids it: 0.979).
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = model.tokenizer
    assert isinstance(tokenizer, PreTrainedTokenizerFast)
    backend = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.save(str(folder / TOKENIZER))
    sentence = _Sentence(model).eval()
    with tempfile.TemporaryDirectory() as scratch:
        whole, prepared = Path(scratch) / "whole.onnx", Path(scratch) / "prepared.onnx"
        example = torch.tensor([[0, 5, 6, 2]])
        torch.onnx.export(
            sentence,
            (example, torch.ones_like(example)),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_axes={
                "input_ids": {0: "texts", 1: "tokens"},
                "attention_mask": {0: "texts", 1: "tokens"},
                "sentence_embedding": {0: "texts"},
            },
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(folder / MODEL),
            per_channel=True,
            weight_type=QuantType.QUInt8,
        )
    manifest = Manifest(
        name=_NAME,
        dimensions=int(model.get_sentence_embedding_dimension() or 0),
        prefix=QUERY,
        files={
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (MODEL, TOKENIZER)
        },
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
