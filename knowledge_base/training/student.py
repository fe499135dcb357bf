"""The model that is trained: the base model with its vocabulary cut."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from knowledge_base.training.base_model import BaseModel
from knowledge_base.training.vocabulary import MOST_TOKENS, choose_pieces, make_tokenizer

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _name(packaged: str) -> str:
    """Gives the name that transformers uses for a weight of the packaged file."""
    first, *rest = packaged.split(".")
    if first == "emb":
        names = {
            "word": "word_embeddings.weight",
            "pos": "position_embeddings.weight",
            "type": "token_type_embeddings.weight",
            "ln.w": "LayerNorm.weight",
            "ln.b": "LayerNorm.bias",
        }
        return "embeddings." + names[".".join(rest)]
    part, kind = rest
    return f"encoder.layer.{first[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def make_student(base: BaseModel, texts: Iterable[str]) -> SentenceTransformer:
    """Builds a sentence-transformers model: mean of the tokens, unit length.

    Args:
        base: The packaged model.
        texts: Texts whose pieces must be kept.
    """
    kept = choose_pieces(base.pieces, texts)
    tensors = {_name(name): tensor for name, tensor in base.tensors.items()}
    tensors["embeddings.word_embeddings.weight"] = base.tensors["emb.word"][kept]
    tensors["embeddings.token_type_embeddings.weight"] = base.tensors["emb.type"].reshape(2, -1)
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=base.hidden,
        num_hidden_layers=base.layers,
        num_attention_heads=base.heads,
        intermediate_size=base.feed_forward,
        max_position_embeddings=base.positions,
        layer_norm_eps=base.epsilon,
        pad_token_id=1,
    )
    bert = BertModel(config, add_pooling_layer=False)
    weights = {name: torch.from_numpy(np.ascontiguousarray(t)) for name, t in tensors.items()}
    bert.load_state_dict(weights, strict=True)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=make_tokenizer([base.pieces[number] for number in kept]),
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        model_max_length=MOST_TOKENS,
        model_input_names=["input_ids", "attention_mask"],
    )
    with tempfile.TemporaryDirectory() as folder:
        bert.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        transformer = Transformer(folder, max_seq_length=MOST_TOKENS)
    pooling = Pooling(base.hidden, pooling_mode="mean")
    return SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu")


def save_student(model: SentenceTransformer, folder: Path) -> None:
    """Saves the model as a folder that sentence-transformers loads."""
    model.save(str(folder), create_model_card=False)
