"""A fold over all subjects, as erasure sees it."""

from memory.fold_runner import FoldRunner


class FoldAggregate:
    """Implements `Aggregate`."""

    def __init__(self, runner: FoldRunner, name: str) -> None:
        self._runner = runner
        self._name = name

    @property
    def name(self) -> str:
        """The fold's name."""
        return self._name

    async def recount(self) -> None:
        """Fold the journal anew, and leave nothing of what was saved before, in the log neither.

        Raises:
            Busy: Or Unavailable: it could not be saved, or not wiped.
        """
        await self._runner.refold(self._name)
        await self._runner.checkpoint()
        await self._runner.wipe()
