"""Both graphs for LangGraph Studio: without a checkpointer, which Studio brings itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from langgraph.graph.state import CompiledStateGraph

from graph.execute import build_execute
from graph.shopping import build_shopping
from graph.steps import Steps
from wiring.open import open_services
from wiring.settings import read_settings


@asynccontextmanager
async def shopping() -> AsyncIterator[CompiledStateGraph[Any, Any, Any, Any]]:
    """Yield the shopping flow on this installation's own stores."""
    async with open_services(read_settings()) as services:
        yield build_shopping(Steps.of(services)).compile(name="shopping")


@asynccontextmanager
async def execute() -> AsyncIterator[CompiledStateGraph[Any, Any, Any, Any]]:
    """Yield the flow of /v1/execute on this installation's own stores."""
    async with open_services(read_settings()) as services:
        yield build_execute(Steps.of(services)).compile(name="execute")
