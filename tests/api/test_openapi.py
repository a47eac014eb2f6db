"""The contract as a document: committed, complete, and true to its own examples."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

import api.schemas
from api.openapi import DOCUMENT, document
from api.problems import Problem
from api.schemas.bounds import Moment, Timestamp
from api.schemas.events import EventBatch
from api.schemas.filters import SearchFilters

CONTRACT: dict[str, Any] = json.loads(document())
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in CONTRACT["paths"].items()
    for method, operation in methods.items()
]
NAMES = [name for name, _ in OPERATIONS]


def models(kind: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Yield every model of the schemas."""
    for module in pkgutil.iter_modules(api.schemas.__path__, "api.schemas."):
        importlib.import_module(module.name)
    for model in kind.__subclasses__():
        if model.__module__.startswith("api.schemas."):
            yield model
        yield from models(model)


def examples() -> Iterator[Any]:
    """Yield every example of a body or a reply with the model it belongs to."""
    shapes: list[Any] = [*dict.fromkeys(models()), Problem, EventBatch, SearchFilters]
    for shape in shapes:
        schema = TypeAdapter(shape).json_schema()
        for number, example in enumerate(schema.get("examples", [])):
            yield pytest.param(shape, example, id=f"{shape.__name__}-{number}")
    for name, moment in (("Timestamp", Timestamp), ("Moment", Moment)):
        yield pytest.param(moment, TypeAdapter(moment).json_schema()["examples"][0], id=name)


def resolved(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schemas a reference or a union stands for."""
    if "$ref" in schema:
        return [CONTRACT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]]
    if "anyOf" in schema:
        return [found for each in schema["anyOf"] for found in resolved(each)]
    return [schema] if schema.get("type") != "null" else []


def references(values: Any) -> Iterator[str]:
    """Yield every reference within a document."""
    if isinstance(values, dict):
        if isinstance(values.get("$ref"), str):
            yield values["$ref"]
        values = list(values.values())
    if isinstance(values, list):
        for value in values:
            yield from references(value)


def test_every_reference_leads_somewhere() -> None:
    schemas = CONTRACT["components"]["schemas"]
    known = {f"#/components/schemas/{name}" for name in schemas}
    assert set(references(CONTRACT)) <= known


def test_the_committed_document_is_the_one_the_routes_make() -> None:
    """After a change of the contract: `python -m api.openapi`, and say why in the commit."""
    assert document() == DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize(("shape", "example"), list(examples()))
def test_every_example_satisfies_its_own_model(shape: Any, example: Any) -> None:
    TypeAdapter(shape).validate_json(json.dumps(example))


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=NAMES)
def test_every_body_and_every_reply_has_an_example(name: str, operation: dict[str, Any]) -> None:
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    replies = [r for status, r in operation["responses"].items() if status.startswith("2")]
    for part in (*bodies, *replies):
        for media_type, content in part["content"].items():
            if media_type == "application/json":
                for schema in resolved(content["schema"]):
                    assert schema.get("examples"), name


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=NAMES)
def test_every_error_is_a_problem(name: str, operation: dict[str, Any]) -> None:
    for status, reply in operation["responses"].items():
        if not status.startswith("2"):
            assert set(reply["content"]) == {"application/problem+json"}, name


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=NAMES)
def test_every_route_says_what_it_is_for(name: str, operation: dict[str, Any]) -> None:
    assert operation["description"].endswith("."), name
    assert operation["tags"], name
