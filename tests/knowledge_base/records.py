"""Small records for tests that are not about the shipped catalogue."""

from datetime import date
from pathlib import Path
from typing import Any

from knowledge_base.record_file import write_record
from knowledge_base.schema import Procedure
from knowledge_base.versions import former_name

CODE = "1.000001"


def record(code: str = CODE, first: date | None = None, last: date | None = None, **values: Any):
    """Makes a valid record, short in everything."""
    return Procedure.model_validate(
        {
            "code": code,
            "name": f"Thủ tục {code}",
            "field": "Hộ tịch",
            "service_group": "ho-tich",
            "status": "in_force",
            "effective": {"from": first, "to": last},
            "decision": {"number": None, "date": None},
            "who": ["Công dân Việt Nam"],
            "summary": "Lần đầu.",
            "source": {"name": "Nguồn", "url": "https://example.vn/1", "retrieved": "2026-06-10"},
            "agency": None,
            "place": None,
            "missing": ["fee"],
        }
        | {
            key: []
            for key in [
                "aliases",
                "situations",
                "questions",
                "not_to_confuse",
                "documents",
                "methods",
                "steps",
                "conditions",
                "results",
                "legal_basis",
            ]
        }
        | values
    )


def write(folder: Path, *procedures: Procedure, former: bool = False) -> None:
    """Writes records where the catalogue keeps them."""
    for procedure in procedures:
        path = folder / "ho-tich" / f"{procedure.code}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_record(path.with_name(former_name(procedure)) if former else path, procedure)
