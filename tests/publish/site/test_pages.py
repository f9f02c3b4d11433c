"""The pages of a release: whole, light, true to what is published, and harmless whatever articles say."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag

import polars as pl
import pytest
from frames import small_tables
from lxml import html

from pipelines.publish import Release, ReleaseError, open_release
from pipelines.tables import TABLES

Publish = Callable[..., Release]
HEAVIEST = 300_000


@pytest.fixture
def release(publish_small: Publish) -> Release:
    return publish_small(site=True)


def pages(folder: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.fromstring(path.read_bytes()) for path in sorted(folder.rglob("*.html"))}


def test_every_link_leads_somewhere(release: Release) -> None:
    found = pages(release.path / "site") | pages(release.path.parents[1] / "site")
    assert len(found) > len(TABLES)
    for path, page in found.items():
        for element in page.xpath("//*[@href or @src or @data-file]"):
            target, fragment = urldefrag(element.get("href") or element.get("src") or element.get("data-file"))
            if target.startswith("https://"):
                continue
            file = (path.parent / unquote(target)).resolve() if target else path
            if file.is_relative_to(release.path / "data_docs"):
                continue
            assert file.is_file(), f"{path}: {target}"
            if fragment:
                assert found[file].xpath(f"//*[@id='{fragment}']"), f"{path}: {target}#{fragment}"


def test_every_fact_is_marked_in_its_sentence(release: Release) -> None:
    facts = release.table("facts")
    assert facts.height
    for doc_id, fact_id, evidence in facts.select("doc_id", "fact_id", "evidence").iter_rows():
        page = html.fromstring((release.path / "site" / "articles" / f"{doc_id}.html").read_bytes())
        (begin,) = page.xpath(f"//*[@id='{fact_id}']")
        sentence = begin.getparent()
        after = "".join(begin.xpath("following-sibling::*//text() | following-sibling::text()"))
        assert after.startswith(evidence) or evidence in sentence.text_content()


def test_corrections_are_told_where_they_count(publish_small: Publish) -> None:
    tables = small_tables()
    first = tables["facts"]["fact_id"][0]
    read = pl.when(pl.col("fact_id") == first).then(pl.lit('{"value": 15.0, "unit": null}'))
    tables["facts"] = tables["facts"].with_columns(original=read.otherwise("original"))
    claim = tables["facts"]["claim_id"][0]
    chosen = pl.when(pl.col("claim_id") == claim).then(pl.lit("correction-1"))
    tables["claims"] = tables["claims"].with_columns(accepted_by=chosen.otherwise("accepted_by"))
    page = html.fromstring((publish_small(tables, site=True).path / "site" / "contested.html").read_bytes())
    (answer,) = page.xpath(f"//article[@id='{claim}']")
    assert "accepted by a curator" in answer.text_content()
    assert "Corrected; as read: value 15.0, unit empty" in answer.text_content()
    assert page.text_content().count("accepted by a curator") == page.text_content().count("Corrected; as read") == 1


def test_pages_are_light_and_fetch_nothing_from_elsewhere(release: Release) -> None:
    for path, page in pages(release.path / "site").items():
        assert path.stat().st_size < HEAVIEST, path
        assert not page.xpath("//*[starts-with(@src, 'http') or @style or @onclick]"), path
        assert not page.xpath("//script[not(@src)] | //style"), path
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy and "unsafe" not in policy


def test_what_is_not_published_is_on_no_page(publish_small: Publish) -> None:
    tables = small_tables()
    body = tables["segments"].filter(pl.col("kind") == "body")
    silent = body.join(tables["facts"], on="segment_id", how="anti").get_column("text").to_list()
    assert silent
    release = publish_small(tables, site=True)
    for path in (release.path / "site").rglob("*.html"):
        for sentence in silent:
            assert sentence not in html.fromstring(path.read_bytes()).text_content(), path


HOSTILE = "</script><img src=x onerror=alert(1)>\u202e=cmd|'/c calc'!A1 ![x](http://x.invalid/y)"


def test_hostile_words_are_only_words(publish_small: Publish) -> None:
    tables = small_tables()
    tables["documents"] = tables["documents"].with_columns(
        title=pl.lit(HOSTILE), publisher=pl.lit(HOSTILE), url=pl.lit("javascript:alert(1)")
    )
    tables["entities"] = tables["entities"].with_columns(name=pl.lit(HOSTILE))
    tables["facts"] = tables["facts"].with_columns(subject=pl.lit(HOSTILE))
    tables["claims"] = tables["claims"].with_columns(subject=pl.lit(HOSTILE))
    release = publish_small(tables, site=True)
    for path, page in pages(release.path / "site").items():
        assert not page.xpath("//img | //*[@onerror] | //a[starts-with(@href, 'javascript')]"), path
        assert "\u202e" not in path.read_text(), path
    index = (release.path / "site" / "articles" / "index.html").read_text()
    assert r"\u202e" in index and re.search(r"&lt;/script&gt;", index)


def test_the_catalogue_lists_releases_the_newest_first(publish_small: Publish) -> None:
    first, second = publish_small(site=True), publish_small(site=True)
    page = html.fromstring((first.path.parents[1] / "site" / "index.html").read_bytes())
    assert page.xpath("//tbody//th/a/text()") == [second.version, first.version]
    assert "as before" in page.xpath("//tbody/tr[1]")[0].text_content()
    assert "nothing" in page.xpath("//tbody/tr[1]")[0].text_content()


def test_pages_say_what_changed(publish_small: Publish) -> None:
    tables = small_tables()
    publish_small(tables, site=True)
    release = publish_small(tables | {"rejections": tables["rejections"].clear()}, site=True)
    assert re.search(r"rejections\s+−1\s*[.<]", (release.path / "site" / "index.html").read_text())
    catalogue = html.fromstring((release.path.parents[1] / "site" / "index.html").read_bytes())
    assert catalogue.xpath("//tbody/tr/td/a[contains(@href, '#changes')]/text()") == ["−1", "all is new"]


def test_a_release_whose_catalogue_fails_is_published(publish_small: Publish, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "site").write_text("in the way")
    with pytest.raises(ReleaseError, match=r"release 2026\.11\.22 is published, whole and for good, but the catalogue"):
        publish_small(site=True)
    assert open_release(tmp_path / "outputs").version == "2026.11.22"
    (tmp_path / "outputs" / "site").unlink()
    publish_small(site=True)
    assert "2026.11.22.1" in (tmp_path / "outputs" / "site" / "index.html").read_text()


def test_answers_to_the_same_words_stand_together(publish_small: Publish) -> None:
    tables = small_tables()
    tables["claims"] = tables["claims"].with_columns(question_id=pl.concat_str(pl.lit("question-"), "claim_id"))
    release = publish_small(tables, site=True)
    page = html.fromstring((release.path / "site" / "claims" / "index.html").read_bytes())
    (asked,) = page.xpath("//main/ul/li")
    assert asked.text.strip() == "How much is lakeside trade? (2024)"
    answers = {link.text: Path(link.get("href")).stem for link in asked.xpath("ul/li/a")}
    assert list(answers) == ["94.8 billion USD", "96.3 billion USD"]
    assert set(answers.values()) == set(release.table("claims")["question_id"])


def test_a_table_without_rows_says_so(publish_small: Publish) -> None:
    tables = small_tables()
    release = publish_small(tables | {"rejections": tables["rejections"].clear()}, site=True)
    page = html.fromstring((release.path / "site" / "tables" / "rejections.html").read_bytes())
    assert page.get_element_by_id("preview-state").text_content() == "There are none in this release."
    assert not page.xpath("//table[@id='preview'] | //script")


def test_numbers_are_written_out(publish_small: Publish) -> None:
    tables = small_tables()
    tables["facts"] = tables["facts"].with_columns(value=pl.lit(94_800_000_000.0))
    page = html.fromstring((publish_small(tables, site=True).path / "site" / "tables" / "facts.html").read_bytes())
    assert set(page.xpath("//table[@id='preview']//td[@class='number'][contains(., '948')]/text()")) == {"94800000000"}


def test_pages_stay_light_however_much_was_read(publish_small: Publish) -> None:
    """Long names, hundreds of facts in a sentence, hundreds of answers to one question, each with an article."""
    tables, many = small_tables(), pl.DataFrame({"n": range(300)})
    long = pl.concat_str(pl.lit("a committee of lakes " * 20), "n")
    of_fact = pl.col("claim_id") == tables["facts"]["claim_id"][0]

    def repeated(table: str, **columns: pl.Expr) -> pl.DataFrame:
        rows = tables[table].filter(of_fact) if table == "claims" else tables[table]
        copies = rows.head(1).join(many, how="cross").with_columns(**columns)
        return TABLES[table].conform(pl.concat([tables[table], copies.select(tables[table].columns)]))

    grown = tables | {
        "claims": repeated(
            "claims",
            claim_id=pl.concat_str("claim_id", "n"),
            subject=long,
            value=pl.col("value") * pl.col("n"),
            question_id=pl.when(pl.col("n") < 250).then("question_id").otherwise(pl.concat_str("question_id", "n")),
        ),
        "facts": repeated(
            "facts", fact_id=pl.concat_str("fact_id", "n"), claim_id=pl.concat_str("claim_id", "n"), subject=long
        ),
        "mentions": repeated("mentions", mention_id=pl.concat_str("mention_id", "n")),
    }
    site = publish_small(grown, site=True).path / "site"
    assert max(path.stat().st_size for path in site.rglob("*.html")) < HEAVIEST
    asked = tables["claims"]["question_id"][0]
    page = html.fromstring((site / "claims" / f"{asked}.html").read_bytes())
    assert len(page.xpath("//article")) == 120
    assert "more answers" in page.text_content()
    assert len(list(site.glob("contested*.html"))) > 1


def test_what_has_no_page_is_counted_and_its_evidence_linked(
    publish_small: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.publish.site.pages.PAGES", 2)
    tables = small_tables()
    tables["claims"] = tables["claims"].with_columns(question_id=pl.concat_str(pl.lit("question-"), "claim_id"))
    release = publish_small(tables, site=True)
    site = release.path / "site"
    assert len(list(site.glob("articles/doc-*.html"))) == len(list(site.glob("claims/question-*.html"))) == 2
    articles = html.fromstring((site / "articles" / "index.html").read_bytes()).text_content()
    assert "1 more are in documents" in articles
    facts = html.fromstring((site / "tables" / "facts.html").read_bytes())
    claims = html.fromstring((site / "tables" / "claims.html").read_bytes())
    assert not facts.xpath("//table[@id='preview']//a") and claims.xpath("//table[@id='preview']//a")
    test_every_link_leads_somewhere(release)


def test_pages_of_tables_that_are_no_csv(publish_small: Publish) -> None:
    """Nothing offers a file that is not there."""
    release = publish_small(csv="none", site=True)
    test_every_link_leads_somewhere(release)
    for page in ("index.html", "tables/facts.html"):
        assert ".csv" not in (release.path / "site" / page).read_text()
