"""The assistant says the reply, the prompt, or why there is nothing to show."""

from typing import Any

import pytest

from nodes.respond import Respond, nothing_found


async def said(**state: Any) -> str:
    written = await Respond()(state)  # type: ignore[arg-type]
    (message,) = written["messages"]
    assert message.type == "ai"
    return str(message.text)


async def test_the_message_of_a_reply_is_said() -> None:
    assert await said(reply={"message": "Oat Milk it is."}) == "Oat Milk it is."


async def test_an_enriched_prompt_is_what_the_next_assistant_goes_on_with() -> None:
    assert await said(reply={"enriched_prompt": "# Request"}) == "# Request"


async def test_without_a_reply_it_says_why_nothing_is_shown() -> None:
    assert await said(reply={}, proposal={"outcome": "not_carried"}) == "We do not carry that."


@pytest.mark.parametrize(
    ("proposal", "words"),
    [
        ({"outcome": "not_carried"}, "do not carry"),
        ({"outcome": "out_of_price_range", "price_range": {"min": 2.5, "max": 9}}, "2.5 and goes"),
        ({"outcome": "filter_unsupported", "unsupported": ["keto", "paleo"]}, "keto, paleo"),
        ({"outcome": "ok"}, "satisfies all of that"),
        ({"outcome": "ok", "degraded": ["catalog"]}, "cannot be searched right now"),
    ],
)
def test_each_way_to_find_nothing_has_its_words(proposal: dict[str, Any], words: str) -> None:
    assert words in nothing_found(proposal)
