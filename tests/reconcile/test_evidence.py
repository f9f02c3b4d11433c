"""Which names the evidence makes one, which it leaves to a curator, and that every decision has its reason."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reconcile_rows import country, entity, fact, place, reconciled, tables

from pipelines.knowledge import KnowledgeError
from pipelines.reconcile import Reconciled, reconcile
from pipelines.reconcile.judgements import Judgement, load_judgements

FIJI, SAMOA, TONGA = country("FJ"), country("WS"), country("TO")
SUVA = place("Suva", "FJ")
SUMMIT, SERIES = entity("second Reef Summit"), entity("Reef Summit")
PARTIES = [FIJI, SAMOA, TONGA]
KNOWN = [*PARTIES, SUVA, SUMMIT, SERIES]


def signed(doc: str, treaty: dict[str, Any], *parties: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """Facts of an article on a treaty that parties signed at the second Reef Summit, which it dates."""
    held = fact(doc, "held_on", SUMMIT, on="2023-05-18")
    return [held, *(fact(doc, "signed_by", treaty, object=party, **more) for party in parties)]


def decided(result: Reconciled, decision: str = "merged") -> dict[str, str]:
    rows = result.merges.filter(decision=decision).select("name", "into_name").iter_rows()
    return dict(rows)


def merge(facts: list[dict[str, Any]], *entities: dict[str, Any]) -> Reconciled:
    return reconciled(facts, [*KNOWN, *entities])


def test_a_treaty_of_the_same_parties_at_the_same_summit_is_one_under_several_names() -> None:
    one = entity("Treaty of Lasting Friendship", "agreement")
    other = entity("friendship pact of reef states", "agreement")
    result = merge([*signed("a", one, *PARTIES), *signed("b", other, *PARTIES)], one, other)
    assert decided(result) == {"friendship pact of reef states": "Treaty of Lasting Friendship"}
    claims = result.claims.filter(predicate="signed_by")
    assert claims["n_documents"].to_list() == [2, 2, 2]
    reason = result.merges["reason"].item()
    assert "three or more parties, all the same (+6)" in reason and one["name"] in reason and other["name"] in reason
    assert result.merges["score"].item() >= 8


@pytest.mark.parametrize(
    ("other", "parties"),
    [
        (entity("Treaty on Fishing", "agreement"), PARTIES),
        (entity("Declaration of Lasting Friendship", "agreement"), PARTIES),
        (entity("friendship treaty of 1990", "agreement"), [FIJI, country("TO") | {"entity_id": "country:XX"}]),
        (entity("Friendship Treaty", "agreement", country_code="WS"), PARTIES),
    ],
    ids=["other words", "other kind", "other parties", "other country"],
)
def test_treaties_that_differ_in_more_stay_two(other: dict[str, Any], parties: list[dict[str, Any]]) -> None:
    one = entity("Treaty of Lasting Friendship", "agreement", country_code="FJ")
    result = merge([*signed("a", one, *PARTIES), *signed("b", other, *parties)], one, other)
    assert decided(result) == {}


def test_two_names_in_one_article_are_two_things() -> None:
    one, other = entity("Reef Care Centre", "institution"), entity("Centre for the Care of Reefs", "institution")
    apart = [fact("a", "established_by", thing, object=FIJI) for thing in (one, other)]
    assert decided(merge(apart, one, other)) == {}
    two = [fact(doc, "established_by", thing, object=FIJI) for doc, thing in (("a", one), ("b", other))]
    assert len(decided(merge(two, one, other))) == 1


def test_treaties_with_two_parties_are_left_to_a_curator() -> None:
    one, other = entity("memorandum on reefs and rivers", "agreement"), entity("MoU on rivers", "agreement")
    facts = [fact(doc, "signed_by", thing, object=party) for doc, thing in (("a", one), ("b", other))
             for party in (FIJI, SAMOA)]  # fmt: skip
    result = merge(facts, one, other)
    assert decided(result) == {} and len(decided(result, "review")) == 1
    assert {one["entity_id"], other["entity_id"]} <= set(result.entities["entity_id"])


def test_words_in_another_order_and_grammar_are_one_name() -> None:
    one = entity("Educational Exchange Centre", "institution")
    other = entity("specialized center on education exchanges", "institution")
    facts = [fact(doc, "established_by", thing, object=FIJI) for doc, thing in (("a", one), ("b", other))]
    assert len(decided(merge(facts, one, other))) == 1


def test_the_treaty_of_an_article_is_the_one_that_fits() -> None:
    one, bare = entity("Treaty of Lasting Friendship", "agreement"), entity("treaty", "agreement")
    facts = [*signed("a", one, *PARTIES), *signed("b", bare, *PARTIES)]
    result = merge(facts, one, bare)
    assert result.merges.select("name", "doc_id", "decision").row(0) == ("treaty", "b", "merged")
    assert set(result.facts.filter(predicate="signed_by")["subject_id"]) == {one["entity_id"]}
    other = entity("Treaty on Tides", "agreement")
    both = merge([*facts, *signed("c", other, *PARTIES)], one, bare, other)
    assert decided(both) == {} and set(both.merges.filter(name="treaty")["decision"]) == {"review"}


def test_a_spirit_without_a_name_is_known_by_its_principles() -> None:
    spirit = entity("Reef Spirit", "concept")
    principles = ["mutual respect", "patience", "open seas"]
    facts = [
        *(fact("a", "has_principle", spirit, object=text) for text in principles),
        *(fact("b", "has_principle", "spirit", object=text) for text in principles),
        *(fact("c", "has_principle", "spirit", object=text) for text in principles[:1]),
        *(fact(doc, "held_on", SUMMIT, on="2023-05-18") for doc in "abc"),
    ]
    found = merge(facts, spirit).facts.filter(predicate="has_principle")
    assert set(found.filter(doc_id="b")["subject_id"]) == {spirit["entity_id"]}
    assert set(found.filter(doc_id="c")["subject_id"]) == {None}


def test_three_of_the_same_things_said_of_two_kinds_of_thing_are_left_to_a_curator_and_five_are_not() -> None:
    forum = entity("Reef Forum", "institution")
    aims = ["harbour safety", "coral nurseries", "tide tables", "seed banks", "ferry lines"]

    def said(count: int) -> Reconciled:
        facts = [
            *(fact("a", "has_priority", forum, object=text) for text in aims),
            *(fact("b", "has_priority", "the parties", object=text) for text in aims[:count]),
            *(fact(doc, "held_on", SUMMIT, on="2023-05-18") for doc in "ab"),
        ]
        return merge(facts, forum)

    for count, decision in ((2, None), (3, "review"), (4, "review"), (5, "merged")):
        assert said(count).merges["decision"].to_list() == ([decision] if decision else []), count
    assert {*said(5).facts.filter(predicate="has_priority")["subject_id"]} == {forum["entity_id"]}


def test_the_next_summit_of_an_article_that_numbers_one_is_left_to_a_curator() -> None:
    upcoming, third = entity("next summit"), entity("third Reef Summit")
    facts = [
        fact("a", "hosted_by", upcoming, object=FIJI),
        fact("a", "hosted_by", third, object=FIJI),
        fact("a", "held_on", SUMMIT, on="2023-05-18"),
        fact("b", "held_on", third, on="2024"),
    ]
    waits = merge(facts, upcoming, third).merges.filter(decision="review")
    assert waits.select("entity_id", "into_id", "doc_id").rows() == [("event:next-summit", third["entity_id"], "a")]
    assert "only one has an ordinal" in waits["reason"].item()
    elsewhere = [row | {"doc_id": "c"} if row["subject_id"] == upcoming["entity_id"] else row for row in facts]
    assert merge(elsewhere, upcoming, third).merges.is_empty()


def test_the_second_edition_and_the_suva_summit_are_those_of_the_article() -> None:
    edition, after_place = entity("summit's second edition"), entity("Suva summit")
    facts = [
        fact("a", "held_on", SUMMIT, on="2023-05-18"),
        fact("a", "held_at", SUMMIT, object=SUVA),
        fact("b", "held_at", edition, object=SUVA),
        fact("b", "attended_by", after_place, object=FIJI),
        fact("b", "attended_by", SUMMIT, object=SAMOA),
    ]
    result = merge(facts, edition, after_place)
    assert set(result.facts["subject_id"]) == {SUMMIT["entity_id"]}
    third = entity("summit's third edition")
    kept = merge([*facts, fact("b", "held_at", third, object=SUVA)], edition, after_place, third)
    assert third["entity_id"] in set(kept.facts["subject_id"])


@pytest.mark.parametrize(
    ("one", "other", "title", "decision"),
    [
        ("Li Weiming", "Li Wei Ming", None, "merged"),
        ("Taro Kishimoto", "Kishimoto Taro", "foreign minister", "merged"),
        ("Taro Kishimoto", "Kishimoto Taro", None, "review"),
        ("Li Jiakun", "Li Jia Kong", "spokesman", "review"),
        ("Ravel", "Ana Ravel", "president", None),
        ("Li Wen", "Li Weng", None, None),
    ],
)
def test_people_are_one_by_letters_alone(one: str, other: str, title: str | None, decision: str | None) -> None:
    people = [entity(name, "person", country_code="FJ") for name in (one, other)]
    facts = [fact(doc, "said", person, object=f"words of {doc}") for doc, person in zip("ab", people, strict=True)]
    if title:
        facts += [fact(doc, "holds_position", p, object=title) for doc, p in zip("ab", people, strict=True)]
    assert reconciled(facts, people).merges["decision"].to_list() == ([decision] if decision else [])


def test_two_meetings_of_one_day_and_place_stay_two() -> None:
    one, other = entity("meeting of Ana Ravel and Li Wen"), entity("meeting of Ana Ravel and Sione Tau")
    facts = [
        row
        for doc, meeting in (("a", one), ("b", other))
        for row in (
            fact(doc, "held_on", meeting, on="2023-05-18"),
            fact(doc, "held_at", meeting, object=SUVA),
            fact(doc, "attended_by", meeting, object=FIJI),
            fact(doc, "attended_by", meeting, object=SAMOA),
        )
    ]
    assert merge(facts, one, other).merges.is_empty()


ONE, OTHER = entity("Yan Chen", "person"), entity("Diem Tran", "person")
WHY = {"why": "one reading and the other", "by": "a curator", "date": date(2031, 5, 6)}


def judged(monkeypatch: pytest.MonkeyPatch, same: bool, one: dict[str, Any], other: dict[str, Any]) -> Reconciled:
    """Two entities, each in an article of its own, and a curator's judgement on their names."""
    judgement = Judgement(same, one["type"], (one["name"], other["name"]), *WHY.values())
    monkeypatch.setattr("pipelines.reconcile.load_judgements", lambda: (judgement,))
    facts = [fact(doc, "established_by", entity("Reef Fund", "institution"), object=p) for doc, p in
             (("a", one), ("b", other))]  # fmt: skip
    return reconcile(**tables(facts, [one, other, entity("Reef Fund", "institution")]))


def test_what_a_curator_judges_the_same_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    result = judged(monkeypatch, True, ONE, OTHER)
    assert len(result.entities.filter(type="person")) == 1
    assert "one reading and the other (a curator, 2031-05-06)" in result.merges["reason"].item()


def test_what_a_curator_judges_different_is_never_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = entity("Li Weiming", "person"), entity("Li Wei Ming", "person")
    result = judged(monkeypatch, False, one, other)
    assert len(result.entities.filter(type="person")) == 2
    assert result.merges["decision"].to_list() == ["apart"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entity("Reef Fund", "institution"), entity("the Reef Funds", "institution")),
        (entity("Reef Safety Agency", "organisation", "RSA"), entity("RSA", "organisation")),
        (entity("Reef Bank", "organisation", "Coral Bank", origin="registry"), entity("Coral Bank", "organisation")),
    ],
)
def test_a_judgement_wins_over_spelling_acronyms_and_the_registry(
    monkeypatch: pytest.MonkeyPatch, one: dict[str, Any], other: dict[str, Any]
) -> None:
    facts = [fact(doc, "established_by", thing, object=FIJI) for doc, thing in (("a", one), ("b", other))]
    assert merge(facts, one, other).facts["subject_id"].n_unique() == 1
    judgement = Judgement(False, one["type"], (one["name"], other["name"]), *WHY.values())
    monkeypatch.setattr("pipelines.reconcile.load_judgements", lambda: (judgement,))
    result = merge(facts, one, other)
    assert result.facts["subject_id"].n_unique() == 2
    assert result.merges["decision"].to_list() == ["apart"]


def test_a_judgement_wins_over_the_edition_of_a_date_and_the_only_surname(monkeypatch: pytest.MonkeyPatch) -> None:
    series, ravel, surname = (
        entity("Reef Summit"),
        entity("Ana Ravel", "person", country_code="FJ"),
        entity("Ravel", "person"),
    )
    facts = [
        fact("a", "held_on", SUMMIT, on="2023-05-18"),
        fact("b", "held_on", series, on="2023-05-18"),
        fact("a", "holds_position", ravel, object="president"),
        fact("b", "holds_position", surname, object="president"),
        fact("b", "attended_by", series, object=FIJI),
    ]
    assert {*merge(facts, series, ravel, surname).facts["subject_id"]} == {SUMMIT["entity_id"], ravel["entity_id"]}
    judged = [
        Judgement(False, "event", (SUMMIT["name"], series["name"]), *WHY.values()),
        Judgement(False, "person", (ravel["name"], surname["name"]), *WHY.values()),
    ]
    monkeypatch.setattr("pipelines.reconcile.load_judgements", lambda: tuple(judged))
    assert merge(facts, series, ravel, surname).facts["subject_id"].n_unique() == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("same: [{type: person, names: [A, B]}]", "exactly the keys"),
        ("same: [{type: bird, names: [A, B], why: x, by: y, date: 2031-05-06}]", "no type of entity"),
        ("same: [{type: person, names: [A], why: x, by: y, date: 2031-05-06}]", "two names"),
        ("same: [{type: person, names: [A, B], why: x, by: y, date: soon}]", "must be a day"),
        ("other: []", "the keys same and different"),
        (
            "same: [{type: person, names: [A, B], why: x, by: y, date: 2031-05-06}]\n"
            "different: [{type: person, names: [B, A], why: x, by: y, date: 2031-05-06}]",
            "keep one",
        ),
    ],
)
def test_judgements_that_are_wrong_say_so(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "judgements.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=said):
        load_judgements(path)


def test_the_judgements_are_sound_and_a_missing_file_holds_none(tmp_path: Path) -> None:
    assert all(len(judgement.names) > 1 for judgement in load_judgements())
    assert load_judgements(tmp_path / "none.yaml") == ()


def test_large_blocks_lead_to_no_comparison() -> None:
    many = [entity(f"Reef Fund {word} Plan", "institution") for word in map("x{}".format, range(60))]
    facts = [fact(f"d{i}", "established_by", thing, object=FIJI) for i, thing in enumerate(many)]
    assert reconcile(**tables(facts, [*many, FIJI])).merges.is_empty()


def test_every_name_of_an_entity_has_its_reason() -> None:
    one, other = entity("Centre for Reefs", "institution"), entity("the Center for Reefs", "institution")
    result = merge([fact(d, "established_by", e, object=FIJI) for d, e in (("a", one), ("b", other))], one, other)
    row = result.merges.row(0, named=True)
    assert (row["decision"], row["into_id"], row["doc_id"]) == ("merged", one["entity_id"], None)
    assert "differ only in" in row["reason"]
