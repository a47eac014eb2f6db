"""The shopping flow: a vague request is asked back, a precise one searched, a statement noted."""

from typing import Literal

from langgraph.graph import END, START, StateGraph

from domain.selection import NONE_OF_THESE
from graph.pause import pause
from graph.state import Context, State
from graph.steps import Steps


def build_shopping(steps: Steps) -> StateGraph[State, Context]:
    """Return the graph, not yet compiled.

    hear → understand → hypothesize or (search → personalize) → present → pause →
    capture_selection, then back to the search when a reading was picked, else respond. A text that
    asks for nothing ends after hear.
    """
    graph = StateGraph(State, context_schema=Context)
    graph.add_node("hear", steps.for_caller(steps.hear))
    graph.add_node("understand", steps.for_caller(steps.understand))
    graph.add_node("hypothesize", steps.for_caller(steps.hypothesize(shopping=True)))
    graph.add_node("search", steps.search)
    graph.add_node("personalize", steps.for_caller(steps.personalize))
    graph.add_node("present", steps.for_caller(steps.present("shopping")))
    graph.add_node("pause", pause)
    graph.add_node("capture_selection", steps.for_caller(steps.capture))
    graph.add_node("follow", steps.for_caller(steps.follow))
    graph.add_node("respond", steps.respond)

    graph.add_edge(START, "hear")
    graph.add_conditional_edges("hear", _asks)
    graph.add_conditional_edges("understand", _source)
    graph.add_edge("hypothesize", "present")
    graph.add_edge("search", "personalize")
    graph.add_edge("personalize", "present")
    graph.add_conditional_edges("present", _shows)
    graph.add_edge("pause", "capture_selection")
    graph.add_conditional_edges("capture_selection", _next)
    graph.add_edge("follow", "search")
    graph.add_edge("respond", END)
    return graph


def _asks(state: State) -> Literal["understand", "__end__"]:
    return "understand" if state["request"] or not state["noted"] else "__end__"


def _source(state: State) -> Literal["hypothesize", "search"]:
    return "hypothesize" if state["vague"] else "search"


def _shows(state: State) -> Literal["pause", "respond"]:
    proposal = state["proposal"]
    return "pause" if proposal["hypotheses"] or proposal["products"] else "respond"


def _next(state: State) -> Literal["follow", "respond"]:
    picked = state["selection"]["choice"] != NONE_OF_THESE
    return "follow" if picked and state["proposal"]["hypotheses"] else "respond"
