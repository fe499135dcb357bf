"""Builds the encoder: ``python -m knowledge_base.training`` (``make encoder``)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledge_base.catalogue import load_catalogue
from knowledge_base.search.encoder import OWN_MODEL
from knowledge_base.text.normalise import strip_diacritics
from knowledge_base.training.base_model import packaged_model, read_base_model
from knowledge_base.training.corpus import Corpus
from knowledge_base.training.export import export
from knowledge_base.training.student import make_student, save_student
from knowledge_base.training.train import Recipe, train


def main() -> int:
    """Trains and exports; 1 where something needed is missing."""
    parser = argparse.ArgumentParser(prog="python -m knowledge_base.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=OWN_MODEL, help="folder of the model")
    parser.add_argument(
        "--steps", type=int, default=Recipe.steps, help="0: the base model as it is"
    )
    parser.add_argument("--keep", type=Path, help="also save the sentence-transformers model here")
    arguments = parser.parse_args()
    recipe = Recipe(steps=arguments.steps)
    try:
        base = read_base_model(packaged_model())
    except (FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    corpus = Corpus(load_catalogue(), recipe.seed)
    written = [text.text for text in (*corpus.texts, *corpus.circumstances)]
    model = make_student(base, [*written, *map(strip_diacritics, written)])
    if recipe.steps:
        train(model, corpus, recipe)
    if arguments.keep:
        save_student(model, arguments.keep)
    export(model, arguments.out)
    print(f"{arguments.out}: fit the ranker next (docs/search.md)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
