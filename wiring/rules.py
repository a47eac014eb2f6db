"""The YAML rules: validated at start, re-read when a file changes, a bad edit kept out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, TypeVar

import structlog
import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from domain.errors import Misconfigured
from learning.ranking.weights import Strategies
from learning.signals import Signals
from learning.substitution import Substitution
from memory.limits import Limits
from memory.limits_file import parse_limits

_log = structlog.get_logger()
T = TypeVar("T")
Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class HypothesisRules:
    """When to ask, and when to go on without asking.

    Attributes:
        vague_from: From this vagueness on, in [0, 1], a shopper is asked what is meant.
        auto_threshold: Confidence the first hypothesis needs to be taken without asking.
        auto_margin: Lead it needs over the second.
        evidence_floor: Number of events that must stand behind it.
    """

    vague_from: Share = 0.5
    auto_threshold: Share = 0.85
    auto_margin: Share = 0.3
    evidence_floor: Annotated[int, Field(ge=0)] = 3


class RuleFile(Generic[T]):
    """One YAML file and the last good value read from it."""

    def __init__(self, path: Path, parse: Callable[[str], T]) -> None:
        """Read the file for the first time; a missing one gives the defaults.

        Raises:
            Misconfigured: The file cannot be read, or `parse` refuses it.
        """
        self._path = path
        self._parse = parse
        self._seen = _stamp(path)
        self.value: T = self._read()

    def refresh(self) -> bool:
        """Read the file again if it changed; return whether a new value came of it."""
        stamp = _stamp(self._path)
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            self.value = self._read()
        except Misconfigured as error:
            _log.warning("rules_rejected", file=self._path.name, problem=error.detail)
            return False
        _log.info("rules_loaded", file=self._path.name)
        return True

    def _read(self) -> T:
        try:
            text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
            return self._parse(text)
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(f"{self._path.name} cannot be read: {error}") from error
        except Misconfigured as error:
            raise Misconfigured(f"{self._path.name}: {error.detail}") from error


def parser(kind: type[T]) -> Callable[[str], T]:
    """Return a function that reads YAML into a frozen dataclass, refusing unknown keys."""
    adapter = TypeAdapter(with_config(ConfigDict(extra="forbid"))(kind))

    def parse(text: str) -> T:
        try:
            return adapter.validate_python(yaml.safe_load(text) or {})
        except yaml.YAMLError as error:
            raise Misconfigured(f"not YAML: {error}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "the document"
            raise Misconfigured(f"{where}: {first['msg']}") from error

    return parse


class Rules:
    """Every rule file of an installation."""

    def __init__(self, directory: Path) -> None:
        if not directory.is_dir():
            raise Misconfigured(f"LEAFLOOP_CONFIG_DIR: there is no directory {directory}")
        self._signals = RuleFile(directory / "signals.yaml", parser(Signals))
        self._strategies = RuleFile(directory / "strategies.yaml", parser(Strategies))
        self._hypotheses = RuleFile(directory / "hypotheses.yaml", parser(HypothesisRules))
        self._limits = RuleFile(directory / "limits.yaml", parse_limits)
        self._substitution = RuleFile(directory / "substitution.yaml", parser(Substitution))

    def refresh(self) -> None:
        """Read what changed on disk."""
        for file in (
            self._signals,
            self._strategies,
            self._hypotheses,
            self._limits,
            self._substitution,
        ):
            file.refresh()

    def signals(self) -> Signals:
        """Return the strength of every event kind as configured now."""
        return self._signals.value

    def strategies(self) -> Strategies:
        """Return the ranking weights as configured now."""
        return self._strategies.value

    def hypotheses(self) -> HypothesisRules:
        """Return when to ask and when to go on, as configured now."""
        return self._hypotheses.value

    def limits(self) -> Limits:
        """Return how much one subject may ask for, as configured now."""
        return self._limits.value

    def substitution(self) -> Substitution:
        """Return what is offered instead of what cannot be had, as configured now."""
        return self._substitution.value


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
