"""Cuts the tokenizer to the pieces that Vietnamese and English need.

Of 250,000 pieces most belong to other scripts; each kept piece costs 384 bytes of the shipped file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

QUERY = "query: "
"""What the base model was trained to see before a question; we put it before every text."""

MOST_TOKENS = 128
"""Of a text; the longest indexed one has 96."""

_FREQUENT = 40_000
"""Ids go by frequency: of the first 40,000 all in Latin letters are kept, whatever language."""

_SPACE = "▁"
_START, _PAD, _END, _UNKNOWN = range(4)


def _is_latin(piece: str) -> bool:
    return all(
        character == _SPACE or ord(character) < 0x250 or "LATIN" in unicodedata.name(character, "")
        for character in piece
    )


def make_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Makes the tokenizer of the pieces, as the base model's own one splits texts."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=_UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", _START), ("</s>", _END)]
    )
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer


def choose_pieces(pieces: Sequence[tuple[str, float]], texts: Iterable[str]) -> list[int]:
    """Chooses which pieces to keep.

    Args:
        pieces: All pieces with their scores, by id.
        texts: Texts that must be split as before.

    Returns:
        The ids to keep, in their order; the four special ones come first.
    """
    whole = make_tokenizer(pieces)
    kept = set(range(4))
    for text in texts:
        kept.update(whole.encode(text).ids)
    for number, (piece, _) in enumerate(pieces):
        # Single characters too, so that no letter becomes unknown.
        if (number < _FREQUENT or len(piece) == 1) and _is_latin(piece):
            kept.add(number)
    return sorted(kept)
