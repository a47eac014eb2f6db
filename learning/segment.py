"""Which segment a subject belongs to."""

from domain.clock import days_between
from domain.profile import Profile, Segment
from learning.signals import DEFAULT, Signals


def segment(profile: Profile, now: int, signals: Signals = DEFAULT) -> Segment:
    """Return how well a subject is known.

    Too few reactions make a subject new, however long ago they were; a long absence outweighs
    any number of reactions.

    Args:
        profile: What is known.
        now: Milliseconds.
        signals: The thresholds.

    Example:
        >>> segment(Profile("s1", reactions=9, last_reaction_at=0), 40 * 86_400_000)
        <Segment.INACTIVE: 'inactive'>
    """
    if profile.reactions < signals.new_below or profile.last_reaction_at is None:
        return Segment.NEW
    if days_between(profile.last_reaction_at, now) >= signals.inactive_days:
        return Segment.INACTIVE
    return Segment.POWER if profile.reactions > signals.power_above else Segment.REGULAR
