"""What a release looks like in a terminal: counts, contested claims, one fact in its sentence.

Reads published tables, and returns what rich prints. Reading arguments and printing belong to the command line.
"""

import json
import shlex
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipelines import wording
from pipelines.plain import plain
from pipelines.publish import Release, ReleaseError, change_counts

if TYPE_CHECKING:
    from pipelines.run import Step
    from pipelines.validate import Validation

CONTESTED = 10
"""Contested questions that a summary shows."""

ARTICLES = 4
"""Articles that it shows for each answer."""


def step(step: "Step") -> Text:
    """One line for a stage that is over: what it made, and how long it took."""
    made = ", ".join(f"{count:,} {table.rpartition('/')[2]}" for table, count in step.rows.items())
    mark, style = ("✓", "green") if step.state == "done" else ("✗", "red")
    time = "" if step.seconds is None else f"{step.seconds:.1f} s"
    return Text.assemble((f"{mark} {step.stage:<10}", style), f"{made:<58}", (f"{time:>8}", "dim"))


def summary(release: Release, validation: "Validation | None") -> Group:
    """What a person wants to know of a release that was just made; where it is, `how_to_open` says."""
    parts: list[RenderableType] = [row_counts(release), facts_per_predicate(release)]
    questions = release.table("claims").filter(pl.col("status") == "contested").get_column("question_id").n_unique()
    if questions:
        title = "1 contested question" if questions == 1 else f"{questions:,} contested questions"
        more = f", the {CONTESTED} with the most sources" if questions > CONTESTED else ""
        parts += [f"[bold]{title}[/]{more}", contested(release, CONTESTED)]
    if release.manifest["tables"]["rejections"]["rows"]:
        parts += ["[bold]refused[/]", rejections(release)]
    if validation is not None:
        parts.append(validation_lines(validation))
    return Group(*(Padding(part, (1, 0, 0, 0)) for part in parts))


def release_list(known: Iterable[Release]) -> Table:
    """Releases, newest first: version, when, facts, claims, how much text they give, digest, which is the latest."""
    table = _table("version", "finished (UTC)", ">facts", ">claims", "text", "digest", "")
    for release in reversed(list(known)):
        try:
            rows = {name: f"{content['rows']:,}" for name, content in release.manifest["tables"].items()}
            finished = datetime.fromisoformat(release.manifest["finished"])
            digest = release.manifest["digest"].removeprefix("sha256:")[:12]
            when, text = f"{finished.astimezone(UTC):%Y-%m-%d %H:%M}", release.manifest["publish_text"]
            cells = [when, rows["facts"], rows["claims"], text, digest]
        except (ReleaseError, KeyError, TypeError, ValueError):
            cells = ["[red]cannot be read[/]", "", "", "", ""]
        table.add_row(release.version, *cells, "[green]latest[/]" if release.latest else "")
    return table


def row_counts(release: Release) -> Table:
    """One line a table: rows, and bytes as Parquet and, where it is there, as CSV."""
    table = _table("table", ">rows", ">Parquet", ">CSV")
    for name, content in release.manifest["tables"].items():
        sizes = [wording.size(content[form]) if form in content else "" for form in ("parquet", "csv")]
        table.add_row(name, f"{content['rows']:,}", *sizes)
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
            stage, reason, f"{rows.height:,}", Text(plain(f"{first['source_path']}{line}: {first['detail']}"))
        )
    return table


def contested(release: Release, limit: int) -> Table:
    """Questions that articles answer differently: each answer with the articles that give it.

    At most `limit` questions, those with the most articles behind them first.
    """
    table = _table("question", "answer", "articles that say so")
    table.columns[0].max_width, table.columns[1].max_width = 26, 20
    claims = release.table("claims").filter(pl.col("status") == "contested")
    questions = (
        claims.group_by("question_id")
        .agg(pl.col("n_documents").sum())
        .sort("n_documents", "question_id", descending=[True, False])
        .head(limit)
    )
    for question_id in questions.get_column("question_id"):
        answering = claims.filter(pl.col("question_id") == question_id)
        for number, (claim, answer, articles) in enumerate(_answers(release, answering, ARTICLES)):
            table.add_row(Text(plain(wording.question(claim))) if number == 0 else "", answer, articles)
        table.add_row("", "", Text(wording.apart(answering.rows(named=True)), style="dim"))
        table.add_section()
    return table


def changes(changed: pl.DataFrame, old: str, new: str) -> Group:
    """Rows of each table that came, went or changed, and why."""
    if changed.is_empty():
        return Group(f"{new} says what {old} says")
    counts = _table("table", ">new rows", ">gone", ">changed", "cause (cells)")
    for name, rows in change_counts(changed).items():
        causes = changed.filter(pl.col("table") == name).group_by("cause").len().sort("len", "cause", descending=True)
        why = ", ".join(f"{cause} {n:,}" for cause, n in causes.iter_rows())
        counts.add_row(name, *(f"{rows[op]:,}" if op in rows else "-" for op in ("insert", "delete", "update")), why)
    return Group(f"from {old} to {new}", counts)


def changed_cells(changed: pl.DataFrame, old: str, new: str, table: str, limit: int = 20) -> Group:
    """The first cells of a table that came, went or changed, and why; how many rows and cells there are in all."""
    of_table = changed.filter(pl.col("table") == table).sort("key", "field")
    if of_table.is_empty():
        return Group(f"{table} of {new} says what that of {old} says")
    counts = change_counts(of_table)[table]
    rows = ", ".join(f"{counts[op]:,} {word}" for op, word in _ROWS.items() if op in counts)
    cells = _table("what", "row", "column", "old", "new", "cause")
    for row in of_table.head(limit).iter_rows(named=True):
        shown = (_ROWS[row["op"]], row["key"], row["field"], row["old"], row["new"], row["cause"])
        cells.add_row(*(Text(plain(cell or "")) for cell in shown))
    parts: list[RenderableType] = [f"{table} from {old} to {new}: rows {rows}", cells]
    if of_table.height > limit:
        parts.append(Text(f"and {of_table.height - limit:,} cells more; --rows {of_table.height} shows them all"))
    return Group(*parts)


_ROWS = {"insert": "new", "delete": "gone", "update": "changed"}


def validation_lines(validation: "Validation") -> Text:
    """How many expectations hold, and the warnings that do not stop publication."""
    hold = sum(result.success for result in validation.results)
    lines = [f"{hold} of {len(validation.results)} expectations hold"]
    lines += [f"warning: {plain(str(warning))}" for warning in validation.warnings]
    return Text("\n".join(lines))


def how_to_open(release: Release) -> Text:
    """Where the release is, and the next things that a person may do with it; print it without wrapping."""
    out = release.store.address.removesuffix("/releases")
    option = "" if out == "outputs" else f" --out {shlex.quote(out)}"
    steps = {
        "release": release.address,
        "explained": f"{release.address}/README.md",
        "polars": f'pl.read_parquet("{release.address}/facts.parquet")',
        "DuckDB": f"SELECT * FROM '{release.address}/claims.parquet'",
    }
    claims = release.table("claims").sort("n_documents", "claim_id", descending=[True, False])
    facts = claims.head(1).join(release.table("facts"), on="claim_id", maintain_order="right").get_column("fact_id")
    for fact_id in facts.head(1):
        steps["a fact"] = f"summit-facts show {fact_id}{option}"
    steps["check it"] = f"summit-facts verify {release.version}{option}"
    return Text("\n").join([Text(""), *(Text.assemble((f"{name:<11}", "dim"), step) for name, step in steps.items())])


def find_fact(release: Release, fact_id: str) -> dict[str, Any]:
    """The fact of that id, or of the only id that begins so; of a claim's id, the first fact behind the claim.

    Raises ReleaseError where there is none, or several.
    """
    if fact_id.startswith("claim-"):
        behind = release.table("facts").filter(pl.col("claim_id") == fact_id).sort("fact_id")
        if behind.is_empty():
            raise ReleaseError(
                f"release {release.version} has no claim {fact_id}; ids are in {release.address}/claims.parquet"
            )
        return behind.row(0, named=True)
    prefix = fact_id if fact_id.startswith("fact-") else f"fact-{fact_id}"
    found = release.table("facts").filter(pl.col("fact_id").str.starts_with(prefix))
    if found.is_empty():
        raise ReleaseError(
            f"release {release.version} has no fact {fact_id}; ids are in {release.address}/facts.parquet"
        )
    if found.height > 1:
        some = ", ".join(found.get_column("fact_id").head(3))
        raise ReleaseError(f"{found.height} facts begin with {fact_id}: {some} …; give more of the id")
    return found.row(0, named=True)


def why(release: Release, entity_id: str) -> Group:
    """Every name that is one entity, with the reason of each, and what is left for a curator to decide.

    The id of a name that was merged leads to what it became. Raises ReleaseError where neither is known.
    """
    entities, merges = release.table("entities"), release.table("merges")
    while entities.filter(entity_id=entity_id).is_empty():
        became = merges.filter(entity_id=entity_id, decision="merged").sort("merge_id")
        if became.is_empty():
            where = f"{release.address}/entities.parquet"
            raise ReleaseError(f"release {release.version} has no entity {entity_id}; ids are in {where}")
        entity_id = became["into_id"][0]
    entity = entities.row(by_predicate=pl.col("entity_id") == entity_id, named=True)

    behind, ids = [], {entity_id}
    while ids:
        found = merges.filter(pl.col("into_id").is_in([*ids]), decision="merged")
        behind.append(found)
        ids = {*found["entity_id"]} - {entity_id, *(id_ for frame in behind[:-1] for id_ in frame["entity_id"])}
    paths = dict(release.table("documents").select("doc_id", "source_path").iter_rows())
    merged = _table("name", "in", "why")
    for row in pl.concat(behind).unique("merge_id").sort("name", "merge_id").iter_rows(named=True):
        merged.add_row(plain(row["name"]), plain(paths.get(row["doc_id"], "every article")), plain(_because(row)))
    known = (
        f"{entity['type']}, {entity['origin']}, {merged.row_count} name{'s' * (merged.row_count != 1)} merged into it"
    )
    parts: list[RenderableType] = [Panel(Text(known), title=plain(entity["name"]), title_align="left"), merged]

    involved = (pl.col("entity_id") == entity_id) | (pl.col("into_id") == entity_id)
    open_ = merges.filter(involved, pl.col("decision") != "merged").sort("decision", "score", "merge_id")
    if len(open_):
        others = _table("decision", "other name", "in", "why")
        for row in open_.iter_rows(named=True):
            other = row["name"] if row["into_id"] == entity_id else row["into_name"]
            article = paths.get(row["doc_id"], "every article")
            others.add_row(row["decision"], plain(other), plain(article), plain(_because(row)))
        parts.append(others)
    return Group(*parts)


def _because(merge: dict[str, Any]) -> str:
    score = "" if merge["score"] is None else f" [{merge['score']:g} bits]"
    return merge["reason"] + score


def fact_in_its_sentence(release: Release, fact: dict[str, Any]) -> Group:
    """A fact, highlighted in its sentence, with its article, and what other articles say to the same question."""
    segment = release.table("segments").row(by_predicate=pl.col("segment_id") == fact["segment_id"], named=True)
    document = release.table("documents").row(by_predicate=pl.col("doc_id") == fact["doc_id"], named=True)
    claims = release.table("claims")
    claim = claims.row(by_predicate=pl.col("claim_id") == fact["claim_id"], named=True)
    start, end = fact["evidence_start"] - segment["start"], fact["evidence_end"] - segment["start"]
    words = segment["text"]
    sentence = Text.assemble(
        plain(words[:start]), (plain(words[start:end]), "bold black on yellow"), plain(words[end:])
    )

    details = Table.grid(padding=(0, 2))
    details.add_column(style="dim")
    details.add_column(overflow="fold")
    names = dict(release.table("entities").select("entity_id", "name").iter_rows())
    for label, value in _details(fact, names):
        details.add_row(label, Text(plain(value)))
    if fact["original"]:
        read = ", ".join(f"{column} {value!r}" for column, value in json.loads(fact["original"]).items())
        details.add_row("corrected", Text(f"{_decided(release, fact['correction_id'])}; read as {plain(read)}"))
    details.add_row("article", Text(plain(wording.article(document))))
    if wording.article(document) != document["source_path"]:
        details.add_row("file", Text(plain(document["source_path"])))
    if document["url"]:
        details.add_row("address", Text(plain(document["url"])))
    details.add_row("claim", f"{claim['claim_id']}, {_STATUS[claim['status']]}")
    details.add_row("", wording.apart([claim]))
    details.add_row("sources", wording.sources(claim))
    answers = _table("answer", "sources", "articles that say so")
    for told, answer, articles in _answers(release, claims.filter(pl.col("question_id") == claim["question_id"])):
        answers.add_row(answer, wording.sources(told), articles)
    return Group(Panel(sentence, title=fact["fact_id"], title_align="left"), details, Padding(answers, (1, 0, 0, 0)))


_STATUS = {
    "corroborated": "corroborated: several articles agree",
    "single_source": "single source: one article says so",
    "contested": "contested: articles disagree",
}


def _details(fact: dict[str, Any], names: dict[str, str]) -> Iterable[tuple[str, str]]:
    yield "says", wording.statement(fact)
    yield "predicate", fact["predicate"]
    if fact["value_text"]:
        yield "as written", fact["value_text"]
    if fact["period_start"]:
        yield "period", wording.days(fact["period_start"], fact["period_end"])
    for column in ("status", "mode"):
        if fact[column]:
            yield column, fact[column]
    for column in ("speaker_id", "place_id", "beneficiary_id"):
        if fact[column]:
            yield column.removesuffix("_id"), names[fact[column]]
    yield "read by", f"{fact['rule_id']} ({fact['extractor']}), confidence {fact['confidence']:.2f}"


def _answers(
    release: Release, claims: pl.DataFrame, limit: int | None = None
) -> Iterable[tuple[dict[str, Any], Text, Text]]:
    """Each claim with its answer and the articles (at most `limit`) that give it, one a line; the most given first."""
    facts, documents = release.table("facts"), release.table("documents")
    for claim in claims.sort("n_documents", "claim_id", descending=[True, False]).iter_rows(named=True):
        second = facts.filter((pl.col("claim_id") == claim["claim_id"]) & pl.col("alt_value").is_not_null())
        amounts = second.select("alt_value", "alt_unit").unique().sort("alt_unit", "alt_value").iter_rows()
        answer = " = ".join([wording.answer(claim), *(f"{wording.number(value)} {unit}" for value, unit in amounts)])
        behind = documents.filter(pl.col("doc_id").is_in(claim["doc_ids"])).sort("published", "source_path")
        beside = behind.with_columns(
            copy=~pl.col("cluster_id").is_first_distinct(),
            first=pl.int_range(pl.len()).min().over("cluster_id"),
        ).sort("first", maintain_order=True)
        articles = [
            f"{'copy: ' if document['copy'] else ''}{plain(wording.article(document))}"
            for document in beside.head(limit or behind.height).to_dicts()
        ]
        if behind.height > len(articles):
            articles.append(f"and {behind.height - len(articles):,} more")
        said = Text(plain(answer), style="bold")
        if claim["accepted_by"]:
            decided = _decided(release, claim["accepted_by"])
            said.append(f"\naccepted {decided if limit is None else decided.partition(',')[0]}", style="not bold green")
        yield claim, said, Text("\n".join(articles), no_wrap=True, overflow="ellipsis")


def _decided(release: Release, correction_id: str) -> str:
    """Who decided a correction, when and why."""
    row = release.table("corrections").row(by_predicate=pl.col("correction_id") == correction_id, named=True)
    return plain(f"by {row['who']}, {row['date']}: {row['reason']}")


def _table(*columns: str) -> Table:
    """A table with those headings; `>` before one means right-aligned."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column.lstrip(">"), justify="right" if column.startswith(">") else "left", overflow="fold")
    return table
