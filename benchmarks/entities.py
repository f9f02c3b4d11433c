"""How well the names of the gold are brought together into entities: B-cubed precision, recall and F1.

    python benchmarks/entities.py RELEASE_DIR [--gold ../shared/gold] [--misses]

An item is a name of a gold fact, its subject or object, as one article has it. Names and alternatives of one gold row
are one entity, and rows that share a name are, unless it is of common words ("the summit") or of another type. The
release's entity is the one that the article names so; names that extraction did not read, or that the article gives to
several things, are left out, and counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from gold import GOLD, arguments, articles, rows

from pipelines.reconcile.keys import is_bare, text_key

_APART = ("country", "person", "event")


class Score(NamedTuple):
    """B-cubed over the names that were read, and pairs of countries, people or events that are merged wrongly."""

    precision: float
    recall: float
    f1: float
    names: int
    unread: int
    wrong: list[str]
    split: list[str]


def score(release: Path, gold: Path = GOLD) -> Score:
    """The score of a release's folder of Parquet files against `facts.jsonl` in a folder."""
    facts = rows(gold / "facts.jsonl")
    entities = {row["entity_id"]: row for row in pl.read_parquet(release / "entities.parquet").to_dicts()}
    names_of = articles(release)
    mentions = pl.read_parquet(release / "mentions.parquet").select("doc_id", "surface", "entity_id")
    stated = pl.read_parquet(release / "facts.parquet").select("doc_id", "subject", "subject_id").drop_nulls()
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for doc, name, entity in (*mentions.iter_rows(), *stated.iter_rows()):
        named[names_of[doc], _folded(name)].add(entity)
    bare = _bare({name for row in facts for side in ("subject", "object") for name in row[side] or ()})
    wanted: list[tuple[str, frozenset[str]]] = []
    preferred: list[str] = []
    found: list[str] = []
    unread = 0
    for row in facts:
        for side in ("subject", "object"):
            names = [name for name in map(_folded, row[side] or ()) if name not in bare]
            ids: set[str] = set()
            for name in names:
                ids = named[row["doc"], name]
                if len(ids) == 1:
                    break
            if not names or (side == "object" and not any(named[row["doc"], name] for name in names)):
                continue
            if len(ids) != 1:
                unread += 1
                continue
            (entity,) = ids
            type_ = entities[entity]["type"]
            wanted.append((type_, frozenset(names)))
            found.append(entity)
            preferred.append(names[0])
    true = _together(wanted, entities)
    precision = _b_cubed(found, true)
    recall = _b_cubed(true, found)
    wrong = [
        f"{entities[entity]['type']} {entity}: " + " | ".join(sorted({preferred[i] for i in items}))
        for entity, items in _clusters(found)
        if entities[entity]["type"] in _APART and len({true[i] for i in items}) > 1
    ]
    split = [" | ".join(sorted({found[i] for i in items})) for _, items in _clusters(true)
             if len({found[i] for i in items}) > 1]  # fmt: skip
    return Score(precision, recall, 2 * precision * recall / (precision + recall), len(found), unread, wrong, split)


def _folded(name: str) -> str:
    return " ".join(name.lower().replace("–", "-").replace("’", "'").removeprefix("the ").split())


def _bare(names: set[str]) -> set[str]:
    frame = pl.DataFrame({"name": sorted(names)})
    return {_folded(name) for name in frame.filter(is_bare(text_key(pl.col("name"))))["name"]}


def _together(wanted: list[tuple[str, frozenset[str]]], entities: dict[str, dict[str, Any]]) -> list[str]:
    """For each item the gold entity: items of one type that share a name, directly or through others.

    Names that the registry gives to something of another type (the country, for its president) do not count.
    """
    others: dict[str, set[str]] = defaultdict(set)
    for entity in entities.values():
        if entity["origin"] == "registry":
            for name in (entity["name"], *(entity["aliases"] or ())):
                others[_folded(name)].add(entity["type"])
    root = list(range(len(wanted)))

    def first(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    seen: dict[tuple[str, str], int] = {}
    for i, (type_, names) in enumerate(wanted):
        for name in names:
            if others[name] - {type_}:
                continue
            j = seen.setdefault((type_, name), i)
            one, other = sorted((first(i), first(j)))
            root[other] = one
    return [str(first(i)) for i in range(len(wanted))]


def _clusters(labels: list[str]) -> Iterable[tuple[str, list[int]]]:
    clusters: dict[str, list[int]] = defaultdict(list)
    for i, label in enumerate(labels):
        clusters[label].append(i)
    return sorted(clusters.items())


def _b_cubed(ours: list[str], theirs: list[str]) -> float:
    """The mean share of what is with an item in `ours` that is with it in `theirs` too."""
    return sum(_shares(ours, theirs)) / (len(ours) or 1)


def _shares(ours: list[str], theirs: list[str]) -> Iterator[float]:
    for _, items in _clusters(ours):
        for i in items:
            yield sum(theirs[i] == theirs[j] for j in items) / len(items)


def main() -> None:
    options = arguments(__doc__, "list what is merged wrongly, and what is split")
    s = score(options.release, options.gold)
    print(f"B-cubed P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.3f} over {s.names} names, {s.unread} not read")
    print(f"countries, people or events merged wrongly: {len(s.wrong)}")
    if options.misses:
        print(*(f"merged  {line}" for line in s.wrong), *(f"split   {line}" for line in s.split), sep="\n")


if __name__ == "__main__":
    main()
