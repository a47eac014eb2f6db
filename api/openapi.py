"""Write the OpenAPI document to docs/openapi.json: `python -m api.openapi`.

It is committed, so that a change of the contract is seen where it is reviewed.
"""

import json
from pathlib import Path
from typing import Final

from api.app import create_app
from wiring.settings import read_settings

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def document() -> str:
    """Return the document as text, keys sorted; nothing is opened for it."""
    contract = create_app(read_settings()).openapi()
    return json.dumps(contract, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
