"""Put into an event what learning will need, so that learning and replay read only the event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.port import Catalog
from domain.cart import Cart
from domain.errors import LeafLoopError, UnknownProduct
from domain.event import Event, Kind
from domain.ids import bytes_of
from domain.product import Product
from learning.cart import fill
from memory.folds import States
from memory.proposals import Proposals

_CART_KINDS = frozenset({Kind.CART_ITEM_ADDED, Kind.CART_ITEM_REMOVED, Kind.CART_ITEM_UPDATED})


@dataclass(frozen=True, slots=True)
class Enrich:
    """Looks up products, the products passed over above a click, and the cart's new value."""

    catalog: Catalog
    proposals: Proposals
    carts: States[Cart]

    async def __call__(
        self, events: Sequence[Event], *, imported: bool = False
    ) -> list[Event | LeafLoopError]:
        """Return each event with its products' facets, or why it cannot be taken.

        Args:
            events: As clients sent them, in order.
            imported: Whether they come from an order import, which accepts any sku.

        Returns:
            As many entries as events, in the same order.

        Raises:
            Unavailable: The catalogue does not answer within its deadline.
        """
        passed = [self._passed_over(event) for event in events]
        wanted = {sku for event in events for sku in _skus(event)}
        wanted.update(sku for skus in passed for sku in skus)
        known = await self.catalog.get(tuple(wanted)) if wanted else {}
        carts: dict[str, Cart] = {}
        enriched: list[Event | LeafLoopError] = []
        for event, skus in zip(events, passed, strict=True):
            try:
                data = _with_products(event, known, imported=imported)
            except UnknownProduct as error:
                enriched.append(error)
                continue
            if event.kind is Kind.SEARCH_RESULT_CLICKED:
                data["skipped"] = [_line(known[sku]) for sku in skus if sku in known]
            elif event.kind in _CART_KINDS:
                cart = carts.get(event.subject) or await self.carts.read(event.subject)
                after = fill(cart, replace(event, data=data, seq=cart.seq + 1))
                carts[event.subject] = after
                data["cart_value_after"] = after.value
            enriched.append(replace(event, data=data))
        return enriched

    def _passed_over(self, event: Event) -> tuple[str, ...]:
        proposal = event.data.get("search_session_id")
        position = event.data.get("position")
        if event.kind is not Kind.SEARCH_RESULT_CLICKED or not proposal or not position:
            return ()
        try:
            proposal_id = bytes_of(proposal)
        except ValueError:
            return ()
        return self.proposals.skipped_above(proposal_id, event.subject, position)


def item_data(product: Product) -> dict[str, Any]:
    """Return the facets of a product as an event carries them."""
    return {
        "product_sku": product.sku,
        "product_name": product.name,
        "category": product.category,
        "brand": product.brand,
        "attributes": list(product.attributes),
        "price": product.price,
        "size": product.size,
    }


def _skus(event: Event) -> list[str]:
    data = event.data
    if "items" in data:
        return [line["sku"] for line in data["items"]]
    sku = data.get("product_sku")
    return [sku] if sku else []


def _with_products(event: Event, known: Mapping[str, Product], *, imported: bool) -> dict[str, Any]:
    data = dict(event.data)
    if "items" in data:
        data["items"] = [_full_line(line, known, imported=imported) for line in data["items"]]
        return data
    sku = data.get("product_sku")
    if not sku:
        return data
    product = known.get(sku)
    if product is not None:
        price = data.get("price")
        data.update(item_data(product))
        if price is not None:
            data["price"] = price
    elif not (data.get("product_name") and data.get("category")):
        raise _unknown(sku)
    return data


def _full_line(
    line: Mapping[str, Any], known: Mapping[str, Product], *, imported: bool
) -> dict[str, Any]:
    product = known.get(line["sku"])
    if product is None:
        if not imported and not (line.get("name") and line.get("category")):
            raise _unknown(line["sku"])
        return dict(line)
    price = line.get("price")
    full = _line(product) | {"quantity": line.get("quantity", 1)}
    if price is not None:
        full["price"] = price
    return full


def _line(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "name": product.name,
        "category": product.category,
        "brand": product.brand,
        "attributes": list(product.attributes),
        "price": product.price,
        "size": product.size,
    }


def _unknown(sku: str) -> UnknownProduct:
    return UnknownProduct(
        f"the catalogue has no product {sku!r}; import it, or send its name and category"
    )
