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
        """Fold the journal anew, and save the result over what was saved before.

        Raises:
            Unavailable: It could not be saved.
        """
        await self._runner.refold(self._name)
        await self._runner.checkpoint()
