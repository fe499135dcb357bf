"""Fine-tunes the student on the catalogue.

Every procedure has a learned direction, begun at the mean of its texts' vectors. A text, in a
seeded variant, is drawn to the direction of its procedure and away from those of all others, so
that each batch has every near neighbour among its negatives (a softmax over the procedures). The
teacher's vector of the text as written pulls it back, which keeps what the catalogue does not cover
where the base model had it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from torch import nn
from tqdm import tqdm

from knowledge_base.training.corpus import Corpus
from knowledge_base.training.vocabulary import QUERY

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Recipe:
    """Every number of the training, as measured best (docs/search.md has the trials).

    Attributes:
        steps: Batches to learn from.
        batch: Texts of a batch.
        rate: Highest learning rate of the model.
        direction_rate: That of the procedures' directions.
        warm_up: Steps until the highest rate; from there it falls to 0 in a straight line.
        sharpness: Factor of the cosines under the softmax.
        smoothing: Share of the wanted probability that is spread over all procedures.
        teacher: Weight of the pull back to the teacher.
        frozen: Lowest layers that stay as they are, the word vectors with them.
        seed: Of all chance.
    """

    steps: int = 420
    batch: int = 48
    rate: float = 1.5e-4
    direction_rate: float = 1e-3
    warm_up: int = 30
    sharpness: float = 30.0
    smoothing: float = 0.05
    teacher: float = 0.5
    frozen: int = 4
    seed: int = 1


def teach(model: SentenceTransformer, texts: Sequence[str]) -> Vectors:
    """Gives the vectors that the untrained model has for the texts as written."""
    vectors = model.encode([QUERY + text for text in texts], batch_size=64, show_progress_bar=True)
    return np.asarray(vectors, dtype=np.float32)


def _directions(vectors: Vectors, owners: Sequence[int], size: int) -> torch.Tensor:
    sums = np.zeros((size, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, np.asarray(owners), vectors)
    return nn.functional.normalize(torch.from_numpy(sums), dim=1)


def _freeze(model: SentenceTransformer, layers: int) -> None:
    bert = model[0].auto_model
    for part in [bert.embeddings, *bert.encoder.layer[:layers]]:
        for weight in part.parameters():
            weight.requires_grad = False


def train(model: SentenceTransformer, corpus: Corpus, recipe: Recipe) -> None:
    """Trains the model in place.

    Args:
        model: The student.
        corpus: The catalogue's texts.
        recipe: The numbers.
    """
    torch.manual_seed(recipe.seed)
    everything = [*corpus.texts, *corpus.circumstances]
    taught = torch.from_numpy(
        teach(model, [corpus.as_searched(text.text) for text in corpus.texts])
    )
    owners = [text.procedure for text in corpus.texts]
    directions = nn.Parameter(_directions(taught.numpy(), owners, corpus.procedures))
    _freeze(model, recipe.frozen)
    learning = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": learning, "lr": recipe.rate},
            {"params": [directions], "lr": recipe.direction_rate},
        ],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / recipe.warm_up) * max(0.0, 1 - step / recipe.steps),
    )
    model.train()
    batches = islice(corpus.batches(recipe.batch), recipe.steps)
    progress = tqdm(batches, total=recipe.steps, desc="training", unit="batch")
    for batch in progress:
        tokens = model.tokenize([QUERY + corpus.variant(everything[at].text) for at in batch])
        vectors = model(tokens)["sentence_embedding"]
        scores = recipe.sharpness * vectors @ nn.functional.normalize(directions, dim=1).T
        wanted = torch.tensor([everything[at].procedure for at in batch])
        loss = nn.functional.cross_entropy(scores, wanted, label_smoothing=recipe.smoothing)
        # Circumstances have no teacher: half a sentence is nothing that the base model knows well.
        written = [row for row, at in enumerate(batch) if at < len(corpus.texts)]
        if written:
            before = taught[[batch[row] for row in written]]
            loss = loss + recipe.teacher * (1 - (vectors[written] * before).sum(dim=1)).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        schedule.step()
        progress.set_postfix(loss=f"{loss.item():.2f}")
    model.eval()
