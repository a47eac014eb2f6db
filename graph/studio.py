"""Both graphs for LangGraph Studio, which brings its own checkpointer.

Studio calls a factory for every run; the stores behind the graphs are opened once, by the first.
"""

from typing import Any

from langgraph.graph.state import CompiledStateGraph

from graph.execute import build_execute
from graph.shared import shared
from graph.shopping import build_shopping

Graph = CompiledStateGraph[Any, Any, Any, Any]


async def shopping() -> Graph:
    """Return the shopping flow."""
    return build_shopping(await shared.steps()).compile(name="shopping")


async def execute() -> Graph:
    """Return the flow of /v1/execute."""
    return build_execute(await shared.steps()).compile(name="execute")
