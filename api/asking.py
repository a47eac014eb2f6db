"""Who a request without a body is for: named in its query or its headers."""

from typing import Annotated

from fastapi import Depends, Query, Request

from api.runtime import Running
from api.schemas.bounds import UserId
from api.schemas.subject import Body
from domain.caller import Caller


async def _asking(
    request: Request,
    running: Running,
    user_id: Annotated[
        UserId | None, Query(description="Whose request it is; or send X-User-Id.")
    ] = None,
) -> Caller:
    return running.caller(request, Body(user_id=user_id))


Asking = Annotated[Caller, Depends(_asking)]
