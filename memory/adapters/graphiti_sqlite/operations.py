"""Everything graphiti_core saves, reads and deletes, in one object."""

from .communities import Communities
from .entity_edges import EntityEdges
from .entity_nodes import EntityNodes
from .episodes import Episodes
from .links import Links
from .maintenance import Maintenance
from .sagas import Sagas


class SqliteGraphOperations(
    EntityNodes, Episodes, Communities, Sagas, EntityEdges, Links, Maintenance
):
    """The `graph_operations_interface` of the driver.

    Each call gets the driver, so one object serves any number of files. The methods that write
    also take `tx`, a transaction of the driver.
    """
