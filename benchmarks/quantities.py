"""How well quantities are read, on a public test set: values, and values with their units.

A row of the test set is a text and the amounts it holds, by value ("8-10" for a range) and unit name. Scores are
micro-averaged over the multisets of amounts per text; ordinals, which the sets do not annotate, are left out.

    python benchmarks/quantities.py FOLDER    # with quant_currency-model.jsonl and quant_dimension-model.jsonl
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.util import find_spec
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


def peers() -> dict[str, Reader]:
    """The readers of quantulum3 and Recognizers-Text, where they are installed."""
    return {name: read() for name, (module, read) in _PEERS.items() if find_spec(module) is not None}


def _quantulum() -> Reader:
    from quantulum3 import parser

    return lambda text: [(number(q.value), q.unit.name.replace("dimensionless", "-")) for q in parser.parse(text)]


def _recognizers() -> Reader:
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_age, recognize_currency, recognize_dimension
    from recognizers_text import Culture

    models = (recognize_currency, recognize_dimension, recognize_age, recognize_percentage, recognize_number)

    def read(text: str) -> list[Amount]:
        amounts, taken = [], set[int]()
        for recognize in models:
            for found in recognize(text, Culture.English):
                here = range(found.start, found.end + 1)
                value = (found.resolution or {}).get("value")
                if value is None or not taken.isdisjoint(here):
                    continue
                taken.update(here)
                unit = "percentage" if recognize is recognize_percentage else found.resolution.get("unit") or "-"
                amounts.append((number(float(value.rstrip("%"))), _as_the_sets_spell(unit)))
        return amounts

    return read


def _as_the_sets_spell(unit: str) -> str:
    return re.sub(r"(met|lit)er\b", r"\1re", unit.lower())


_PEERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "quantulum3": ("quantulum3", _quantulum),
    "Recognizers-Text": ("recognizers_number_with_unit", _recognizers),
}


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
    readers = {"Summit Facts": ours, **peers()}
    print(f"{'test set':30}{'system':30}{'value F1':>9}{'+ unit F1':>10}")
    for name in SETS:
        measured = {system: score(folder / name, read) for system, read in readers.items()}
        for system, result in measured.items():
            print(f"{name:30}{system:30}{result['value']:9.1f}{result['value_unit']:10.1f}")
        for system, (value, value_unit) in PUBLISHED[name].items():
            if system not in measured:
                print(f"{name:30}{system + ' (as published)':30}{value:9.1f}{value_unit:10.1f}")


if __name__ == "__main__":
    main()
