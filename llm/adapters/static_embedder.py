"""Embed texts with static word-piece vectors from local files: no network, no model run."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import numpy.typing as npt
import orjson

from domain.errors import Misconfigured

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ASSETS: Final = Path(__file__).resolve().parents[1] / "assets"
"""Where the model files that come with LeafLoop lie."""

DEFAULT_MODEL: Final = "static256i8"

_BATCH: Final = 2048


class StaticEmbedder:
    """A model2vec model: the mean of a text's token vectors, scaled to unit length.

    The files are read at the first use and the int8 weights stay int8; only the rows of the
    tokens at hand are widened. Safe to call from several threads.

    Args:
        folder: A folder with config.json, tokenizer.json and model.safetensors.
        name: Name and version of the model; vectors of different names are never compared.
    """

    def __init__(self, folder: Path = ASSETS / DEFAULT_MODEL, name: str = DEFAULT_MODEL) -> None:
        self._folder = folder
        self._name = name
        self._dimensions: int | None = None
        self._model: _Model | None = None
        self._loading = Lock()

    @property
    def name(self) -> str:
        """Name and version of the model."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Length of every vector; reads config.json only.

        Raises:
            Misconfigured: The file is missing or says nothing of it.
        """
        if self._dimensions is None:
            config = orjson.loads(_read(self._folder / "config.json"))
            self._dimensions = int(config["hidden_dim"])
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return one unit vector per text; see `matrix`, whose rows they are."""
        return cast("Sequence[Sequence[float]]", self.matrix(texts))

    def matrix(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one unit vector per text; zeros for a text without a known token.

        Args:
            texts: Any number of texts; each is cut after 512 tokens.

        Returns:
            An array of shape (len(texts), dimensions).

        Raises:
            Misconfigured: The model's files are missing or broken.
        """
        model = self._loaded()
        out = np.zeros((len(texts), model.weights.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            out[start : start + len(batch)] = model.sums(batch)
        norms = np.sqrt(np.einsum("ij,ij->i", out, out))[:, np.newaxis]
        np.divide(out, norms, out=out, where=norms > 0)
        return out

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of a whole text, without special ones.

        Raises:
            Misconfigured: The model's files are missing or broken.
        """
        return len(self._loaded().counter.encode(text, add_special_tokens=False).ids)

    def _loaded(self) -> "_Model":
        if self._model is None:
            with self._loading:
                if self._model is None:
                    self._model = _Model(self._folder)
        return self._model


class _Model:
    """The files in memory: a tokenizer, the same one without a limit, and the weights."""

    def __init__(self, folder: Path) -> None:
        # Imported here: a process that never embeds does not pay for them.
        from safetensors import SafetensorError
        from safetensors.numpy import load

        text = _read(folder / "tokenizer.json").decode()
        try:
            self.weights: npt.NDArray[np.int8] = load(_read(folder / "model.safetensors"))[
                "embeddings"
            ]
        except (SafetensorError, KeyError) as broken:
            raise _broken(folder / "model.safetensors") from broken
        self.counter = _tokenizer(text, folder)
        self.tokenizer = _tokenizer(text, folder)
        self.tokenizer.enable_truncation(512)
        self.unknown = self.tokenizer.token_to_id("[UNK]")

    def sums(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Add up the token vectors of each text; unknown tokens count for nothing."""
        encodings = self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        by_length: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for row, encoding in enumerate(encodings):
            ids = encoding.ids
            if self.unknown in ids:
                ids = [token for token in ids if token != self.unknown]
            by_length[len(ids)].append((row, ids))
        out = np.zeros((len(texts), self.weights.shape[1]), dtype=np.float32)
        for length, members in by_length.items():
            if length:
                rows = [row for row, _ in members]
                tokens = np.array([ids for _, ids in members], dtype=np.intp)
                out[rows] = self._summed(tokens)
        return out

    def _summed(self, tokens: npt.NDArray[np.intp]) -> npt.NDArray[np.int32]:
        total = self.weights[tokens[:, 0]].astype(np.int32)
        for place in range(1, tokens.shape[1]):
            total += self.weights[tokens[:, place]]
        return total


def _tokenizer(text: str, folder: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    try:
        made = Tokenizer.from_str(text)
    except Exception as broken:  # tokenizers raises bare Exception
        raise _broken(folder / "tokenizer.json") from broken
    made.no_padding()
    made.no_truncation()
    return made


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as missing:
        raise Misconfigured(
            f"The embedding model's file {path.name} cannot be read in {path.parent}: reinstall "
            "LeafLoop, or point it at a folder in model2vec's format."
        ) from missing


def _broken(path: Path) -> Misconfigured:
    return Misconfigured(
        f"The embedding model's file {path.name} in {path.parent} is damaged: reinstall LeafLoop, "
        "or point it at a folder in model2vec's format."
    )
