"""Segment: from articles to their stretches, each with a kind and exact offsets."""

from pipelines.segment.stage import segment

__all__ = ["segment"]
