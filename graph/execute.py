"""The flow of /v1/execute: three readings, one pick, an enriched prompt."""

from langgraph.graph import END, START, StateGraph

from graph.pause import pause
from graph.state import Context, State
from graph.steps import Steps


def build_execute(steps: Steps) -> StateGraph[State, Context]:
    """Return the graph, not yet compiled.

    hear → understand → hypothesize → present → pause → capture_selection → respond.
    """
    graph = StateGraph(State, context_schema=Context)
    graph.add_node("hear", steps.for_caller(steps.hear))
    graph.add_node("understand", steps.for_caller(steps.understand))
    graph.add_node("hypothesize", steps.for_caller(steps.hypothesize(shopping=False)))
    graph.add_node("present", steps.for_caller(steps.present("execute")))
    graph.add_node("pause", pause)
    graph.add_node("capture_selection", steps.for_caller(steps.capture))
    graph.add_node("respond", steps.respond)

    graph.add_edge(START, "hear")
    graph.add_edge("hear", "understand")
    graph.add_edge("understand", "hypothesize")
    graph.add_edge("hypothesize", "present")
    graph.add_edge("present", "pause")
    graph.add_edge("pause", "capture_selection")
    graph.add_edge("capture_selection", "respond")
    graph.add_edge("respond", END)
    return graph
