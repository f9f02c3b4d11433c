"""How well quantities are read, on a public test set: values, and values with their units.

A row of the test set is a text and the amounts it holds, by value ("8-10" for a range) and unit name. Scores are
micro-averaged over the multisets of amounts per text; ordinals, which the sets do not annotate, are left out.

    python benchmarks/quantities.py FOLDER    # with quant_currency-model.jsonl and quant_dimension-model.jsonl
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.extract.quantities import find_quantities

SETS = ("quant_currency-model.jsonl", "quant_dimension-model.jsonl")
PUBLISHED = {
    "quant_currency-model.jsonl": {"CQE": (84.2, 79.6), "quantulum3": (76.2, 32.5), "Recognizers-Text": (77.7, 52.5)},
    "quant_dimension-model.jsonl": {"CQE": (86.5, 79.2), "quantulum3": (83.6, 61.9), "Recognizers-Text": (81.0, 49.1)},
}
"""Value F1 and value + unit F1 as Almasian et al. (EMNLP 2023) print them."""

Amount = tuple[str, str]
Reader = Callable[[str], list[Amount]]


def number(*ends: float | None) -> str:
    """A value, or the two ends of a range, as the test sets write them; two decimals tell thirds alike."""
    return "-".join(f"{round(end, 4):.10g}" for end in ends if end is not None)


def gold_value(text: str) -> str:
    return number(*(float(part) for part in text.split("-") if part)) if "-" in text[1:] else number(float(text))


def ours(text: str) -> list[Amount]:
    amounts = []
    for q in find_quantities(text):
        if q.kind == "ordinal":
            continue
        amounts.append((number(q.value, q.upper), q.name or "-"))
        if q.alt_value is not None:
            amounts.append((number(q.alt_value), q.alt_name or "-"))
    return amounts


def quantulum() -> Reader | None:
    """The reader of quantulum3, where it is installed."""
    try:
        from quantulum3 import parser
    except ImportError:
        return None

    def read(text: str) -> list[Amount]:
        return [(number(q.value), q.unit.name.replace("dimensionless", "-")) for q in parser.parse(text)]

    return read


def f1(pairs: Iterable[tuple[list[object], list[object]]]) -> float:
    """Micro F1 in percent over (gold, found) multisets."""
    hits = gold_n = found_n = 0
    for gold, found in pairs:
        hits += sum((Counter(gold) & Counter(found)).values())
        gold_n += len(gold)
        found_n += len(found)
    return 200 * hits / ((gold_n + found_n) or 1)


def score(path: Path, read: Reader = ours) -> dict[str, float]:
    """`value` and `value_unit`: micro F1 in percent on the test set at `path`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = [[(gold_value(g["value"]), g["normalized_unit"]) for g in row["gold"]] for row in rows]
    found = [read(row["text"]) for row in rows]
    return {
        "value": f1(([v for v, _ in g], [v for v, _ in p]) for g, p in zip(gold, found, strict=True)),
        "value_unit": f1((list(g), list(p)) for g, p in zip(gold, found, strict=True)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    peer = quantulum()
    print(f"{'test set':30}{'system':30}{'value F1':>9}{'+ unit F1':>10}")
    for name in SETS:
        measured = {"Summit Facts": score(folder / name)} | ({"quantulum3": score(folder / name, peer)} if peer else {})
        for system, result in measured.items():
            print(f"{name:30}{system:30}{result['value']:9.1f}{result['value_unit']:10.1f}")
        for system, (value, value_unit) in PUBLISHED[name].items():
            if system not in measured:
                print(f"{name:30}{system + ' (as published)':30}{value:9.1f}{value_unit:10.1f}")


if __name__ == "__main__":
    main()
