"""The shopping flow: ask back, search, act on the cart, or note what was stated."""

from typing import Literal

from langgraph.graph import END, START, StateGraph

from domain.selection import NONE_OF_THESE
from domain.understanding import Intent
from graph.pause import pause
from graph.state import Context, State
from graph.steps import Steps
from nodes.act import ACTS
from nodes.compose import find_product
from nodes.pick_in_words import choice_in


def build_shopping(steps: Steps) -> StateGraph[State, Context]:
    """Return the graph, not yet compiled.

    hear → understand → hypothesize, search → personalize, or act. What there is to pick from goes
    to present → pause → capture_selection: then back to the search when a reading was picked, to
    take when an act waits for the product, else to respond. An act that needs a product first goes
    to search → personalize → choose. A text that asks for nothing ends after hear.
    """
    graph = StateGraph(State, context_schema=Context)
    graph.add_node("hear", steps.for_caller(steps.hear))
    graph.add_node("understand", steps.for_caller(steps.converse))
    graph.add_node("act", steps.for_caller(steps.act))
    graph.add_node("hypothesize", steps.for_caller(steps.hypothesize(shopping=True)))
    graph.add_node("search", steps.search)
    graph.add_node("personalize", steps.for_caller(steps.personalize))
    graph.add_node("choose", steps.for_caller(steps.choose))
    graph.add_node("present", steps.for_caller(steps.offering()))
    graph.add_node("pause", pause)
    graph.add_node("pick_in_words", steps.pick_in_words)
    graph.add_node("capture_selection", steps.for_caller(steps.capture))
    graph.add_node("follow", steps.for_caller(steps.follow))
    graph.add_node("take", steps.for_caller(steps.take))
    graph.add_node("respond", steps.respond)

    graph.add_edge(START, "hear")
    graph.add_conditional_edges("hear", _asks)
    graph.add_conditional_edges("understand", _source)
    graph.add_conditional_edges("act", _goes)
    graph.add_conditional_edges("hypothesize", _read)
    graph.add_edge("search", "personalize")
    graph.add_conditional_edges("personalize", _waits)
    graph.add_conditional_edges("choose", _chosen)
    graph.add_conditional_edges("present", _shows)
    graph.add_edge("pause", "capture_selection")
    graph.add_edge("pick_in_words", "capture_selection")
    graph.add_conditional_edges("capture_selection", _next)
    graph.add_edge("follow", "search")
    graph.add_edge("take", END)
    graph.add_edge("respond", END)
    return graph


# Each way is chosen by a coroutine: LangGraph runs a plain function in a thread of its own.


async def _asks(state: State) -> Literal["understand", "__end__"]:
    return "understand" if state["request"] or not state["noted"] else "__end__"


async def _source(state: State) -> Literal["act", "hypothesize", "search", "pick_in_words"]:
    if choice_in(state) is not None:
        return "pick_in_words"
    if Intent(state.get("understood", {}).get("intent", Intent.FIND)) in ACTS:
        return "act"
    return "hypothesize" if state["vague"] else "search"


async def _read(state: State) -> Literal["present", "search"]:
    """No reading finds anything: a search says what there is instead."""
    return "present" if state["hypotheses"] else "search"


async def _goes(state: State) -> Literal["search", "present", "__end__"]:
    goes = state["goes"]
    return "__end__" if goes == "end" else goes


async def _waits(state: State) -> Literal["choose", "present"]:
    return "choose" if state.get("goes") == "search" else "present"


async def _chosen(state: State) -> Literal["present", "__end__"]:
    return "present" if state["goes"] == "present" else "__end__"


async def _shows(state: State) -> Literal["pause", "respond"]:
    proposal = state["proposal"]
    return "pause" if proposal["hypotheses"] or proposal["products"] else "respond"


async def _next(state: State) -> Literal["follow", "take", "respond"]:
    proposal, choice = state["proposal"], state["selection"]["choice"]
    if choice == NONE_OF_THESE:
        return "respond"
    if proposal["hypotheses"]:
        return "follow"
    waits = proposal.get("pending") and find_product(proposal, choice)
    return "take" if waits else "respond"
