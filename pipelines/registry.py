"""The registry of known entities: every country, large city, organisation, group, leader and initiative with its names.

`load_registry` reads `seeds/registry/`: `world.jsonl` (what packages know, see `gazetteer.py`) and the YAML files of
curators. How names are found in an article does not belong here; when an ambiguous name counts (`Registry.fits`) does.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.gazetteer import WORLD
from pipelines.ids import slug
from pipelines.knowledge import KnowledgeError, load_yaml
from pipelines.tables import ENTITY_TYPES

FOLDER = WORLD.parent
ALIAS_KINDS = ("name", "official", "demonym", "acronym", "variant")

_ENTITY_FILES = {
    "agreements": "agreement",
    "concepts": "concept",
    "events": "event",
    "groups": "group",
    "organisations": "organisation",
    "places": "place",
}
_OTHER_FILES = ("ambiguous", "countries", "people", "spelling")
_SURFACES = {"also": "name", "demonyms": "demonym", "acronyms": "acronym", "variants": "variant"}
_ENTITY_KEYS = {*_SURFACES, "type", "country", "capital_of", "members", "government"}
_COUNTRY_KEYS = {"names", "capitals", "demonyms", "acronyms", "variants", "not_names"}
_PERSON_KEYS = {"name", "positions", "also", "variants"}
_CURATED, _COUNTRY, _CITY, _DERIVED = range(4)
"""Which of two meanings of a surface wins: the lower. Two of one rank are an error, save for derived spellings."""


class Position(NamedTuple):
    """An office that a person holds or held: title, and the id of the country or organisation it belongs to."""

    title: str
    of: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One known thing. `members` are ids; `capital_of` is the country whose government the place can stand for."""

    entity_id: str
    type: str
    name: str
    country_code: str | None = None
    members: tuple[str, ...] = ()
    capital_of: str | None = None
    positions: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """One way of writing an entity's name, case-sensitive, to be matched on word boundaries, the longest first.

    `guarded` surfaces are also other words or people's names: ask `Registry.fits` before believing one.
    """

    surface: str
    entity_id: str
    kind: str
    guarded: bool = False


@dataclass(frozen=True)
class Registry:
    """All entries and aliases. Aliases are sorted by surface, and a surface has one meaning."""

    entries: dict[str, Entry]
    aliases: tuple[Alias, ...]
    by_surface: dict[str, Alias]
    surfaces: dict[str, tuple[str, ...]]
    """Every surface of an entity id, sorted."""
    guards: dict[str, re.Pattern[str] | None] = field(repr=False)
    neighbours: dict[str, frozenset[str]] = field(repr=False)
    capitals: dict[str, str] = field(repr=False, default_factory=dict)
    """The capital of a country, by their ids; seats of government that stand for it are not capitals."""

    def entry(self, entity_id: str) -> Entry:
        """The entry of an id; KeyError if there is none."""
        return self.entries[entity_id]

    def countries(self, entity_id: str) -> tuple[str, ...]:
        """Ids of the countries that a group or organisation consists of, members of members included, in its order."""
        entry = self.entries[entity_id]
        found = (
            [member] if self.entries[member].type == "country" else self.countries(member) for member in entry.members
        )
        return tuple(dict.fromkeys(country for countries in found for country in countries))

    def fits(self, alias: Alias, text: str, start: int, end: int) -> bool:
        """Whether `text[start:end]` can mean the alias' entity: always, unless the alias is guarded.

        A guarded name counts when it stands apart from other capitalised words ("in Jordan", not "Michael Jordan")
        and no word within 200 characters tells of its other meaning.
        """
        if not alias.guarded:
            return True
        before = _WORD_BEFORE.search(text, max(0, start - 40), start)
        if before and before[1] not in self.neighbours["before"]:
            return False
        after = _WORD_AFTER.match(text, end, end + 40)
        if after and after[1] not in self.neighbours["after"]:
            return False
        other = self.guards[alias.surface]
        return other is None or not other.search(text, max(0, start - 200), end + 200)


_WORD_BEFORE = re.compile(r"(?<!\w)([A-Z][\w.’'-]*) $")
_WORD_AFTER = re.compile(r" ([A-Z]\w*)")


@lru_cache(maxsize=4)
def load_registry(folder: Path = FOLDER) -> Registry:
    """The registry of a folder with `world.jsonl` and the curators' YAML files; cached.

    Raises KnowledgeError, naming the file, for a folder that is missing, an unknown file or key, a member or country
    that does not exist, a surface with two meanings, and a rule about a name that nothing has.
    """
    if not folder.is_dir():
        raise KnowledgeError(
            f"{folder}: there is no such folder, and without the registry in it no name is known; it comes with the "
            f"repository and not with an installed wheel: check the repository out and install it with pip install -e ."
        )
    files = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    for stem in sorted(files.keys() - {*_ENTITY_FILES, *_OTHER_FILES}):
        raise KnowledgeError(
            f"{files[stem]}: not a file of the registry; it knows {', '.join(sorted([*_ENTITY_FILES, *_OTHER_FILES]))}"
        )
    content = {stem: load_yaml(path) or {} for stem, path in files.items()}
    builder = _Builder(content.get("spelling", {}))
    world = folder / WORLD.name
    records = [json.loads(line) for line in world.read_text(encoding="utf-8").splitlines()] if world.exists() else []

    builder.countries(world, records, files.get("countries", world), content.get("countries", {}))
    for stem, type_ in _ENTITY_FILES.items():
        for name, body in content.get(stem, {}).items():
            builder.entity(files[stem], type_, str(name), body or {})
    for country, people in content.get("people", {}).items():
        for person in people:
            builder.person(files["people"], str(country), person)
    builder.resolve_members()
    builder.cities(world, records)
    return builder.registry(files.get("ambiguous", folder / "ambiguous.yaml"), content.get("ambiguous", {}))


class _Builder:
    """Collects entries and surfaces; says which file is wrong when two do not go together."""

    def __init__(self, spelling: dict[str, list[list[str]]]) -> None:
        self._pairs = [pair for a, b in spelling.get("pairs", []) for pair in ((a, b), (b, a))]
        self._entries: dict[str, Entry] = {}
        self._ids: dict[str, str] = {}
        self._members: dict[str, tuple[Path, list[str]]] = {}
        self._aliases: dict[str, tuple[int, Path, Alias]] = {}
        self._capitals: dict[str, str] = {}

    def countries(self, world: Path, records: list[dict[str, Any]], path: Path, curated: dict[str, Any]) -> None:
        """Countries and capitals of the packages, as corrected and supplemented by `countries.yaml`."""
        _keys(path, "the top", curated, _COUNTRY_KEYS)
        codes = [record["country"] for record in records if "country" in record and "names" in record]
        for section in sorted(_COUNTRY_KEYS):
            for code in sorted(curated.get(section, {}).keys() - set(codes)):
                raise KnowledgeError(f"{path}: {section}: {code!r} is no ISO 3166-1 alpha-2 code of {world.name}")
        for record in records:
            if "names" not in record:
                continue
            refused = curated.get("not_names", {}).get(record["country"], {})
            code, id_ = record["country"], f"country:{record['country']}"
            names = list(dict.fromkeys([*curated.get("names", {}).get(code, []), *record["names"]]))
            self._add(world, Entry(id_, "country", names[0], code))
            for kind, surfaces in {
                "name": names,
                "official": record["official"],
                "demonym": record["demonyms"],
            }.items():
                self._claim(world, id_, kind, [s for s in surfaces if s not in refused], _COUNTRY)
            for section, kind in {"demonyms": "demonym", "acronyms": "acronym", "variants": "variant"}.items():
                self._claim(path, id_, kind, curated.get(section, {}).get(code, []), _CURATED)
        for record in records:
            if "names" not in record:
                continue
            code = record["country"]
            for capital in curated.get("capitals", {}).get(code, [record["capital"]]):
                if capital and capital not in self._aliases:
                    id_ = f"place:{slug(_folded(capital))}"
                    self._capitals.setdefault(f"country:{code}", id_)
                    if id_ not in self._entries:
                        self._add(world, Entry(id_, "place", capital, code, capital_of=f"country:{code}"))
                    self._claim(world, id_, "name", [capital], _COUNTRY)

    def entity(self, path: Path, type_: str, name: str, body: dict[str, Any]) -> None:
        """An entry of one of the files that are `name: {also, acronyms, members, …}`."""
        _keys(path, name, body, _ENTITY_KEYS)
        type_ = body.get("type", type_)
        if type_ not in ENTITY_TYPES:
            raise KnowledgeError(
                f"{path}: {name}: {type_!r} is no type of entity; use one of {', '.join(ENTITY_TYPES)}"
            )
        code = self._code(path, name, body.get("country"))
        plain = next(_expanded(name))
        id_ = f"{type_}:{slug(_folded(plain))}"
        if id_ in self._entries and type_ == "place":  # a capital that a curator describes further
            entry = self._entries[id_]
            if body.get("government") is False:  # its name stands for somebody else's
                self._entries[id_] = entry = replace(entry, capital_of=None)
        else:
            capital_of = self._code(path, name, body.get("capital_of"))
            entry = Entry(id_, type_, plain, code, capital_of=capital_of and f"country:{capital_of}")
            self._add(path, entry)
        self._claim(path, id_, "name", [name], _CURATED)
        for key, kind in _SURFACES.items():
            self._claim(path, id_, kind, body.get(key, []), _CURATED)
        if "members" in body:
            self._members[id_] = (path, body["members"])

    def person(self, path: Path, country: str, body: dict[str, Any]) -> None:
        """A person, listed under the country or organisation that the offices belong to."""
        _keys(path, f"a person of {country}", body, _PERSON_KEYS)
        name = body["name"]
        of = self._ids.get(country) or f"country:{self._code(path, name, country)}"
        id_ = f"person:{slug(_folded(name))}"
        positions = tuple(Position(title, of) for title in body.get("positions", []))
        self._add(path, Entry(id_, "person", name, self._entries[of].country_code, positions=positions))
        self._claim(path, id_, "name", [name, *body.get("also", [])], _CURATED)
        self._claim(path, id_, "variant", body.get("variants", []), _CURATED)

    def resolve_members(self) -> None:
        for id_, (path, members) in self._members.items():
            entry = self._entries[id_]
            ids = tuple(f"country:{m}" if f"country:{m}" in self._entries else self._ids.get(m, "") for m in members)
            for member, found in zip(members, ids, strict=True):
                if not found or found == id_:
                    raise KnowledgeError(
                        f"{path}: {entry.name}: member {member!r} is neither an ISO 3166-1 alpha-2 code nor the name "
                        f"of another entry"
                    )
            self._entries[id_] = Entry(
                entry.entity_id, entry.type, entry.name, entry.country_code, ids, entry.capital_of, entry.positions
            )

    def cities(self, world: Path, records: list[dict[str, Any]]) -> None:
        """Large cities of the packages, where nothing else has the name."""
        for record in records:
            if "city" in record and not self._known(record["city"]):
                id_ = f"place:{slug(_folded(record['city']))}"
                self._entries.setdefault(id_, Entry(id_, "place", record["city"], record["country"]))
                self._claim(world, id_, "name", [record["city"]], _CITY)

    def registry(self, path: Path, ambiguous: dict[str, Any]) -> Registry:
        """The registry, once the rules on ambiguous surfaces are applied."""
        _keys(path, "the top", ambiguous, {"never", "guarded", "neighbours"})
        never, guarded = ambiguous.get("never", {}), ambiguous.get("guarded", {})
        if idle := [surface for surface in [*never, *guarded] if surface not in self._aliases]:
            raise KnowledgeError(f"{path}: nothing in the registry is called {', '.join(idle)}; remove the rules")
        aliases = tuple(
            Alias(alias.surface, alias.entity_id, alias.kind, surface in guarded)
            for surface, (_, _, alias) in sorted(self._aliases.items())
            if surface not in never
        )
        surfaces: dict[str, list[str]] = {}
        for alias in aliases:
            surfaces.setdefault(alias.entity_id, []).append(alias.surface)
        return Registry(
            entries={id_: entry for id_, entry in sorted(self._entries.items()) if id_ in surfaces},
            aliases=aliases,
            by_surface={alias.surface: alias for alias in aliases},
            surfaces={id_: tuple(names) for id_, names in sorted(surfaces.items())},
            guards={
                surface: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b") if words else None
                for surface, words in guarded.items()
            },
            capitals=self._capitals,
            neighbours={side: frozenset(ambiguous.get("neighbours", {}).get(side, [])) for side in ("before", "after")},
        )

    def _add(self, path: Path, entry: Entry) -> None:
        if entry.entity_id in self._entries:
            raise KnowledgeError(f"{path}: {entry.name}: there is already an entry {entry.entity_id}; merge the two")
        self._entries[entry.entity_id] = entry
        self._ids.setdefault(entry.name, entry.entity_id)

    def _code(self, path: Path, name: str, code: str | None) -> str | None:
        if code and f"country:{code}" not in self._entries:
            raise KnowledgeError(f"{path}: {name}: {code!r} is neither an ISO 3166-1 alpha-2 code nor a known name")
        return code

    def _known(self, surface: str) -> bool:
        return any(variant in self._aliases for variant in _typography(surface))

    def _claim(self, path: Path, id_: str, kind: str, surfaces: Iterable[str], rank: int) -> None:
        for surface in (plain for pattern in surfaces for plain in _expanded(str(pattern))):
            self._put(path, Alias(surface, id_, kind), rank)
            spelt = [surface.replace(a, b) for a, b in self._pairs if a in surface]
            for variant in [v for s in [surface, *spelt] for v in _typography(s)]:
                if variant != surface:
                    self._put(path, Alias(variant, id_, kind), _DERIVED)

    def _put(self, path: Path, alias: Alias, rank: int) -> None:
        old_rank, old_path, old = self._aliases.get(alias.surface, (99, path, alias))
        if rank < old_rank:
            self._aliases[alias.surface] = (rank, path, alias)
        elif rank == old_rank < _CITY and old.entity_id != alias.entity_id:
            raise KnowledgeError(
                f"{path}: {alias.surface!r} is a name of {alias.entity_id}, but also of {old.entity_id} "
                f"({old_path.name}); keep it at one of the two"
            )


def _keys(path: Path, where: str, body: dict[str, Any], known: set[str]) -> None:
    if not isinstance(body, dict):
        raise KnowledgeError(f"{path}: {where}: expected keys and values, found {body!r}")
    for key in sorted(body.keys() - known):
        raise KnowledgeError(f"{path}: {where}: unknown key {key!r}; known are {', '.join(sorted(known))}")


_BRACES = re.compile(r"\{([^{}]*)\}")


def _expanded(pattern: str) -> Iterator[str]:
    """Every surface that a pattern with braces stands for: `five {states|nations}` is two."""
    choice = _BRACES.search(pattern)
    if choice is None:
        yield " ".join(pattern.split())
        return
    for option in choice[1].split("|"):
        yield from _expanded(pattern[: choice.start()] + option + pattern[choice.end() :])


def _typography(surface: str) -> list[str]:
    """The surface with either apostrophe and with or without diacritics."""
    straight = surface.replace("’", "'")
    return list(dict.fromkeys(v for s in (surface, straight, _folded(straight)) for v in (s, s.replace("'", "’"))))


def _folded(surface: str) -> str:
    """The surface without diacritics; letters that have none to lose ("ł") become their nearest."""
    return "".join(c for c in unicodedata.normalize("NFKD", surface) if not unicodedata.combining(c)).translate(
        _NEAREST
    )


_NEAREST = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Þ": "Th", "þ": "th", "ı": "i", "ß": "ss"}
)
