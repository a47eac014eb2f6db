"""Score candidates by named features, and say why."""
