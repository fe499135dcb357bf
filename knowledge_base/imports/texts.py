"""What people read of an import or export, from one data file."""

from __future__ import annotations

from pathlib import Path

from knowledge_base.sentences import Sentences

say = Sentences(Path(__file__).parent / "texts.vi.yaml")
