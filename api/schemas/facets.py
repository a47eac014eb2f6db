"""GET /api/v1/facets: what there is to filter by."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.bounds import Count
from api.schemas.subject import Reply

Counted = dict[str, Count]
"""Value -> number of products that have it, most frequent first."""


class FacetsReply(Reply):
    """The values that the catalogue's facets take, each with its number of products."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "categories": {"Dairy alternatives": 12, "Snacks": 7},
                    "brands": {"Oatly": 4},
                    "diets": {"vegan": 19},
                    "attributes": {"plant_based": 14},
                    "allergens": {"nuts": 3},
                }
            ]
        },
    )

    categories: Annotated[Counted, Field(description="Most frequent first, as are all of these.")]
    brands: Counted
    diets: Counted
    attributes: Counted
    allergens: Annotated[Counted, Field(description="How many products are known to hold each.")]
