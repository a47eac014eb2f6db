"""Read files of one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from domain.errors import Invalid

Row = TypeVar("Row", bound=BaseModel)


def read_lines(path: Path, model: type[Row], form: str) -> Iterator[tuple[int, Row]]:
    """Yield the number and the value of each line that is not blank; the first is 1.

    Args:
        path: A file of UTF-8 text.
        model: What a line holds.
        form: Says what a line should look like, for whoever wrote one that does not.

    Raises:
        Invalid: The file cannot be read, or a line is no such object; the message names the line
            and the mend.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _row(path, number, line, model, form)
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read as UTF-8 text: {error}") from error


def _row(path: Path, number: int, line: str, model: type[Row], form: str) -> Row:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        said = first["msg"].removeprefix("Value error, ")
        raise Invalid(
            f"{path}, line {number}: {where + ': ' if where else ''}{said}; {form}"
        ) from error
