"""Builds the encoder: ``python -m knowledge_base.training`` (``make encoder``)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sentence_transformers import SentenceTransformer

from knowledge_base.catalogue import load_catalogue
from knowledge_base.search.encoder import OWN_MODEL
from knowledge_base.text.normalise import strip_diacritics
from knowledge_base.training.base_model import packaged_model, read_base_model
from knowledge_base.training.corpus import Corpus
from knowledge_base.training.export import export
from knowledge_base.training.student import make_student, save_student
from knowledge_base.training.train import Recipe, teach, train, with_fewer_layers


def main() -> int:
    """Trains and exports; 1 where something needed is missing."""
    parser = argparse.ArgumentParser(prog="python -m knowledge_base.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=OWN_MODEL, help="folder of the model")
    parser.add_argument("--keep", type=Path, help="also save both models below this folder")
    parser.add_argument("--tuned", type=Path, help="a tuned model that was kept: only distil it")
    arguments = parser.parse_args()
    recipe = Recipe()
    catalogue = load_catalogue()
    corpus = Corpus(catalogue, recipe.seed)
    if arguments.tuned:
        model = SentenceTransformer(str(arguments.tuned), device="cpu")
    else:
        try:
            base = read_base_model(packaged_model())
        except (FileNotFoundError, ValueError) as error:
            print(error, file=sys.stderr)
            return 1
        written = [text.text for text in (*corpus.texts, *corpus.circumstances)]
        model = make_student(base, [*written, *map(strip_diacritics, written)])
        taught = teach(model, corpus, recipe.tuning.prefix)
        train(model, catalogue, taught, recipe.tuning, recipe.seed)
    taught = teach(model, corpus, recipe.tuning.prefix)
    small = with_fewer_layers(model, recipe.layers)
    train(small, catalogue, taught, recipe.distilling, recipe.seed)
    if arguments.keep:
        save_student(model, arguments.keep / "tuned")
        save_student(small, arguments.keep / "small")
    export(small, recipe.distilling.prefix, arguments.out)
    print(f"{arguments.out}: fit the ranker next (docs/search.md)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
