"""Make any sequence of events, also odd ones, as a journal would hold it."""

from typing import Any

from hypothesis import strategies as st

from domain.event import Event, Kind
from tests.learning.events import day

SKUS = st.sampled_from([f"p{n}" for n in range(8)])
WORDS = st.sampled_from(["Milk", "milk", "Tea", "", "Süßes"])
TRAITS = st.lists(st.sampled_from(["vegan", "spicy", "organic", "1 l"]), max_size=3)
AMOUNTS = st.one_of(st.none(), st.integers(-1, 9), st.floats(0.1, 99))
RELATIONS = ["prefers_brand", "avoids_brand", "avoids_attribute", "allergic_to", "budget", "goal"]


def items(
    sku_key: str, name_key: str, **told: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """Return a product as an event or a line names it, with what else may be told of it."""
    return st.fixed_dictionaries(
        {sku_key: SKUS, name_key: WORDS},
        optional={
            "category": WORDS,
            "brand": WORDS,
            "attributes": st.one_of(st.none(), TRAITS),
            "price": AMOUNTS,
            "quantity": AMOUNTS,
            "size": WORDS,
            **told,
        },
    )


PRODUCTS = items("product_sku", "product_name")
LINES = st.lists(items("sku", "name", first=st.booleans()), max_size=3)


def _with(extra: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(PRODUCTS, st.fixed_dictionaries(extra)).map(
        lambda pair: {**pair[0], **pair[1]}
    )


STATEMENTS = st.fixed_dictionaries(
    {
        "relation": st.sampled_from(RELATIONS),
        "value": st.one_of(WORDS, st.integers(1, 99)),
        "action": st.sampled_from(["set", "remove"]),
    }
)
SELECTIONS = st.fixed_dictionaries(
    {
        "proposal_id": SKUS,
        "choice": st.sampled_from(["h1", "h2", "none"]),
        "flow": st.sampled_from(["shopping", "execute"]),
        "hypotheses": st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from(["h1", "h2"]), "confidence": st.floats(0, 1)},
                optional={"raw_confidence": st.one_of(st.none(), st.floats(0, 1))},
            ),
            max_size=3,
        ),
        "input_text": WORDS,
        "selected": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                {
                    "id": st.just("h1"),
                    "question": st.sampled_from(["Want to build with Go?", "Tea?", "Like Java?"]),
                    "confidence": st.floats(0, 1),
                }
            ),
        ),
    }
)
DATA: dict[Kind, st.SearchStrategy[dict[str, Any]]] = {
    Kind.SEARCH_PERFORMED: st.fixed_dictionaries({"top_categories": st.lists(WORDS, max_size=2)}),
    Kind.SEARCH_RESULT_CLICKED: _with({"skipped": LINES, "search_session_id": SKUS}),
    Kind.PRODUCT_VIEWED: PRODUCTS,
    Kind.CART_ITEM_ADDED: PRODUCTS,
    Kind.CART_ITEM_REMOVED: PRODUCTS,
    Kind.CART_ITEM_UPDATED: PRODUCTS,
    Kind.ORDER_COMPLETED: st.fixed_dictionaries({"order_id": SKUS, "items": LINES}),
    Kind.PREFERENCE_UPDATED: STATEMENTS,
    Kind.FACT_STATED: STATEMENTS,
    Kind.RESULT_SKIPPED: PRODUCTS,
    Kind.FEEDBACK_GIVEN: _with(
        {"feedback": st.sampled_from(["like", "dislike", "rating"]), "rating": AMOUNTS}
    ),
    Kind.SELECTION_MADE: SELECTIONS,
    Kind.PROPOSAL_SHOWN: st.fixed_dictionaries(
        {
            "proposal_id": SKUS,
            "personalized": st.booleans(),
            "shown": st.lists(
                st.fixed_dictionaries({"id": SKUS}, optional={"question": WORDS}), max_size=3
            ),
        }
    ),
    Kind.PERSONA_UPDATED: st.fixed_dictionaries(
        {"new_facets": st.dictionaries(st.sampled_from(["concise", "formal"]), st.floats(-1, 2))}
    ),
    Kind.CONSENT_CHANGED: st.fixed_dictionaries(
        {"changes": st.dictionaries(st.sampled_from(["paused", "subject"]), st.booleans())}
    ),
}

MOMENTS = st.sampled_from(sorted(DATA)).flatmap(
    lambda kind: st.tuples(
        st.just(kind), DATA[kind], st.floats(0, 400), st.sampled_from(["s1", "s2"])
    )
)


def histories(max_size: int = 20) -> st.SearchStrategy[list[Event]]:
    """Return events in journal order; their own times come in any order."""
    return st.lists(MOMENTS, max_size=max_size).map(
        lambda moments: [
            Event(seq.to_bytes(16, "big"), kind, who, None, day(days), day(days), data, seq=seq)
            for seq, (kind, data, days, who) in enumerate(moments, start=1)
        ]
    )
