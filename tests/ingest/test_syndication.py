"""Copies of an article share its cluster, whatever a paper puts around them; other articles do not."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ids import content_id
from pipelines.ingest import fingerprints, ingest
from pipelines.ingest.syndication import cluster_ids

LAKE = [
    "Five lake states agreed on Monday to limit fishing for the next three years.",
    "The plan will be reviewed every spring by a council of ten biologists.",
    "Boats that were built before 1990 will be scrapped at the council's expense.",
    "Ada Brenn, who chairs the council, called it a pause that the lake has earned!",
    "A first payment of 40 million crowns is due in the autumn of next year.",
    "Two of the states had asked for a longer pause, and one for none at all.",
]
DAM = [
    "A dam above Hochfeld was closed on Tuesday after engineers had found cracks in it.",
    "The power station below it will stand still until the end of the summer, at least.",
    "Some 3,000 people in two valleys were asked to spend the night with relatives.",
    "Petra Vance, the minister of energy, spoke of a precaution and not of a danger.",
    "The dam was built in 1961 and was last repaired eleven years ago by its owner.",
    "Its owner said that the costs of the repair could not be estimated before June.",
]
RETOLD = [
    "For three years there will be less fishing on the lake, after its five states found an agreement on Monday.",
    "Ten biologists form the council that looks at the plan again each spring.",
    "The council pays for scrapping boats from before 1990, said Ada Brenn, its head; the lake has earned the pause.",
    "Next autumn 40 million crowns are to be paid; one state wanted no pause, two a longer one.",
]
NOTICE = [
    "Alpine Post is an independent newspaper that reports on lakes and mountains since 1871.",
    "Reprints of any of our articles need the written consent of the editors in Hochfeld.",
    "Readers who find a mistake may write to the editors, who will correct it at once.",
    "Subscriptions can be cancelled at the end of every quarter by a letter to the publisher.",
]


def _frame(texts: Sequence[list[str]], dates: list[date] | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "doc_id": [f"doc-{n}" for n in range(len(texts))],
            "published": dates or [None] * len(texts),
            "text": [" ".join(sentences) for sentences in texts],
        },
        schema={"doc_id": pl.String, "published": pl.Date, "text": pl.String},
    )


def _clusters(*texts: list[str], dates: list[date] | None = None) -> list[str]:
    return cluster_ids(_frame(texts, dates)).to_list()


@pytest.mark.parametrize(
    "copy",
    [
        LAKE,
        [sentence.upper() for sentence in LAKE],
        ["River Mirror | World\n\nFishing to be limited\nMay 7, 2031, from Alpine Post\n", *LAKE],
        ["LAKEVIEW, May 6 (Alpine Post) --", *LAKE, "\n\nAll rights reserved.\n"],
        LAKE[:3],
        [*LAKE[:2], "Anglers in Norland were not asked, their union said.", *LAKE[3:]],
        [sentence.replace("'", "’").replace("!", ".\n\n") for sentence in LAKE],
    ],
    ids=["same", "capitals", "header", "dateline", "cut", "one sentence changed", "typography"],
)
def test_a_copy_shares_the_cluster(copy: list[str]) -> None:
    one, other, apart = _clusters(LAKE, copy, DAM)
    assert one == other != apart


@pytest.mark.parametrize(
    "other",
    [
        DAM,
        [*LAKE[:2], *DAM[:4]],
        RETOLD,
        ["Leaders met.", "They left."],
    ],
    ids=["another story", "a third in common", "reworded", "short"],
)
def test_another_article_does_not(other: list[str]) -> None:
    one, another = _clusters(LAKE, other)
    assert one != another


def test_texts_without_a_long_sentence_are_copies_if_their_words_are_the_same() -> None:
    one, same, other = _clusters(["Leaders met.", "They left."], ["LEADERS MET,", "they left"], ["Leaders met."])
    assert one == same != other


def test_copies_of_copies_share_the_cluster() -> None:
    start, end = LAKE[:3], [*LAKE[2:], DAM[0]]
    assert len(set(_clusters(start, end))) == 2
    assert len(set(_clusters(start, LAKE, end))) == 1


def test_notices_below_many_articles_of_a_site_make_no_copies() -> None:
    stories = [[f"{n} {DAM[n % 6]} It is story number {n}, and no other story has that number."] for n in range(60)]
    assert len(set(_clusters(*([*story, *NOTICE] for story in stories)))) == 60


def test_many_reprints_are_one_source() -> None:
    reprints = [[f"Paper number {n} has it from the wire and adds this line of its own.", *LAKE] for n in range(300)]
    assert len(set(_clusters(*reprints, DAM))) == 2


def test_a_cluster_is_named_after_its_first_article() -> None:
    first, later = date(2031, 5, 6), date(2031, 5, 7)
    alone = _clusters(DAM, LAKE, dates=[first, first])
    assert _clusters(DAM, LAKE, LAKE[:4], dates=[first, first, later])[:2] == alone


def test_no_article_and_blank_texts() -> None:
    assert _clusters() == []
    assert len(_clusters([""])) == 1
    assert len(set(_clusters([""], ["..."], LAKE))) == 2


EDITED = [
    "Five of the lake states agreed on Monday to limit fishing for the next three years.",
    "The plan will then be reviewed every spring by a council of ten biologists.",
    "Boats that were built before 1990 are to be scrapped at the council's expense.",
    "Ada Brenn, chairing the council, called it a pause that the lake has earned!",
    "A first payment of 40 million crowns is due in the autumn of the next year.",
    "Two of the states asked for a longer pause, and one for none at all.",
]


def test_a_copy_with_a_word_changed_in_every_sentence_shares_the_cluster() -> None:
    one, edited, apart = _clusters(LAKE, EDITED, DAM)
    assert one == edited != apart


def test_a_release_in_the_same_form_about_other_people_and_figures_is_no_copy() -> None:
    others = {"Monday": "Friday", "1990": "1975", "Ada Brenn": "Lew Carr", "40": "65", "Five": "Seven", "Two": "Three"}
    form = " ".join(EDITED)
    for old, new in others.items():
        form = form.replace(old, new)
    one, another = _clusters(LAKE, [form])
    assert one != another


def test_a_paragraph_copied_into_another_article_leaves_it_another_one() -> None:
    one, mixed, apart = _clusters(LAKE, [*DAM, "\n\n", *LAKE[:2]], DAM[:2])
    assert one != mixed == apart


articles = st.lists(st.lists(st.sampled_from([*LAKE, *DAM]), min_size=1, max_size=8, unique=True), max_size=6)


@settings(max_examples=25)
@given(articles, st.lists(st.sampled_from([*LAKE, *DAM]), min_size=1, unique=True))
def test_a_copy_changes_no_other_cluster(others: list[list[str]], original: list[str]) -> None:
    before = _clusters(original, *others)
    *after, copy = _clusters(original, *others, [*original, "River Mirror"])
    assert (after, copy) == (before, before[0])


@settings(max_examples=25)
@given(articles, st.integers(0, 99))
def test_the_order_of_articles_does_not_count(texts: list[list[str]], seed: int) -> None:
    frame = _frame(texts)
    clustered = frame.with_columns(cluster_ids(frame)).sample(fraction=1, shuffle=True, seed=seed)
    assert cluster_ids(clustered).to_list() == clustered["cluster_id"].to_list()


@settings(max_examples=25)
@given(articles, st.integers(1, 4))
def test_how_many_articles_are_read_at_once_does_not_count(texts: list[list[str]], at_once: int) -> None:
    stories = ([f"{n} {DAM[n % 6]} No other has that number {n}, of all stories.", *NOTICE] for n in range(24))
    noted = [*stories, *texts, LAKE, EDITED]
    whole = _clusters(*noted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprints, "BATCH", at_once)
        assert _clusters(*noted) == whole


def test_the_bundled_reprint() -> None:
    found = ingest(Path(__file__).parents[2] / "seeds" / "articles").documents
    reprinted = found.filter(pl.len().over("cluster_id") > 1).sort("source_path")
    assert reprinted["source_path"].to_list() == ["coastal-herald-summit.txt", "meridian-wire-summit.txt"]


def test_releases_in_one_form_are_no_copies(shared: Path) -> None:
    found = ingest(shared / "corpus" / "state_department.jsonl").documents
    sizes = found.group_by("cluster_id").len()["len"]
    assert sizes.max() == 3  # one statement before three committees
    assert (sizes > 1).sum() <= 25


def _kept_articles() -> pl.DataFrame:
    sites = [[f"On day {n} a ferry of line {n} stopped for {n} hours in port.", *NOTICE] for n in range(30)]
    edited = [[sentence.replace("lake", "pond") for sentence in LAKE[:2]] + LAKE[2:]]
    texts = [LAKE, DAM, RETOLD, LAKE[:3], [*DAM, *NOTICE], *edited, *sites, [""]]
    ids = pl.Series("doc_id", [content_id("doc", n) for n in range(len(texts))])
    return _frame(texts).with_columns(ids)


@pytest.mark.parametrize("others", [0, 7])
def test_what_is_kept_of_articles_gives_the_same_clusters(tmp_path: Path, others: int) -> None:
    """Whether a sentence is a notice depends on other articles, so that one more may change what counts of many."""
    frame = _kept_articles()
    cluster_ids(frame.head(len(frame) - others - 12), tmp_path)
    assert cluster_ids(frame, tmp_path).to_list() == cluster_ids(frame).to_list()
    entries = list(tmp_path.glob("*/*"))
    assert cluster_ids(frame, tmp_path).to_list() == cluster_ids(frame).to_list()
    assert sorted(tmp_path.glob("*/*")) == sorted(entries) != []


def test_damaged_fingerprints_are_made_anew(tmp_path: Path) -> None:
    frame = _kept_articles()
    whole = cluster_ids(frame, tmp_path).to_list()
    files = list(tmp_path.glob("*/*/*.parquet"))
    assert {file.name for file in files} == {"whole.parquet", "sentences.parquet", "bands.parquet", "names.parquet"}
    for file in files:
        pl.read_parquet(file).clear().write_parquet(file)
    assert cluster_ids(frame, tmp_path).to_list() == whole
