"""Take the built web app into a wheel when there is one; its absence is no error."""

from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUILT: Final = "web/dist"


class WebApp(BuildHookInterface[Any]):
    """Puts the files where `wiring.shipped` looks for them; an editable install reads them here."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folder among what the wheel must hold.

        Args:
            version: `standard`, or `editable`.
            build_data: What hatchling builds from.
        """
        if version == "standard" and (Path(self.root) / _BUILT / "index.html").is_file():
            build_data["force_include"][_BUILT] = f"wiring/{_BUILT}"
