"""Bodies accept what the contract says and refuse the rest."""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import api.schemas
from api.schemas.chat import ChatBody
from api.schemas.events import EventBatch, WireEvent, batch_body_doc
from api.schemas.execute import ExecuteBody
from api.schemas.filters import SearchFilters, constraints_of
from api.schemas.privacy import PrivacyBody
from api.schemas.rank import RankBody, RankItem
from api.schemas.search import SearchBody
from api.schemas.subject import Body


def models() -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    for module in pkgutil.iter_modules(api.schemas.__path__):
        loaded = importlib.import_module(f"api.schemas.{module.name}")
        for _, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, BaseModel) and kind.__module__ == loaded.__name__:
                found.append(kind)
    return found


BODIES = [model for model in models() if issubclass(model, Body)]


def texts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text, list and number in a schema, with its place."""
    if isinstance(schema, list):
        for part in schema:
            yield from texts(part, path)
    elif isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield path, schema
        for key, part in schema.items():
            if key not in ("examples", "propertyNames"):
                yield from texts(part, f"{path}.{key}")


def unbounded(schema: dict[str, Any]) -> bool:
    limits = {
        "string": {"maxLength", "enum", "const"},
        "array": {"maxItems"},
        "number": {"maximum"},
        "integer": {"maximum"},
    }
    needed = limits.get(schema["type"])
    return needed is not None and needed.isdisjoint(schema)


@pytest.mark.parametrize("model", BODIES)
def test_whatever_a_body_holds_has_a_limit(model: type[Body]) -> None:
    schema = model.model_json_schema()
    assert [path for path, part in texts(schema) if unbounded(part)] == []


def test_whatever_an_event_holds_has_a_limit() -> None:
    schema = TypeAdapter(WireEvent).json_schema()
    assert [path for path, part in texts(schema) if unbounded(part)] == []


@pytest.mark.parametrize("model", BODIES)
def test_a_body_accepts_subject_and_session_and_nothing_unknown(model: type[Body]) -> None:
    (example, *_) = model.model_json_schema().get("examples", [{}])
    body = model.model_validate(example | {"user_id": "ana", "session_id": "visit-1"})
    assert (body.user_id, body.session_id) == ("ana", "visit-1")
    with pytest.raises(ValidationError, match="surprise"):
        model.model_validate(example | {"surprise": 1})


@pytest.mark.parametrize("model", models())
def test_every_example_is_one(model: type[BaseModel]) -> None:
    for example in model.model_json_schema().get("examples", []):
        model.model_validate(example)


def test_the_example_of_a_batch_is_one() -> None:
    adapter = TypeAdapter(EventBatch)
    for example in adapter.json_schema()["examples"]:
        adapter.validate_python(example)


def test_the_document_of_a_batch_refers_to_nothing_outside_it() -> None:
    document = batch_body_doc()
    schema = document["requestBody"]["content"]["application/json"]["schema"]
    assert "$ref" not in str(document)
    kinds = schema["properties"]["events"]["items"]["oneOf"]
    assert {kind["properties"]["event_type"]["const"] for kind in kinds} >= {"product_viewed"}


@pytest.mark.parametrize("user_id", ["", "a\x00", "a\x1f", "a\x7f", "a\x85", "x" * 257])
def test_a_user_id_with_control_characters_or_without_end_is_refused(user_id: str) -> None:
    with pytest.raises(ValidationError):
        Body(user_id=user_id)


def test_a_user_id_may_be_any_other_text() -> None:
    assert Body(user_id="ána núñez 😀").user_id == "ána núñez 😀"


@pytest.mark.parametrize("limit", [0, 101, 1.5])
def test_a_search_wants_between_one_and_a_hundred_results(limit: float) -> None:
    with pytest.raises(ValidationError, match="limit"):
        SearchBody.model_validate({"query": "milk", "limit": limit})


def test_a_filter_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        SearchBody.model_validate({"query": "milk", "filters": {"colour": "red"}})


def test_filters_become_constraints() -> None:
    filters: SearchFilters = {"price_max": 5.0, "free_from": ["nuts"], "in_stock": True}
    constraints = constraints_of(filters)
    assert (constraints.price_max, constraints.free_from, constraints.in_stock) == (
        5.0,
        ("nuts",),
        True,
    )
    assert constraints_of(None).empty


def test_every_constraint_is_a_filter() -> None:
    filters: SearchFilters = {
        "price_min": 1.0, "price_max": 2.0, "brands": ["b"], "not_brands": ["n"],
        "categories": ["c"], "diets": ["d"], "attributes": ["a"], "free_from": ["f"],
        "in_stock": True, "sizes": ["1 l"], "price_per_kg_max": 3.0, "price_per_l_max": 4.0,
        "price_per_each_max": 5.0,
    }  # fmt: skip
    read = dataclasses.asdict(constraints_of(filters))
    assert {name: list(v) if isinstance(v, tuple) else v for name, v in read.items()} == filters
    assert TypeAdapter(SearchFilters).validate_python(filters) == filters


def test_a_product_to_rank_is_called_by_its_sku_until_it_has_a_name() -> None:
    assert RankItem(sku="m1").to_product().name == "m1"


def test_five_hundred_products_can_be_ranked_and_no_more() -> None:
    items = [{"sku": str(n)} for n in range(501)]
    assert len(RankBody.model_validate({"items": items[:500]}).items) == 500
    with pytest.raises(ValidationError, match="500"):
        RankBody.model_validate({"items": items})


def test_a_request_says_something_unless_it_names_an_execution() -> None:
    with pytest.raises(ValidationError, match="input_text"):
        ExecuteBody.model_validate({"input_text": " "})
    assert ExecuteBody(execution_id="e", hypothesis_id="none").input_text == ""


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": " "},
        {"message": "milk", "selection": {"proposal_id": "p", "choice": "h1"}},
    ],
)
def test_a_turn_is_either_a_message_or_a_selection(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ChatBody.model_validate(body)


def test_only_what_was_said_changes_what_a_subject_allows() -> None:
    body = PrivacyBody.model_validate({"paused": True, "use_for_training": None})
    assert body.model_dump(exclude_unset=True) == {"paused": True, "use_for_training": None}


@pytest.mark.parametrize("change", [{"paused": None}, {"retention_days": 0}, {"paused": "perhaps"}])
def test_what_a_subject_allows_is_never_unclear(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PrivacyBody.model_validate(change)
