"""StaticEmbedder: right vectors, from local files only."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.embedder import Embedder
from domain.errors import Misconfigured
from llm.adapters.static_embedder import ASSETS, DEFAULT_MODEL, StaticEmbedder

EMBEDDER = StaticEmbedder()


def cosine(one: str, other: str) -> float:
    first, second = EMBEDDER.matrix([one, other])
    return float(first @ second)


def test_vectors_have_the_promised_length_and_norm() -> None:
    vectors = EMBEDDER.matrix(["oat milk", "dish soap"])
    assert vectors.shape == (2, EMBEDDER.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1])


def test_a_text_without_known_tokens_gets_the_zero_vector() -> None:
    vectors = EMBEDDER.matrix(["", "   ", "milk"])
    assert not vectors[:2].any()
    assert vectors[2].any()


def test_as_an_embedder_it_gives_the_same_rows() -> None:
    plain: Embedder = EMBEDDER
    np.testing.assert_array_equal(plain.embed(["milk"]), EMBEDDER.matrix(["milk"]))


def test_no_texts_give_no_vectors() -> None:
    assert EMBEDDER.matrix([]).shape == (0, 256)


def test_related_words_are_nearer_than_unrelated_ones() -> None:
    assert cosine("soda", "soft drinks") > cosine("soda", "lawn mower") + 0.2


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=12))
def test_a_text_gets_the_same_vector_alone_as_in_a_batch(texts: list[str]) -> None:
    together = EMBEDDER.matrix(texts)
    for text, vector in zip(texts, together, strict=True):
        np.testing.assert_array_equal(EMBEDDER.matrix([text])[0], vector)


def test_batches_longer_than_one_round_keep_their_order() -> None:
    texts = [f"item {number}" for number in range(5000)]
    vectors = EMBEDDER.matrix(texts)
    np.testing.assert_array_equal(vectors[4321], EMBEDDER.matrix([texts[4321]])[0])


def test_it_agrees_with_model2vec() -> None:
    from model2vec import StaticModel

    texts = ["oat milk", "CHOCOLATE chip cookies 14 OZ", "crème brûlée", "a", "x" * 300]
    theirs = StaticModel.from_pretrained(ASSETS / DEFAULT_MODEL).encode(texts)
    np.testing.assert_allclose(EMBEDDER.matrix(texts), theirs, atol=1e-6)


def test_tokens_are_counted_beyond_the_embedding_limit() -> None:
    assert EMBEDDER.count_tokens("the milk") == 2
    assert EMBEDDER.count_tokens("milk " * 700) == 700


def test_making_one_reads_no_file(tmp_path: Path) -> None:
    assert StaticEmbedder(tmp_path / "absent").name == DEFAULT_MODEL


def test_a_missing_folder_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"tokenizer\.json cannot be read .* reinstall"):
        StaticEmbedder(tmp_path).embed(["milk"])


@pytest.mark.parametrize("broken", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_file_is_named(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(ASSETS / DEFAULT_MODEL, folder)
    (folder / broken).write_bytes(b"{}")
    with pytest.raises(Misconfigured, match=f"{broken} .* damaged"):
        StaticEmbedder(folder).embed(["milk"])
