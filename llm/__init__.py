"""Text in, typed value out: hypotheses and embeddings."""
