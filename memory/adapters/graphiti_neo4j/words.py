"""Write what a person looks for as a Lucene query within one group."""

from collections.abc import Sequence
from typing import Final

from graphiti_core.helpers import lucene_sanitize

_MOST_WORDS: Final = 128


def lucene(query: str, fields: Sequence[str], group_id: str | None) -> str:
    r"""Return a Lucene query for any of the words, or nothing when there is no word.

    The group is demanded and adds nothing to the score. Words are looked for in the named fields
    alone, so that no word can meet the id of a group. Of a long query the first 128 words count.

    Args:
        query: Any text; no character of it is an operator.
        fields: Properties of the index.
        group_id: The only group to answer for; None for every one.

    Example:
        >>> lucene("oat-milk", ["fact"], "s_1")
        '+group_id:"s_1"^0 +(fact:(oat\\-milk))'
    """
    text = query.encode("utf-8", "ignore").decode().replace("\0", " ")
    words = [word for word in text.split() if any(letter.isalnum() for letter in word)]
    if not words:
        return ""
    either = lucene_sanitize(" ".join(dict.fromkeys(words[:_MOST_WORDS])))
    anywhere = " ".join(f"{field}:({either})" for field in fields)
    group = f'+group_id:"{group_id}"^0 ' if group_id is not None else ""
    return f"{group}+({anywhere})"
