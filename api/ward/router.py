"""What pages and kiosks need to know of the ward."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.context import ContextOf
from api.rate_limits import limited
from api.tickets.policy import Priority
from knowledge_base.policy.service_groups import ServiceGroup

router = APIRouter(prefix="/ward", tags=["ward"])


class WardView(BaseModel):
    """The ward's name, its groups of counters in the order shown, and who may be served earlier."""

    name: str
    name_en: str
    service_groups: list[ServiceGroup]
    priorities: list[Priority]


@router.get("", dependencies=[Depends(limited("reads"))])
def show_ward(context: ContextOf) -> WardView:
    """Gives the ward's name, its groups of counters and its classes of priority."""
    return WardView(
        name=context.ward.name,
        name_en=context.ward.name_en,
        service_groups=context.groups.groups,
        priorities=context.queue.priorities.priorities,
    )
