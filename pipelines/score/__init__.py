"""score: how much of what careful readers find in articles (gold) the facts have, and how much else they say."""

from pipelines.score.gold import GoldFact, load_gold
from pipelines.score.stage import score

__all__ = ["GoldFact", "load_gold", "score"]
