"""How a job that runs every so often is doing."""

from dataclasses import dataclass


@dataclass(slots=True)
class Beat:
    """One job; changed in place by whoever runs it.

    Attributes:
        done_at: When it last got to its end, in milliseconds; None before the first time.
        failed: Whether its last run failed.
        running: Whether it will run again.
    """

    done_at: int | None = None
    failed: bool = False
    running: bool = True
