"""Pages that were kept are, byte for byte, those that would be rendered anew, whatever has changed since."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from frames import small_tables

from pipelines.publish import Release
from pipelines.publish.site import kept as pages
from pipelines.shards import kept as shards

Publish = Callable[..., Release]
Tables = dict[str, pl.DataFrame]
OF_ONE = ("articles", "claims")


class Site:
    """Publishes with what was kept and without, and counts the pages that were rendered for the first."""

    def __init__(self, publish: Publish, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.publish, self.folder, self.rendered = publish, folder, 0
        real, real_cut = pages._rendered, shards.cut

        def counted(*arguments: object) -> Tables:
            made = real(*arguments)  # type: ignore[arg-type]
            self.rendered += len(made["pages"])
            return made

        monkeypatch.setattr(pages, "_rendered", counted)
        monkeypatch.setattr(shards, "cut", lambda frames, articles, **by: real_cut(frames, 1, **by))

    def __call__(self, tables: Tables) -> int:
        """How many pages were rendered, after all are found to be those of a release without a cache."""
        outs = [self.folder / name for name in ("kept", "anew")]
        anew = self.publish(tables, out=outs[1], site=True)
        self.rendered = 0
        with_kept = self.publish(tables, out=outs[0], site=True, cache=self.folder / "cache")
        made = [
            {path.relative_to(site.path): path.read_bytes() for path in site.path.glob("site/**/*.html")}
            for site in (with_kept, anew)
        ]
        assert made[0] == made[1] and with_kept.version == anew.version
        assert all(with_kept.version in page.decode() for page in made[0].values())
        return self.rendered


@pytest.fixture
def site(publish_small: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(publish_small, tmp_path, monkeypatch)


def test_a_page_is_rendered_once_and_has_the_version_of_its_release(site: Site) -> None:
    assert site(small_tables()) == 4
    assert site(small_tables()) == 0


def other(table: str, **values: object) -> Callable[[Tables], Tables]:
    return lambda tables: tables | {table: tables[table].with_columns(pl.lit(v).alias(n) for n, v in values.items())}


def first_other(table: str, **values: object) -> Callable[[Tables], Tables]:
    first = pl.int_range(pl.len()) == 0
    return lambda tables: (
        tables
        | {
            table: tables[table].with_columns(
                pl.when(first).then(pl.lit(v)).otherwise(n).alias(n) for n, v in values.items()
            )
        }
    )


@pytest.mark.parametrize(
    ("change", "rendered"),
    [
        (first_other("documents", title="\ue000 Quays \u202e"), 2),  # its own, and that of the question
        (first_other("documents", publisher="Quay News"), 2),
        (other("entities", name="trade by the lake"), 3),
        (first_other("facts", status="planned"), 1),
        (first_other("claims", n_documents=7), 1),
        (other("claims", status="single_source"), 1),
        (other("facts", original='{"value": 15.0}'), 4),
        (first_other("claims", question_id="question-0123456789abcdef"), 3),  # of one article
        (lambda tables: tables | {"segments": tables["segments"].with_columns(sentence=pl.col("sentence") * 3)}, 3),
        (lambda tables: tables | {"mentions": tables["mentions"].clear()}, 3),
    ],
)
def test_what_changes_is_rendered_anew(site: Site, change: Callable[[Tables], Tables], rendered: int) -> None:
    site(small_tables())
    assert site(change(small_tables())) == rendered


def test_an_article_without_facts_renders_its_own_page_alone(site: Site) -> None:
    tables = small_tables()
    site(tables)
    more = (
        tables["documents"].head(1).with_columns(doc_id=pl.lit("doc-00000000000000aa"), cluster_id=pl.lit("cluster-aa"))
    )
    assert site(tables | {"documents": pl.concat([tables["documents"], more]).sort("doc_id")}) == 1


def test_pages_that_are_damaged_or_of_other_templates_are_rendered_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site(small_tables())
    for file in site.folder.glob("cache/pages/*/*/pages.parquet"):
        file.write_bytes(file.read_bytes()[:-9])
    assert site(small_tables()) == 4
    monkeypatch.setattr(pages, "_knowledge", lambda: "another")
    assert site(small_tables()) == 4
