"""Words of exported files, from one data file."""

from __future__ import annotations

from pathlib import Path

from knowledge_base.sentences import Sentences

say = Sentences(Path(__file__).parent / "texts.vi.yaml")
