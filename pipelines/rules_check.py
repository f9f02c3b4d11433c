"""Whether all rule files are sound: their shape, the names they use of each other, their patterns, their examples.

`check` gives every problem with file and line. The shapes are in `rule_files`; what a rule does is in the module that
reads it. Stages are imported only once their files have the right shape, since they read them when imported.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.knowledge import KnowledgeError, Problem, line_of, load_yaml, problem_of
from pipelines.rule_files import SHAPES, frame_problems, problems

ROOT = Path(__file__).parents[1]
EXTRACT = Path("pipelines", "extract")
FRAMES = EXTRACT / "frames.yaml"
PREDICATES = EXTRACT / "predicates.yaml"
TIMES = EXTRACT / "times.yaml"
QUANTITIES = EXTRACT / "quantities.yaml"
RECONCILE = Path("pipelines", "reconcile", "reconcile.yaml")
REGISTRY = Path("seeds", "registry")
CORRECTIONS = Path("seeds", "corrections.yaml")
JUDGEMENTS = Path("seeds", "judgements.yaml")


class Checked(NamedTuple):
    """What a file holds: how many words and numbers, how many examples and counter-examples that are run."""

    path: Path
    words: int
    examples: int


def check(root: Path = ROOT) -> list[Problem]:
    """Every problem in the rule files of a project folder, by file and line; none means that they are sound.

    First each file by itself; where all are right, what they say of each other; then their examples, which are read
    with the rules of this installation. The sentences of predicates.yaml explain it to a reader, and are not run.
    """
    for stage in (_shapes, _agreement, _examples):
        found = sorted(set(stage(root)), key=lambda problem: (str(problem.path), problem.line, problem.message))
        if found:
            return found
    return []


def checked(root: Path = ROOT) -> list[Checked]:
    """What `check` looks at, file by file."""
    counts = {path: _counts(load_yaml(root / path)) for path in _files(root)}
    return [Checked(path, words, 0 if path == PREDICATES else examples) for path, (words, examples) in counts.items()]


def _files(root: Path) -> list[Path]:
    patterns = ("pipelines/*/*.yaml", "seeds/registry/*.yaml", CORRECTIONS.as_posix(), JUDGEMENTS.as_posix())
    found = [path for pattern in patterns for path in root.glob(pattern)]
    return sorted(path.relative_to(root) for path in found)


def _counts(node: Any) -> tuple[int, int]:
    """How many words, and examples of either kind, a node holds."""
    if not isinstance(node, dict | list):
        return 1, 0
    words = examples = 0
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if key in ("example", "counter_example"):
            examples += 1
        elif key in ("examples", "counter_examples"):
            examples += len(value) if isinstance(value, list) else sum(map(len, value.values()))
        else:
            below = _counts(value)
            words, examples = words + below[0], examples + below[1]
    return words, examples


def _caught(path: Path, load: Callable[[], object]) -> Iterator[Problem]:
    """What loading says is wrong."""
    try:
        load()
    except KnowledgeError as error:
        yield problem_of(error, path)


# each file by itself --------------------------------------------------------------------------------------------


def _shapes(root: Path) -> Iterator[Problem]:
    from pipelines.predicates import load_predicates

    files = _files(root)
    known = {*map(Path, SHAPES), FRAMES, PREDICATES, RECONCILE, JUDGEMENTS}
    for path in sorted(known - {*files, CORRECTIONS, JUDGEMENTS}):
        yield Problem(root / path, 1, "there is no such file; restore it")
    for path in files:
        if path not in known:
            yield Problem(root / path, 1, "is no file that the rules know; remove it, or give it a shape in rule_files")
        elif path == PREDICATES:
            yield from _caught(root / path, lambda: load_predicates(root / PREDICATES))
        else:
            yield from _shape(root, path)


def _shape(root: Path, path: Path) -> Iterator[Problem]:
    try:
        shape = SHAPES.get(path.as_posix())
        if shape is None:
            load_yaml(root / path)
        else:
            yield from problems(root / path, shape)
    except KnowledgeError as error:
        yield problem_of(error, root / path)


# what they say of each other ------------------------------------------------------------------------------------


def _agreement(root: Path) -> Iterator[Problem]:
    from pipelines.extract.time_shapes import grammar
    from pipelines.extract.times import READERS
    from pipelines.extract.units import vocabulary
    from pipelines.reconcile.judgements import load_judgements
    from pipelines.reconcile.rules import load_rules
    from pipelines.registry import load_registry

    yield from frame_problems(root / FRAMES)
    yield from _caught(root / TIMES, lambda: grammar(root / TIMES))
    for name, rule in load_yaml(root / TIMES)["rules"].items():
        if rule["read"] not in READERS:
            line = line_of(root / TIMES, ("rules", name, "read"))
            known = ", ".join(sorted(READERS))
            yield Problem(root / TIMES, line, f"{name}: {rule['read']!r} is no reader; use {known}")
    yield from _caught(root / QUANTITIES, vocabulary)
    yield from _caught(root / RECONCILE, lambda: load_rules(root / RECONCILE))
    yield from _caught(root / JUDGEMENTS, lambda: load_judgements(root / JUDGEMENTS))
    yield from _caught(root / REGISTRY, lambda: load_registry(root / REGISTRY))


# examples -------------------------------------------------------------------------------------------------------


def _examples(root: Path) -> Iterator[Problem]:
    yield from _frame_examples(root / FRAMES)
    yield from _time_examples(root / TIMES)
    yield from _quantity_examples(root / QUANTITIES)
    yield from _name_examples(root / RECONCILE)


def _frame_examples(path: Path) -> Iterator[Problem]:
    from pipelines.extract.examples import examples, problem

    for example in examples(path):
        if wrong := problem(example):
            yield Problem(path, line_of(path, example.keys), f"{wrong}; correct the rule or the example")


def _time_examples(path: Path) -> Iterator[Problem]:
    from pipelines.extract.times import find_times

    content = load_yaml(path)
    for section in ("groups", "rules"):
        for name, entry in content[section].items():
            example, silent = entry["example"], entry["counter_example"]
            values = [time.value for time in find_times(example["text"], example.get("anchor"))]
            if str(example["value"]) not in values:
                wrong = f"{name}: {example['text']!r} does not give {example['value']}; it gives {values}"
                yield Problem(path, line_of(path, (section, name, "example")), f"{wrong}; correct one of the two")
            if found := find_times(silent, example.get("anchor")):
                wrong = f"{name}: the counter-example {silent!r} gives {found[0].value}"
                yield Problem(path, line_of(path, (section, name, "counter_example")), f"{wrong}; correct one of them")


def _quantity_examples(path: Path) -> Iterator[Problem]:
    from pipelines.extract.quantities import Quantity, find_quantities

    def shown(q: Quantity) -> str:
        return "-".join(f"{end:.15g}" for end in (q.value, q.upper) if end is not None) + f" {q.name or '-'}"

    for keys, group in _groups((), load_yaml(path)):
        for i, example in enumerate(group["examples"]):
            found = find_quantities(example["text"])
            approx = example.get("approx")
            if not any(shown(q) == example["gives"] and approx in (None, q.approx) for q in found):
                given = f"{example['gives']!r}" + (f" with approx {approx}" if approx else "")
                wrong = f"{example['text']!r} does not give {given}; it gives {[shown(q) for q in found]}"
                yield Problem(path, line_of(path, (*keys, "examples", i)), f"{wrong}; correct one of the two")
        for i, example in enumerate(group["counter_examples"]):
            for q in find_quantities(example["text"]):
                if example["never"] in (q.name or "-", q.approx, shown(q)):
                    wrong = f"the counter-example {example['text']!r} gives {shown(q)!r}"
                    line = line_of(path, (*keys, "counter_examples", i))
                    yield Problem(path, line, f"{wrong}; correct one of them")


def _groups(keys: tuple[str, ...], node: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every group that states examples, with the keys that lead there."""
    for name, child in node.items():
        if isinstance(child, dict):
            if "examples" in child:
                yield (*keys, name), child
            yield from _groups((*keys, name), child)


def _name_examples(path: Path) -> Iterator[Problem]:
    import polars as pl

    from pipelines.reconcile.keys import name_key
    from pipelines.reconcile.rules import load_rules

    rules = load_rules(path)
    for section, pairs, same in (("same", rules.same, True), ("different", rules.different, False)):
        types, ones, others = zip(*pairs, strict=True)
        frame = pl.DataFrame({"type": types, "one": ones, "other": others})
        key = {side: name_key(pl.col(side), pl.col("type"), {}) for side in ("one", "other")}
        for i, agrees in enumerate(frame.select(same=key["one"] == key["other"])["same"]):
            if agrees != same:
                line = line_of(path, ("examples", section, i))
                names = f"{ones[i]!r} and {others[i]!r}"
                yield Problem(path, line, f"{names} are {'one' if agrees else 'two'} by the rules; correct one of them")
