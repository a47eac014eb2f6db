"""POST /v1/execute: a request, its readings, and the enriched prompt of the one picked."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import ConfigDict, Field, model_validator

from api.schemas.bounds import Count, LongText, Reference, Share, Word
from api.schemas.memories import NotedReply
from api.schemas.subject import Body, Reply

Noted = Annotated[
    list[NotedReply],
    Field(default_factory=list, description="What the request said about the person."),
]

_ID = "0195f2c4-9e00-7a31-8c55-0f4f3a1f8c01"


class ExecuteBody(Body):
    """A request; with `hypothesis_id` the answer to what an earlier one asked."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user_id": "ana", "input_text": "build an API for my shop"},
                {
                    "user_id": "ana",
                    "input_text": "build an API for my shop",
                    "execution_id": _ID,
                    "hypothesis_id": "h1",
                },
            ]
        },
    )

    input_text: Annotated[
        LongText, Field(description="What the person wrote; may be left out with execution_id.")
    ] = ""
    input_type: Annotated[Word, Field(min_length=1)] = "text"
    execution_id: Annotated[
        Reference | None,
        Field(description="Left out with a pick: the newest execution of the same input_text."),
    ] = None
    hypothesis_id: Annotated[Reference | None, Field(description="h1, h2, h3 or none.")] = None
    auto_advance: Annotated[
        bool, Field(description="Go on without asking when one reading is clear enough.")
    ] = True

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.execution_id is None and not self.input_text.strip():
            raise ValueError("input_text: say what the request is")
        return self


class HypothesisReply(Reply):
    """One reading of the request."""

    id: Annotated[str, Field(description="h1 is the most confident.")]
    question: str
    confidence: Share


class ExecuteQuestion(Reply):
    """Which reading is meant?"""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "execution_id": _ID,
                    "needs_selection": True,
                    "hypotheses": [
                        {
                            "id": "h1",
                            "question": "Do you want to build a REST API with FastAPI?",
                            "confidence": 0.46,
                        },
                        {
                            "id": "h2",
                            "question": "Do you want to extend the API you have?",
                            "confidence": 0.27,
                        },
                        {
                            "id": "h3",
                            "question": "Do you want a plan before any code?",
                            "confidence": 0.14,
                        },
                    ],
                    "degraded": [],
                }
            ]
        },
    )

    execution_id: str
    needs_selection: Literal[True]
    hypotheses: Annotated[list[HypothesisReply], Field(description="Most confident first.")]
    degraded: list[str] = Field(default_factory=list)
    noted: Noted


class ContextBreakdown(Reply):
    """Tokens of each part of the prompt."""

    goal: Count
    pref: Count
    history: Count
    persona: Count
    input: Count


class ExecuteAnswer(Reply):
    """The prompt to go on with."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "execution_id": _ID,
                    "needs_selection": False,
                    "selected_id": "h1",
                    "enriched_prompt": "Preferences: FastAPI, Docker\nRequest: build an API …",
                    "tokens_estimate": 84,
                    "context_breakdown": {
                        "goal": 18,
                        "pref": 22,
                        "history": 12,
                        "persona": 14,
                        "input": 18,
                    },
                    "degraded": [],
                }
            ]
        },
    )

    execution_id: str
    needs_selection: Literal[False] = False
    selected_id: str
    enriched_prompt: str
    tokens_estimate: Count
    context_breakdown: ContextBreakdown
    auto_advanced: Annotated[
        bool, Field(description="Nobody was asked; nothing is learned until the person confirms.")
    ] = False
    degraded: list[str] = Field(default_factory=list)
    noted: Noted


ExecuteReply: TypeAlias = ExecuteQuestion | ExecuteAnswer
