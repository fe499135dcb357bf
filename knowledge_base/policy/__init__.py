"""Policy that a ward may change: data files beside this one, checked when read.

A ward keeps its own copies of the files it changes in one folder (``WARD_DIR``); a file that
stands there replaces the one of the same name here.
"""

from __future__ import annotations

from pathlib import Path

DEFAULTS = Path(__file__).parent


def policy_file(name: str, ward_dir: Path | None = None, defaults: Path = DEFAULTS) -> Path:
    """Gives the ward's own file of that name, or else the one shipped with the product."""
    if ward_dir is not None and (ward_dir / name).is_file():
        return ward_dir / name
    return defaults / name
