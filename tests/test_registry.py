"""The registry of known entities: what it knows, how it reads its files, and what it refuses."""

import json
from pathlib import Path

import pytest

from pipelines.knowledge import KnowledgeError
from pipelines.registry import ALIAS_KINDS, FOLDER, Registry, load_registry
from pipelines.tables import ENTITY_TYPES


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize(
    ("surface", "entity_id", "kind"),
    [
        ("Kazakhstan", "country:KZ", "name"),
        ("Republic of Kazakhstan", "country:KZ", "official"),
        ("Kazakh", "country:KZ", "demonym"),
        ("Kazakhstani", "country:KZ", "demonym"),
        ("Kyrigstan", "country:KG", "variant"),
        ("Chinese", "country:CN", "demonym"),
        ("U.S.", "country:US", "acronym"),
        ("Türkiye", "country:TR", "name"),
        ("Turkiye", "country:TR", "name"),
        ("Turkey", "country:TR", "name"),
        ("Congo", "country:CD", "name"),
        ("Norwegian", "country:NO", "demonym"),
        ("Astana", "place:astana", "name"),
        ("Nur-Sultan", "place:astana", "name"),
        ("Xi'an", "place:xian", "name"),
        ("Xi’an", "place:xian", "name"),
        ("Washington, D.C.", "place:washington", "name"),
        ("Southeast Asian", "place:southeast-asia", "demonym"),
        ("five Central Asian nations", "group:central-asian-countries", "name"),
        ("SCO", "organisation:shanghai-cooperation-organization", "acronym"),
        ("Shanghai Cooperation Organisation", "organisation:shanghai-cooperation-organization", "name"),
        ("Ring Road and Road", "concept:belt-and-road-initiative", "variant"),
        ("Xi Jinping", "person:xi-jinping", "name"),
        ("Guo Jia Kong", "person:guo-jiakun", "variant"),
        ("Jaroslaw Kaczynski", "person:jaroslaw-kaczynski", "name"),
    ],
)
def test_a_surface_leads_to_its_entity(registry: Registry, surface: str, entity_id: str, kind: str) -> None:
    alias = registry.by_surface[surface]
    assert (alias.entity_id, alias.kind) == (entity_id, kind)


@pytest.mark.parametrize("surface", ["Xi", "Van", "Male", "Sale", "Reunion", "IT", "Mobile", "Nur"])
def test_words_and_bare_surnames_are_no_names(registry: Registry, surface: str) -> None:
    assert surface not in registry.by_surface


def test_every_entry_is_sound(registry: Registry) -> None:
    for entity_id, entry in registry.entries.items():
        assert entity_id == entry.entity_id
        assert entry.type in ENTITY_TYPES
        assert entity_id.startswith(f"{entry.type}:")
        assert registry.surfaces[entity_id]
        assert all(member in registry.entries for member in entry.members)
        assert entry.country_code is None or f"country:{entry.country_code}" in registry.entries
    assert all(alias.kind in ALIAS_KINDS and alias.entity_id in registry.entries for alias in registry.aliases)
    assert [a.surface for a in registry.aliases] == sorted(registry.by_surface)


def test_it_knows_every_country_with_capital_and_adjective(registry: Registry) -> None:
    states = registry.countries("organisation:african-union") + registry.countries("organisation:european-union")
    states += registry.countries("group:group-of-twenty") + registry.countries("organisation:league-of-arab-states")
    capitals = {entry.capital_of for entry in registry.entries.values()}
    demonyms = {alias.entity_id for alias in registry.aliases if alias.kind == "demonym"}
    # Djibouti and Luxembourg are also their capitals; Victoria is too common a name; Brussels is the Union's as well
    assert set(states) - capitals == {"country:BE", "country:DJ", "country:LU", "country:SC"}
    assert registry.entry("place:brussels").country_code == "BE"
    # "Central African" is the region's, "Congolese" the larger neighbour's
    assert set(states) - demonyms == {"country:CF", "country:CG"}


def test_members_of_members_are_countries(registry: Registry) -> None:
    assert len(registry.countries("group:central-asian-countries")) == 5
    assert len(registry.countries("organisation:association-of-southeast-asian-nations")) == 11
    assert len(registry.countries("group:asean-plus-three")) == 14
    g20 = registry.countries("group:group-of-twenty")
    assert {"country:ZA", "country:SE", "country:RW"} <= set(g20)
    assert len(g20) == len(set(g20))


def test_offices_and_countries_of_people(registry: Registry) -> None:
    tokayev = registry.entry("person:kassym-jomart-tokayev")
    assert tokayev.country_code == "KZ"
    assert ("president", "country:KZ") in tokayev.positions
    guterres = registry.entry("person:antonio-guterres")
    assert guterres.positions == (("secretary-general", "organisation:united-nations"),)
    assert sum(entry.type == "person" for entry in registry.entries.values()) > 500


@pytest.mark.parametrize(
    ("text", "surface", "fits"),
    [
        ("talks in Jordan on Monday", "Jordan", True),
        ("In Jordan, leaders met", "Jordan", True),
        ("Egypt, Jordan and Iraq", "Jordan", True),
        ("Michael Jordan spoke", "Jordan", False),
        ("Jordan Peterson spoke", "Jordan", False),
        ("the Jordan Summit", "Jordan", True),
        ("a factory in Georgia, south of Atlanta", "Georgia", False),
        ("Armenia, Azerbaijan and Georgia", "Georgia", True),
        ("the National Security Council", "Security Council", False),
        ("the Security Council", "Security Council", True),
        ("Kazakhstan President Tokayev", "Kazakhstan", True),
    ],
)
def test_ambiguous_names_count_only_where_they_stand_alone(
    registry: Registry, text: str, surface: str, fits: bool
) -> None:
    start = text.index(surface)
    assert registry.fits(registry.by_surface[surface], text, start, start + len(surface)) is fits


def test_loading_twice_gives_the_same(registry: Registry) -> None:
    again = load_registry.__wrapped__(FOLDER)
    assert again.aliases == registry.aliases
    assert list(again.entries.items()) == list(registry.entries.items())


WORLD = [
    {"country": "AA", "names": ["Alphaland"], "official": [], "demonyms": ["Alphan"], "capital": "Alpha City"},
    {"country": "BB", "names": ["Betaland"], "official": [], "demonyms": ["Betan"], "capital": None},
    {"city": "Gamma", "country": "BB"},
    {"city": "Alphan", "country": "BB"},
]


def folder(path: Path, **files: str) -> Path:
    path.joinpath("world.jsonl").write_text("".join(json.dumps(record) + "\n" for record in WORLD))
    for name, text in files.items():
        path.joinpath(f"{name}.yaml").write_text(text)
    return path


def test_a_small_registry(tmp_path: Path) -> None:
    small = load_registry(
        folder(
            tmp_path,
            countries="demonyms: {BB: [Betan-born]}\nnot_names: {AA: {Alphan: 'a test'}}",
            spelling="pairs: [[Center, Centre]]",
            organisations="Trade Center: {acronyms: [TC], members: [AA, Two Lands]}",
            groups="Two Lands: {also: ['two {lands|countries}'], members: [AA, BB]}",
            people="TC: []\nBB: [{name: Ann O'Beta, positions: [president]}]".replace("TC: []\n", ""),
            ambiguous="guarded: {Gamma: [rays]}",
        )
    )
    assert list(small.by_surface) == [
        "Alpha City", "Alphaland", "Alphan", "Ann O'Beta", "Ann O’Beta", "Betaland", "Betan", "Betan-born", "Gamma",
        "TC", "Trade Center", "Trade Centre", "Two Lands", "two countries", "two lands",
    ]  # fmt: skip
    assert small.by_surface["Alphan"].entity_id == "place:alphan"
    assert small.countries("organisation:trade-center") == ("country:AA", "country:BB")
    assert small.entry("place:alpha-city").capital_of == "country:AA"
    assert not small.fits(small.by_surface["Gamma"], "Gamma rays", 0, 5)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"groups": "Pair: {members: [AA, ZZ]}"}, "groups.yaml: Pair: member 'ZZ'"),
        ({"groups": "Pair: {member: [AA]}"}, "groups.yaml: Pair: unknown key 'member'"),
        ({"groups": "Pair: [AA]"}, "groups.yaml: Pair: expected keys and values"),
        ({"groups": "Pair: {type: flock}"}, "groups.yaml: Pair: 'flock' is no type of entity"),
        ({"groups": "Pair: {also: [Alphan]}\nTwo: {also: [Alphan]}"}, "groups.yaml: 'Alphan' is a name of group:two"),
        ({"groups": "Pair: {}\npair: {}"}, "groups.yaml: pair: there is already an entry group:pair"),
        ({"groups": "Pair: {}\nPair: {}"}, "groups.yaml, line 2: 'Pair' is there twice"),
        ({"places": "Pi: {country: ZZ}"}, "places.yaml: Pi: 'ZZ' is neither"),
        ({"people": "ZZ: [{name: Ann Beta}]"}, "people.yaml: Ann Beta: 'ZZ' is neither"),
        ({"people": "AA: [{name: Ann Beta, age: 7}]"}, "people.yaml: a person of AA: unknown key 'age'"),
        ({"countries": "demonyms: {ZZ: [Zed]}"}, "countries.yaml: demonyms: 'ZZ'"),
        ({"ambiguous": "never: {Nowhere: gone}"}, "ambiguous.yaml: nothing in the registry is called Nowhere"),
        ({"cities": "Pi: {}"}, "cities.yaml: not a file of the registry"),
    ],
)
def test_what_does_not_go_together_is_refused_with_the_file(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    with pytest.raises(KnowledgeError) as error:
        load_registry(folder(tmp_path, **files))
    assert message in str(error.value)


def test_a_missing_folder_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"seeds/registry: there is no such folder.* pip install -e \."):
        load_registry(tmp_path / "seeds" / "registry")
