"""Put into an event what learning will need, so that learning and replay read only the event."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.port import Catalog
from domain.cart import Cart
from domain.errors import LeafLoopError, Unavailable, UnknownProduct
from domain.event import Event, Kind
from domain.ids import bytes_of
from domain.product import Product
from domain.profile import Profile
from learning.cart import fill
from learning.habit import is_bought
from memory.folds import States
from memory.proposals import Proposals
from nodes.item import ItemFacets, line_facets

_CART_KINDS: Final = frozenset(
    {Kind.CART_ITEM_ADDED, Kind.CART_ITEM_REMOVED, Kind.CART_ITEM_UPDATED}
)
_FILLING: Final = _CART_KINDS | {Kind.ORDER_COMPLETED}


@dataclass(frozen=True, slots=True)
class Enrich:
    """Looks up products, those passed over above a click, the cart's value, and what is new.

    Attributes:
        catalog: Knows the products.
        proposals: What was shown lately.
        carts: What each subject's cart holds.
        profiles: What each subject bought before.
        facets: Made once per product.
    """

    catalog: Catalog
    proposals: Proposals
    carts: States[Cart]
    profiles: States[Profile]
    facets: ItemFacets = field(default_factory=ItemFacets)

    async def __call__(
        self, events: Sequence[Event], *, imported: bool = False
    ) -> list[Event | UnknownProduct]:
        """Return each event with its products' facets, or why it cannot be taken.

        Args:
            events: As clients sent them, in order.
            imported: Whether they come from an order import, which accepts any sku.

        Returns:
            As many entries as events, in the same order.

        Raises:
            Unavailable: The catalogue does not answer within its deadline.
        """
        passed = self._passed_over(events)
        known = await self._known(events, passed)
        filling = _FILLING if any(event.kind in _CART_KINDS for event in events) else ()
        carts: dict[str, Cart] = {}
        bought: defaultdict[str, set[str]] = defaultdict(set)
        enriched: list[Event | UnknownProduct] = []
        for index, event in enumerate(events):
            try:
                data = self._with_products(event.data, known, imported=imported)
            except UnknownProduct as error:
                enriched.append(error)
                continue
            if index in passed:
                data["skipped"] = _skipped(passed[index], known)
            elif event.kind in filling:
                after = await self._fill(carts, event, data)
                if event.kind in _CART_KINDS:
                    data["cart_value_after"] = after.value
            if event.kind is Kind.ORDER_COMPLETED:
                await self._tell_first(event.subject, data, bought[event.subject])
            enriched.append(event.with_data(data))
        return enriched

    async def _fill(self, carts: dict[str, Cart], event: Event, data: Mapping[str, Any]) -> Cart:
        """Return the subject's cart as it will be after this event and those before it."""
        cart = carts.get(event.subject) or await self.carts.read(event.subject)
        after = fill(cart, event._replace(data=data, seq=cart.seq + 1))
        carts[event.subject] = after
        return after

    async def _tell_first(self, subject: str, data: Mapping[str, Any], bought: set[str]) -> None:
        """Say of each line of an order whether its subject never bought the product before.

        Only the event can tell this to a count over everybody, which knows no subjects.

        Args:
            subject: Who ordered.
            data: The order, whose lines are changed in place.
            bought: What earlier orders of the batch bought; this order's products are added.
        """
        habits = (await self.profiles.read(subject)).habits
        lines = data.get("items") or ()
        for line in lines:
            sku = line["sku"]
            line["first"] = not (sku in bought or is_bought(habits.get(sku)))
        bought.update(line["sku"] for line in lines)

    async def _known(
        self, events: Sequence[Event], passed: Mapping[int, Mapping[str, int]]
    ) -> Mapping[str, Product]:
        wanted: set[str] = set().union(*passed.values())
        for event in events:
            data = event.data
            if "product_sku" in data:
                wanted.add(data["product_sku"])
            elif "items" in data:
                wanted.update(line["sku"] for line in data["items"])
        if not wanted:
            return {}
        try:
            return await self.catalog.get(tuple(wanted))
        except LeafLoopError:
            raise
        except Exception as error:  # whatever broke in there, the same event may succeed later
            raise Unavailable(
                "the catalogue does not answer; nothing was written, send it again", retry_after=1
            ) from error

    def _passed_over(self, events: Sequence[Event]) -> dict[int, dict[str, int]]:
        """Return index of each click -> sku passed over -> its position.

        A product counts once, also when several clicks on its list come in one batch.
        """
        settled: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        passed: dict[int, dict[str, int]] = {}
        for index, event in enumerate(events):
            data = event.data
            if event.kind is Kind.SEARCH_RESULT_CLICKED and "search_session_id" in data:
                counted = settled[event.subject, data["search_session_id"]]
                above = {sku: at for sku, at in self._above(event).items() if sku not in counted}
                counted.update(above, (data["product_sku"],))
                passed[index] = above
        return passed

    def _above(self, click: Event) -> dict[str, int]:
        position = click.data.get("position")
        if not position:
            return {}
        try:
            proposal_id = bytes_of(click.data["search_session_id"])
        except ValueError:
            return {}
        skus = self.proposals.skipped_above(proposal_id, click.subject, position)
        proposal = self.proposals.get(proposal_id)
        return {sku: proposal.shown.index(sku) + 1 for sku in skus} if proposal else {}

    def _with_products(
        self, data: Mapping[str, Any], known: Mapping[str, Product], *, imported: bool
    ) -> dict[str, Any]:
        sku = data.get("product_sku")
        if sku is not None:
            product = known.get(sku)
            if product is not None:
                facets = self.facets.of(product)
                if data.get("price") is None:
                    return {**data, **facets}
                return {**data, **facets, "price": data["price"]}
            if not (data.get("product_name") and data.get("category")):
                raise _unknown(sku)
        elif "items" in data:
            lines = [_full_line(line, known, imported=imported) for line in data["items"]]
            return {**data, "items": lines}
        return dict(data)


def _skipped(passed: Mapping[str, int], known: Mapping[str, Product]) -> list[dict[str, Any]]:
    return [
        line_facets(known[sku]) | {"position": position}
        for sku, position in passed.items()
        if sku in known
    ]


def _full_line(
    line: Mapping[str, Any], known: Mapping[str, Product], *, imported: bool
) -> dict[str, Any]:
    product = known.get(line["sku"])
    if product is None:
        if not imported and not (line.get("name") and line.get("category")):
            raise _unknown(line["sku"])
        return dict(line)
    full = line_facets(product) | {"quantity": line.get("quantity", 1)}
    if line.get("price") is not None:
        full["price"] = line["price"]
    return full


def _unknown(sku: str) -> UnknownProduct:
    return UnknownProduct(
        f"the catalogue has no product {sku!r}; import it, or send its name and category"
    )
