"""Join what is asked for now with what the subject stated before."""

from domain.caller import Caller
from domain.constraints import Constraints
from domain.profile import Profile
from learning.facts import constraints_of
from memory.folds import States


async def with_stated(
    constraints: Constraints, profiles: States[Profile], caller: Caller
) -> Constraints:
    """Return constraints that also hold everything the subject ever ruled out.

    Args:
        constraints: Of this request.
        profiles: Where stated facts are kept, such as an allergy.
        caller: Who asks.
    """
    return constraints.also(constraints_of(await profiles.read(caller.subject)))
