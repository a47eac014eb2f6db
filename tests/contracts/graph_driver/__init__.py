"""What every graph driver does under an unmodified Graphiti, whatever the graph is kept in.

A driver's test inherits `GraphDriverContract`, gives a fixture `driver` on an empty graph, and
lists in `traps` where it is known to differ.
"""

from typing import ClassVar

from tests.contracts.graph_driver.additions import AdditionsContract
from tests.contracts.graph_driver.bulk import BulkContract
from tests.contracts.graph_driver.communities import CommunitiesContract
from tests.contracts.graph_driver.edges import EdgesContract
from tests.contracts.graph_driver.episodes import EpisodesContract
from tests.contracts.graph_driver.erasure import ErasureContract
from tests.contracts.graph_driver.filters import DateFiltersContract, FiltersContract
from tests.contracts.graph_driver.making import Trap
from tests.contracts.graph_driver.namespaces import NamespacesContract
from tests.contracts.graph_driver.nodes import NodesContract
from tests.contracts.graph_driver.recipes import RecipesContract
from tests.contracts.graph_driver.sagas import SagasContract
from tests.contracts.graph_driver.scores import ScoresContract
from tests.contracts.graph_driver.searches import VectorsContract, WordsContract
from tests.contracts.graph_driver.texts import TextsContract
from tests.contracts.graph_driver.walks import WalksContract

__all__ = ["GraphDriverContract", "Trap"]


class GraphDriverContract(
    NodesContract,
    EdgesContract,
    EpisodesContract,
    BulkContract,
    WordsContract,
    VectorsContract,
    ScoresContract,
    DateFiltersContract,
    FiltersContract,
    WalksContract,
    RecipesContract,
    TextsContract,
    SagasContract,
    CommunitiesContract,
    AdditionsContract,
    NamespacesContract,
    ErasureContract,
):
    """Inherit, give the fixture, and name the traps."""

    traps: ClassVar[frozenset[Trap]] = frozenset()
