"""Fine-tunes the model on the catalogue, and passes what it learnt on to one with fewer layers.

Every procedure has a learned direction, begun at the mean of its texts' vectors. A text, in a
seeded variant, is drawn to the direction of its procedure and away from those of all others, so
that each batch has every near neighbour among its negatives (a softmax over the procedures). The
teacher's vector of the text as written pulls it back. While the whole model is tuned, its teacher
is the model as packaged, which keeps what the catalogue does not cover where that had it. Then the
tuned model teaches the small one, which is made of some of its layers.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from torch import nn
from tqdm import tqdm

from knowledge_base.catalogue import Catalogue
from knowledge_base.training.corpus import Corpus
from knowledge_base.training.vocabulary import QUERY

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Stage:
    """The numbers of one round of training (docs/search.md has the trials).

    Attributes:
        steps: Batches to learn from.
        rate: Highest learning rate of the model.
        teacher: Weight of the pull to the teacher.
        frozen: Lowest layers that stay as they are, the word vectors with them.
        prefix: What precedes every text.
        batch: Texts of a batch.
        direction_rate: Learning rate of the procedures' directions.
        warm_up: Steps until the highest rate; from there it falls to 0 in a straight line.
        sharpness: Factor of the cosines under the softmax.
        smoothing: Share of the wanted probability that is spread over all procedures.
    """

    steps: int
    rate: float
    teacher: float
    frozen: int
    prefix: str
    batch: int = 48
    direction_rate: float = 1e-3
    warm_up: int = 30
    sharpness: float = 30.0
    smoothing: float = 0.05


@dataclass(frozen=True)
class Recipe:
    """The whole training.

    Attributes:
        tuning: Of the model with all its layers, as it was packaged.
        distilling: Of the small one, without the prefix: it would be three of some twenty tokens.
        layers: Of the small one: a question's time goes with them.
        seed: Of all chance in a stage.
    """

    tuning: Stage = Stage(steps=420, rate=1.5e-4, teacher=0.5, frozen=4, prefix=QUERY)
    distilling: Stage = Stage(steps=450, rate=3e-4, teacher=10.0, frozen=1, prefix="")
    layers: int = 6
    seed: int = 1


def teach(model: SentenceTransformer, corpus: Corpus, prefix: str) -> Vectors:
    """Gives the vectors that the model has for the corpus's texts as written."""
    texts = [prefix + corpus.as_searched(text.text) for text in corpus.texts]
    return np.asarray(model.encode(texts, batch_size=64, show_progress_bar=True), np.float32)


def with_fewer_layers(model: SentenceTransformer, layers: int) -> SentenceTransformer:
    """Copies a model with some of its layers only, evenly spaced, the first and last among them."""
    small = copy.deepcopy(model)
    bert = small[0].auto_model
    kept = np.linspace(0, len(bert.encoder.layer) - 1, layers).round().astype(int)
    bert.encoder.layer = nn.ModuleList([bert.encoder.layer[at] for at in kept])
    bert.config.num_hidden_layers = layers
    return small


def _directions(vectors: Vectors, owners: Sequence[int], size: int) -> torch.Tensor:
    sums = np.zeros((size, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, np.asarray(owners), vectors)
    return nn.functional.normalize(torch.from_numpy(sums), dim=1)


def _freeze(model: SentenceTransformer, layers: int) -> None:
    bert = model[0].auto_model
    for weight in bert.parameters():
        weight.requires_grad = True
    for part in [bert.embeddings, *bert.encoder.layer[:layers]]:
        for weight in part.parameters():
            weight.requires_grad = False


def train(
    model: SentenceTransformer, catalogue: Catalogue, taught: Vectors, stage: Stage, seed: int
) -> None:
    """Trains the model in place.

    Args:
        model: The student.
        catalogue: Whose texts are learnt.
        taught: The teacher's vectors of them, as ``teach`` gives them.
        stage: The numbers.
        seed: Of all chance.
    """
    torch.manual_seed(seed)
    corpus = Corpus(catalogue, seed)
    teacher = torch.from_numpy(taught)
    everything = [*corpus.texts, *corpus.circumstances]
    owners = [text.procedure for text in corpus.texts]
    directions = nn.Parameter(_directions(taught, owners, corpus.procedures))
    _freeze(model, stage.frozen)
    learning = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": learning, "lr": stage.rate},
            {"params": [directions], "lr": stage.direction_rate},
        ],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / stage.warm_up) * max(0.0, 1 - step / stage.steps),
    )
    model.train()
    batches = islice(corpus.batches(stage.batch), stage.steps)
    progress = tqdm(batches, total=stage.steps, desc="training", unit="batch")
    for batch in progress:
        tokens = model.tokenize(
            [stage.prefix + corpus.variant(everything[at].text) for at in batch]
        )
        vectors = model(tokens)["sentence_embedding"]
        scores = stage.sharpness * vectors @ nn.functional.normalize(directions, dim=1).T
        wanted = torch.tensor([everything[at].procedure for at in batch])
        loss = nn.functional.cross_entropy(scores, wanted, label_smoothing=stage.smoothing)
        # Circumstances have no teacher: half a sentence is nothing that the base model knows well.
        written = [row for row, at in enumerate(batch) if at < len(corpus.texts)]
        if written:
            before = teacher[[batch[row] for row in written]]
            loss = loss + stage.teacher * (1 - (vectors[written] * before).sum(dim=1)).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        schedule.step()
        progress.set_postfix(loss=f"{loss.item():.2f}")
    model.eval()
