"""Measure LeafLoop on data of one's own, away from the live stores."""
