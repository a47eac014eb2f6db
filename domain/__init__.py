"""Frozen values that every layer speaks: events, products, profiles, proposals, selections."""
