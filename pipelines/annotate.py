"""Annotate: what single texts hold, layer by layer, as plain dictionaries with offsets into each text.

This is for trying texts, for measuring and for other tools, so nothing is compared between texts, and nothing is kept;
a release is made by the stages. Reading standard input and writing to it belongs to `cli`.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import polars as pl

from pipelines.extract import extract
from pipelines.extract.frames import rules
from pipelines.extract.kernel import Literals
from pipelines.extract.lexicon import lexicon
from pipelines.extract.quantities import Quantity, find_quantities
from pipelines.extract.times import ends_apart, find_times
from pipelines.ids import content_id
from pipelines.ingest.dates import record_date
from pipelines.ingest.metadata import read_fields
from pipelines.segment import segment
from pipelines.tables import TABLES

LAYERS = ("segments", "quantities", "times", "quotes", "mentions", "facts")
"""What can be asked for, in the order in which it is given."""

BATCH = 200
"""Documents that are annotated together, so that the cost of each step is shared."""

Row = dict[str, Any]

Annotated = dict[str, Any]
"""`id` and one list a layer; or `error`, with the `id` or else the `line` of what cannot be read."""


@dataclass(frozen=True)
class _Document:
    """A record that can be annotated, as a row of `documents`; `id` is what its reader knows it by."""

    id: str | int
    row: Row

    @property
    def key(self) -> str:
        return self.row["doc_id"]


_Read = _Document | Annotated


def parse_layers(names: str) -> tuple[str, ...]:
    """The layers that a list such as `quantities,times` names; an unknown one raises ValueError with the known ones."""
    wanted = {name.strip() for name in names.split(",")}
    if unknown := sorted(wanted - set(LAYERS)):
        raise ValueError(f"{', '.join(map(repr, unknown))} is unknown; name some of {','.join(LAYERS)}")
    return tuple(layer for layer in LAYERS if layer in wanted)


def annotate_lines(
    lines: Iterable[bytes], layers: Collection[str] = LAYERS, batch: int = BATCH
) -> Iterator[list[Annotated]]:
    """Annotations of JSON lines in batches, one for each line that is not blank, in order."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    while some := list(islice(numbered, batch)):
        yield _annotate([_read_line(number, line) for number, line in some], layers)


def annotate(records: Sequence[object], layers: Collection[str] = LAYERS) -> list[Annotated]:
    """Annotations of records with `text` and, where known, `id`, `date` and `title`: one for each, in order.

    A title or date that the record does not give is read from the text, as for a release. Offsets are Unicode code
    points of `text`, ends exclusive; dates are ISO 8601. Only what `layers` need is computed.
    """
    return _annotate([_read(record) for record in records], layers)


def _read_line(number: int, line: bytes) -> _Read:
    try:
        record = json.loads(line)
    except UnicodeDecodeError as error:
        return {"line": number, "error": f"byte {error.start} of the line is not UTF-8; save the file as UTF-8"}
    except (ValueError, RecursionError) as error:
        return {"line": number, "error": f"this is no JSON ({error}); write one JSON object a line"}
    read = _read(record)
    return {"line": number, **read} if isinstance(read, dict) and "id" not in read else read


def _read(record: object) -> _Read:
    if not isinstance(record, Mapping):
        return {"error": f"the record is a {type(record).__name__}; give an object with the key `text`"}
    given = record.get("id")
    known = given not in (None, "")
    if known and (isinstance(given, bool) or not isinstance(given, str | int) or not _is_whole(str(given))):
        return {"error": f"`id` is {given!r}; give text or a whole number, or leave it out"}
    text, title, day = record.get("text"), record.get("title"), record.get("date")
    if not isinstance(text, str):
        error = (
            f"`text` is missing or no string (there is: {', '.join(map(str, record))}); give the text under this name"
        )
    elif not _is_whole(text):
        error = "`text` holds half a character (a lone surrogate); write the text anew"
    elif not (title is None or (isinstance(title, str) and _is_whole(title))):
        error = f"`title` is {title!r}; give text, or leave it out"
    elif day not in (None, "") and record_date(day) is None:
        error = f"`date` is {day!r}, which is no certain day; write it as 2025-06-17, or leave it out"
    else:
        return _document(given if known else None, text, title, day)
    return {"id": given, "error": error} if known else {"error": error}


def _document(given: str | int | None, text: str, title: str | None, day: object) -> _Document:
    """A document that is read as ingest reads it: what the record does not tell may stand in the text."""
    key = content_id("doc", given, text, title, day)
    fields = read_fields(text, {"title": title, "date": day}, "record", [])
    return _Document(key if given is None else given, {"doc_id": key, "text": text, **fields})


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _annotate(read: list[_Read], layers: Collection[str]) -> list[Annotated]:
    documents = {document.key: document for document in read if isinstance(document, _Document)}
    literals = {key: _literals(document, layers) for key, document in documents.items()}
    stages = _stages(list(documents.values()), layers, literals)
    return [_layers(it, layers, stages, literals) if isinstance(it, _Document) else it for it in read]


def _layers(
    document: _Document,
    layers: Collection[str],
    stages: Mapping[str, dict[str, list[Row]]],
    literals: Mapping[str, Literals],
) -> Annotated:
    found: dict[str, list[Row]] = {name: rows.get(document.key, []) for name, rows in stages.items()}
    if "quantities" in layers:
        found["quantities"] = list(_quantities(literals[document.key].quantities))
    if "times" in layers:
        times = ends_apart(literals[document.key].times)
        found["times"] = [{"start": t.start, "end": t.end, "type": t.type, "value": t.value} for t in times]
    if "quotes" in layers:
        found["quotes"] = _quotes(found["facts"], found["segments"])
    found["segments"] = [{key: row[key] for key in ("kind", "start", "end")} for row in found.get("segments", [])]
    found["facts"] = [{"doc_id": document.id, **row} for row in found.get("facts", [])]
    return {"id": document.id, **{layer: found[layer] for layer in LAYERS if layer in layers}}


def _literals(document: _Document, layers: Collection[str]) -> Literals:
    """The times and quantities of a document, as far as the layers need them."""
    extracted, text = bool(_EXTRACTED & set(layers)), document.row["text"]
    return Literals(
        find_times(text, document.row.get("published")) if extracted or "times" in layers else [],
        find_quantities(text) if extracted or "quantities" in layers else [],
    )


def _quantities(found: Iterable[Quantity]) -> Iterator[Row]:
    """One entry an amount; the same amount in a second currency has its own."""
    for q in found:
        entry = {"start": q.start, "end": q.end, "value": q.value, "upper": q.upper, "unit": q.unit, "name": q.name}
        yield entry | {"kind": q.kind, "approx": q.approx}
        if q.alt_value is not None:
            second = {"start": q.alt_start, "end": q.alt_end, "value": q.alt_value, "upper": None}
            yield second | {"unit": q.alt_unit, "name": q.alt_name, "kind": q.kind, "approx": q.approx}


def _stages(
    documents: list[_Document], layers: Collection[str], literals: Mapping[str, Literals]
) -> dict[str, dict[str, list[Row]]]:
    """Rows of segments, mentions and facts by document, as far as the layers need them."""
    if not documents or not {"segments", *_EXTRACTED} & set(layers):
        return {}
    frame = TABLES["documents"].frame(document.row for document in documents)
    segments = segment(frame)
    stages = {"segments": _by_document(segments, "start")}
    if _EXTRACTED & set(layers):
        extracted = extract(frame, segments, literals)
        names = extracted.entities.select("entity_id", "type", "name")
        mentions = extracted.mentions.join(names, on="entity_id").select(
            "doc_id", "start", "end", "entity_id", "type", "name", "method"
        )
        stages["mentions"] = _by_document(mentions, "start", "end", "entity_id")
        stages["facts"] = _by_document(extracted.facts, "evidence_start", "evidence_end", "fact_id")
    return stages


_EXTRACTED = {"quotes", "mentions", "facts"}


def _by_document(frame: pl.DataFrame, *order: str) -> dict[str, list[Row]]:
    """The non-null cells of each document's rows, in order."""
    found: dict[str, list[Row]] = {}
    for row in frame.sort(order).with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d")).iter_rows(named=True):
        doc_id = row.pop("doc_id")
        found.setdefault(doc_id, []).append({key: value for key, value in row.items() if value is not None})
    return found


# --- quotes ----------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"according to|[^\W\d_]+", re.IGNORECASE)
_REACH = 6
"""Words between a cue and the content, at most."""


@dataclass(frozen=True)
class _Said:
    """A fact of speech with what its evidence holds: content, cue (offsets in the text), number of the sentence."""

    fact: Row
    start: int
    cue: tuple[int, int] | None
    sentence: int

    def continues(self, other: "_Said") -> bool:
        """Whether this is more of the other quotation: it has its cue, or is the next sentence, and words alone."""
        if any(self.fact.get(key) != other.fact.get(key) for key in ("subject_id", "subject", "mode")):
            return False
        if self.cue or self.fact["mode"] != "direct":
            return self.cue is not None and self.cue == other.cue
        before = self.fact["evidence"][: self.start - self.fact["evidence_start"]]
        return self.sentence == other.sentence + 1 and not _WORD.search(before)


def _quotes(facts: list[Row], segments: list[Row]) -> list[Row]:
    """Speech in order, from the facts of one document; stretches of one quotation are together."""
    numbers = {segment["segment_id"]: segment["sentence"] for segment in segments}
    said = [_said(fact, numbers[fact["segment_id"]]) for fact in facts if fact["predicate"] == "said"]
    quotes: list[Row] = []
    last: _Said | None = None
    for it in sorted(filter(None, said), key=lambda it: it.start):
        content = {"start": it.start, "end": it.start + len(it.fact["object"])}
        if last and it.continues(last):
            quotes[-1]["content"].append(content)
        else:
            start = it.fact["evidence_start"]
            quotes.append(
                {
                    "speaker": it.fact["subject"],
                    "speaker_id": it.fact.get("speaker_id"),
                    "cue": it.fact["evidence"][it.cue[0] - start : it.cue[1] - start] if it.cue else None,
                    "content": [content],
                    "mode": it.fact["mode"],
                }
            )
        last = it
    return quotes


def _said(fact: Row, sentence: int) -> _Said | None:
    """The fact with its content and cue; None where the content is not in the evidence, word for word."""
    evidence, first = fact["evidence"], fact["evidence_start"]
    start = evidence.find(fact["object"])
    if start < 0:
        return None
    end = start + len(fact["object"])
    before = list(_WORD.finditer(evidence, 0, start))[: -_REACH - 1 : -1]
    after = list(islice(_WORD.finditer(evidence, end), _REACH))
    cues = [next((word for word in words if word[0].lower() in _cue_words()), None) for words in (before, after)]
    cue = cues[0] or cues[1] if None in cues else None
    return _Said(fact, first + start, (first + cue.start(), first + cue.end()) if cue else None, sentence)


@cache
def _cue_words() -> frozenset[str]:
    """Every form of the verbs of speech, and `according to`."""
    lemmas = {*rules().speech["clause"], *rules().speech["action"]}
    return frozenset({"according to", *(form for form, (lemma, _) in lexicon().verbs.items() if lemma in lemmas)})
