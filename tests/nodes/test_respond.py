"""The assistant says the reply, the prompt, or why there is nothing to show."""

from typing import Any

from nodes.respond import Respond


async def said(**state: Any) -> str:
    written = await Respond()(state)  # type: ignore[arg-type]
    (message,) = written["messages"]
    assert message.type == "ai"
    return str(message.text)


async def test_the_message_of_a_reply_is_said() -> None:
    assert await said(reply={"message": "Oat Milk it is."}) == "Oat Milk it is."


async def test_an_enriched_prompt_is_what_the_next_assistant_goes_on_with() -> None:
    assert await said(reply={"enriched_prompt": "# Request"}) == "# Request"


async def test_without_a_reply_it_says_what_came_of_the_search() -> None:
    proposal = {"message": "We do not carry gold."}
    assert await said(reply={}, proposal=proposal) == "We do not carry gold."


async def test_a_search_that_has_nothing_to_say_of_itself_found_nothing() -> None:
    assert "satisfies all of that" in await said(reply={}, proposal={"outcome": "ok"})
