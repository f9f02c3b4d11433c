"""What a release looks like in a terminal: counts, contested claims, one fact in its sentence.

Reads published tables, and returns what rich prints. Reading arguments and printing belong to the command line.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import polars as pl
from rich import box
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipelines.predicates import load_predicates
from pipelines.publish import Release, ReleaseError

_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def visible(text: str | None) -> str:
    """Text as it is safe to print: control and direction characters, which could rewrite the screen, as `\\u202e`."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text or "")


def release_list(known: Iterable[Release]) -> Table:
    """Releases, newest first: version, when, facts and claims, digest, which one is the latest."""
    table = _table("version", "finished", ">facts", ">claims", ">articles", "digest", "")
    for release in reversed(list(known)):
        try:
            rows = {name: f"{content['rows']:,}" for name, content in release.manifest["tables"].items()}
            finished = datetime.fromisoformat(release.manifest["finished"])
            digest = release.manifest["digest"].removeprefix("sha256:")[:12]
            cells = [f"{finished:%Y-%m-%d %H:%M %Z}", rows["facts"], rows["claims"], rows["documents"], digest]
        except (ReleaseError, KeyError, TypeError, ValueError):
            cells = ["[red]cannot be read[/]", "", "", "", ""]
        table.add_row(release.version, *cells, "[green]latest[/]" if release.latest else "")
    return table


def row_counts(release: Release) -> Table:
    """One line a table: rows, and bytes as Parquet and as CSV."""
    table = _table("table", ">rows", ">Parquet", ">CSV")
    for name, content in release.manifest["tables"].items():
        table.add_row(name, f"{content['rows']:,}", _bytes(content["parquet"]), _bytes(content["csv"]))
    return table


def facts_per_predicate(release: Release) -> Table:
    """One line a predicate: facts, claims, and how many of these are corroborated, single-source, contested."""
    table = _table("predicate", ">facts", ">claims", ">corroborated", ">single source", ">contested")
    claims = (
        release.table("claims")
        .group_by("predicate")
        .agg(
            pl.col("n_facts").sum(),
            pl.len(),
            *(
                (pl.col("status") == status).sum().alias(status)
                for status in ("corroborated", "single_source", "contested")
            ),
        )
        .sort("n_facts", "predicate", descending=[True, False])
    )
    for predicate, *counts in claims.iter_rows():
        table.add_row(predicate, *(f"{count:,}" if count else "-" for count in counts))
    return table


def rejections(release: Release) -> Table:
    """What was refused: one line a stage and reason, with an example."""
    table = _table("stage", "reason", ">rows", "for example")
    refused = release.table("rejections").sort("stage", "reason", "source_path", "line")
    for (stage, reason), rows in refused.group_by("stage", "reason", maintain_order=True):
        first = rows.row(0, named=True)
        line = f", line {first['line']}" if first["line"] else ""
        table.add_row(
            stage, reason, f"{rows.height:,}", Text(visible(f"{first['source_path']}{line}: {first['detail']}"))
        )
    return table


def contested(release: Release, limit: int) -> Table:
    """Questions that articles answer differently: each answer with the articles that give it.

    At most `limit` questions, those with the most articles behind them first.
    """
    table = _table("question", "answer", "articles that say so")
    claims = release.table("claims").filter(pl.col("status") == "contested")
    questions = (
        claims.group_by("question_id")
        .agg(pl.col("n_documents").sum())
        .sort("n_documents", "question_id", descending=[True, False])
        .head(limit)
    )
    sources = _sources(release)
    for question_id in questions.get_column("question_id"):
        answers = claims.filter(pl.col("question_id") == question_id).sort(
            "n_documents", "claim_id", descending=[True, False]
        )
        for number, claim in enumerate(answers.iter_rows(named=True)):
            question = visible(_question(claim)) if number == 0 else ""
            articles = "\n".join(visible(_article(sources[doc_id])) for doc_id in claim["doc_ids"])
            table.add_row(Text(question), Text(visible(_answer(claim)), style="bold"), Text(articles))
        table.add_section()
    return table


def find_fact(release: Release, fact_id: str) -> dict[str, Any]:
    """The fact of that id, or of the only id that begins so. Raises ReleaseError where there is none, or several."""
    prefix = fact_id if fact_id.startswith("fact-") else f"fact-{fact_id}"
    found = release.table("facts").filter(pl.col("fact_id").str.starts_with(prefix))
    if found.is_empty():
        raise ReleaseError(f"release {release.version} has no fact {fact_id}; ids are in {release.path / 'facts.csv'}")
    if found.height > 1:
        some = ", ".join(found.get_column("fact_id").head(3))
        raise ReleaseError(f"{found.height} facts begin with {fact_id}: {some} …; give more of the id")
    return found.row(0, named=True)


def fact_in_its_sentence(release: Release, fact: dict[str, Any]) -> Group:
    """A fact, highlighted in its sentence, with its article, and what other articles say to the same question."""
    segment = release.table("segments").row(by_predicate=pl.col("segment_id") == fact["segment_id"], named=True)
    sources, claims = _sources(release), release.table("claims")
    claim = claims.row(by_predicate=pl.col("claim_id") == fact["claim_id"], named=True)
    start, end = fact["evidence_start"] - segment["start"], fact["evidence_end"] - segment["start"]
    words = segment["text"]
    sentence = Text.assemble(
        visible(words[:start]), (visible(words[start:end]), "bold black on yellow"), visible(words[end:])
    )

    details = Table.grid(padding=(0, 2))
    details.add_column(style="dim")
    for label, value in _details(fact):
        details.add_row(label, Text(visible(value)))
    article = sources[fact["doc_id"]]
    details.add_row("article", Text(visible(_article(article))))
    if article["url"]:
        details.add_row("address", Text(visible(article["url"])))
    details.add_row("claim", f"{claim['claim_id']}, {_STATUS[claim['status']]}")

    answers = _table("answer", "articles that say so")
    same = claims.filter(pl.col("question_id") == claim["question_id"])
    for row in same.sort("n_documents", "claim_id", descending=[True, False]).iter_rows(named=True):
        articles = "\n".join(visible(_article(sources[doc_id])) for doc_id in row["doc_ids"])
        answers.add_row(Text(visible(_answer(row)), style="bold"), Text(articles))
    return Group(Panel(sentence, title=fact["fact_id"], title_align="left"), details, answers)


_STATUS = {
    "corroborated": "corroborated: several articles agree",
    "single_source": "single source: one article says so",
    "contested": "contested: articles disagree",
}


def _details(fact: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield "says", f"{fact['predicate']}: {fact['subject']} → {_answer(fact)}"
    if fact["value_text"]:
        yield "as written", fact["value_text"]
    if fact["period_start"]:
        yield "period", _dates(fact["period_start"], fact["period_end"])
    for column in ("status", "mode", "speaker_id", "place_id", "beneficiary_id"):
        if fact[column]:
            yield column.removesuffix("_id"), fact[column]
    yield "read by", f"{fact['rule_id']} ({fact['extractor']}), confidence {fact['confidence']:.2f}"


def _question(claim: dict[str, Any]) -> str:
    """The question that the claim answers, in words."""
    predicate = load_predicates().get(claim["predicate"])
    template = predicate.question if predicate else f"{claim['predicate']}: {{subject}}"
    period = _dates(claim["period_start"], claim["period_end"])
    return template.format(subject=claim["subject"], object=claim["object"]) + (f" ({period})" if period else "")


def _answer(statement: dict[str, Any]) -> str:
    """What a fact or claim gives for an answer: a number with its unit, a thing, a text, a date."""
    number = None if statement["value"] is None else f"{_number(statement['value'])} {statement['unit'] or ''}".strip()
    dates = _dates(statement["date_start"], statement["date_end"], statement["date_precision"])
    return ", ".join(part for part in (statement["object"], number, dates) if part)


def _number(value: float) -> str:
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.6g} {name}"
    return f"{value:,.10g}"


def _dates(start: date | None, end: date | None, precision: str | None = None) -> str:
    """Days as ISO writes them, at the precision that is known: 2025, 2025-06, 2025-06-17, 2025-06-17/2025-06-19."""
    if start is None:
        return ""
    whole_year = end is not None and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if precision == "year" or (precision is None and whole_year and end is not None and start.year == end.year):
        return f"{start.year}"
    if precision == "month":
        return f"{start:%Y-%m}"
    return f"{start}" if end in (None, start) else f"{start}/{end}"


def _sources(release: Release) -> dict[str, dict[str, Any]]:
    columns = ("doc_id", "source_path", "title", "publisher", "published", "url")
    return {row["doc_id"]: row for row in release.table("documents").select(columns).iter_rows(named=True)}


def _article(document: dict[str, Any]) -> str:
    """`file: title (publisher, date)`, as far as these are known."""
    when = document["published"] and document["published"].isoformat()
    origin = ", ".join(part for part in (document["publisher"], when) if part)
    title = f": {document['title']}" if document["title"] else ""
    return f"{document['source_path']}{title}{f' ({origin})' if origin else ''}"


def _bytes(content: dict[str, int]) -> str:
    size = float(content["bytes"])
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}" if unit != "B" else f"{size:.0f} B"
        size /= 1000
    return f"{size:.3g} GB"


def _table(*columns: str) -> Table:
    """A table with those headings; `>` before one means right-aligned."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column.lstrip(">"), justify="right" if column.startswith(">") else "left", overflow="fold")
    return table
