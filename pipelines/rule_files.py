"""The shape of every YAML file that curators edit: which keys there are, and what each may hold.

What the words do belongs to the modules that read them; whether the files agree and their examples hold, to
`rules_check`. Nothing here reads a rule file by itself, so a broken one can be told from a distance.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from pipelines.knowledge import KnowledgeError, Problem, line_of, load_yaml
from pipelines.predicates import load_predicates
from pipelines.tables import MODALITIES

Text = Annotated[str, StringConstraints(min_length=1)]
Texts = list[Text]
Some = Annotated[list[Text], Field(min_length=1)]
Share = Annotated[float, Field(gt=0, le=1)]
Word = Annotated[str, StringConstraints(pattern=r"^[\w’' \-]+$")]
"""It becomes part of a pattern as it stands, and so must not be one."""


class Shape(BaseModel):
    """Keys and types as they are, without a guess: `"1"` is no number, and an unknown key a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True)


# frames.yaml ----------------------------------------------------------------------------------------------------

ROLES = (
    "agent", "patient", "noun", "within", "context", "sidelines", "visited", "closed", "time", "value", "percent",
    "count",
)  # fmt: skip
"""Where an argument of a frame can stand, beside behind a preposition of the lexicon."""
KINDS = (
    "party", "country", "person", "organisation", "group", "role", "place", "event", "agreement", "institution",
    "concept", "measure", "counted", "thing", "day", "plan", "scheme", "city", "coined", "series",
)  # fmt: skip
"""What an argument of a frame can be."""


def _known(value: str, info: ValidationInfo, what: str, where: str) -> str:
    if value not in info.context[what]:  # type: ignore[index]
        raise ValueError(f"{value!r} is not in {where}; add it there, or correct its spelling")
    return value


def _slot(text: str, info: ValidationInfo) -> str:
    roles, _, kinds = text.partition(" ")
    prepositions = info.context["prepositions"]  # type: ignore[index]
    for role in roles.split("/"):
        if role not in ROLES and role not in prepositions:
            raise ValueError(
                f"{role!r} of {text!r} is no role: use {', '.join(ROLES)}, or a preposition of lexicon.yaml"
            )
    for kind in kinds.split("/") if kinds else ():
        if kind not in KINDS:
            raise ValueError(f"{kind!r} of {text!r} is no kind: use {', '.join(KINDS)}")
    return text


Verb = Annotated[str, AfterValidator(lambda v, info: _known(v, info, "verbs", "verbs of lexicon.yaml"))]
PhrasalVerb = Annotated[
    str, AfterValidator(lambda v, info: v if v == "be" else _known(v, info, "verbs", "verbs of lexicon.yaml"))
]
PredicateName = Annotated[str, AfterValidator(lambda v, info: _known(v, info, "predicates", "predicates.yaml"))]
Slot = Annotated[str, AfterValidator(_slot)]
Verbs = Annotated[list[Verb], Field(min_length=1)]


class Example(Shape):
    text: Text
    gives: Some


class Shown(Shape):
    """What every group of rules has: examples that must be read, and counter-examples that must not."""

    examples: Annotated[list[Example], Field(min_length=1)]
    counter_examples: Some


class Rule(Shown):
    confidence: Share


class Fact(Shape):
    predicate: PredicateName
    subject: Slot
    object: Slot
    voice: Literal["active", "passive"] | None = None
    tense: Literal[MODALITIES] | None = None  # type: ignore[valid-type]
    verbs: Verbs | None = None
    bare: bool = False
    alone: bool | None = None


class Frame(Rule):
    status: dict[str, str] = {}
    id: Text
    verbs: Verbs
    noun: Some | None = None
    facts: Annotated[list[Fact], Field(min_length=1)]

    @model_validator(mode="after")
    def _verbs_are_those_of_the_frame(self) -> Self:
        for verb in (verb for fact in self.facts for verb in fact.verbs or ()):
            if verb not in self.verbs:
                raise ValueError(f"{verb!r} of a fact is no verb of frame {self.id}; add it to the frame's verbs")
        return self


class ListRule(Rule):
    id: Text
    predicate: PredicateName
    nouns: Texts
    triggers: Some
    fillers: Texts
    about_party: Texts = []
    after: Verbs = []
    about: Literal["event"] | None = None
    until: Texts = []
    single: bool


class Pledge(Rule):
    promising: Verbs
    lending: Verbs
    counting: Verbs
    renewing: Verbs
    renewed: Some
    meeting: Verbs
    giving: Verbs
    given: Verbs
    agreeing: Verbs
    phrasal: dict[Verb, Some]
    raising: Verbs
    support: Some
    cutting: Verbs
    dealing: Verbs
    undertaking: Verbs
    befalling: Verbs
    equipping: Verbs
    nouns: Some
    plans: Some
    telling: Verbs


class Poll(Rule):
    nouns: Some
    pollsters: Some
    holding: Verbs
    taking: Verbs
    asked: Some
    questioned: Some


class Designate(Rule):
    verbs: Verbs
    formal: Verbs
    times: Some


class Project(Rule):
    nouns: Some
    works: Some
    finishing: Verbs
    states: Some
    verbs: Verbs


class Recurs(Rule):
    verbs: Verbs
    arranging: Verbs


class Membership(Rule):
    wordings: Some
    joining: Verbs
    bodies: Some
    admitting: Verbs
    unions: Some
    panels: Some
    deciding: Some
    applying: Verbs
    lands: Some
    sorts: Some
    founding: Verbs
    signing: Verbs


class Priority(Rule):
    nouns: Some
    verbs: Verbs


class Events(Rule):
    opening: Verbs
    closing: Verbs
    gathering_for: Verbs
    seeing: Verbs
    leaders: Some
    lasting: Verbs
    holding: Verbs
    meeting: Verbs
    gathering: Verbs
    ceremonies: Some
    laws: Some
    named_after_cities: Some
    conversing: Verbs
    conversations: Some
    heard: Some
    having_met: Some
    another: Some
    ahead: Some
    frequent: Some
    hosts: Some
    visits: Some
    paying_visits: Verbs


class Presence(Rule):
    wordings: Some
    before: Some
    under_way: Verbs
    arranging: Verbs
    unsure: Some
    over: Some
    shown: Some
    speeches: Some
    audience: Some
    envoys: Some
    hosted: Some
    coming: Verbs
    trips: Some
    meant: Some


class Participation(Rule):
    elsewhere: Verbs
    absent: Some
    meeting: Verbs
    talking: Verbs
    beside: Verbs
    inverted: Verbs
    venues: Some
    parts: Some
    alone: Some
    confirming: Verbs
    accepting: Verbs
    delivering: Verbs
    speeches: Some
    opening: Some


class Signatory(Rule):
    nouns: Some
    being: Verbs
    signing: Verbs
    stating: Verbs
    texts: Some
    closing: Verbs
    acts: Some


class Partnership(Rule):
    nouns: Some
    qualities: Some
    partners: Some
    being: Verbs
    upgrading: Verbs


class Act(Rule):
    named: dict[Literal["agreement", "institution"], Some]
    behind: Some
    happening: Verbs


class Proposal(Rule):
    called: Some
    verbs: Verbs
    by_itself: Verbs
    proposing: Verbs
    founding: Verbs
    founding_nouns: Some
    raising: Verbs
    first: Some


class Measure(Rule):
    sharing: Verbs
    flows: dict[Verb, Text]
    yielding: dict[Verb, Text]
    levies: Some
    tallied: Verbs
    tallying: Verbs
    turning_up: Verbs
    operating: Verbs
    extents: dict[Text, Text]
    sizes: dict[Text, Some]
    moving: Verbs
    holding_back: Verbs
    provided: Verbs
    counts: dict[Text, Text]
    members: Some
    befalling: Verbs
    people: Some
    drawing: Verbs
    sheltering: Verbs
    stationing: Verbs
    producing: Verbs
    attracting: Verbs
    purses: Some


class Sum(Rule):
    valued: Some
    accounting: Some
    amounts: Some
    figures: Some
    reaching: Some
    given: Verbs
    flowing: Some
    putting: Verbs


class Change(Rule):
    verbs: Verbs
    falling: Verbs
    up: Some
    down: Some


class Constructions(Shape):
    pledge: Pledge
    poll: Poll
    designate: Designate
    project: Project
    events: Events
    membership: Membership
    recurs: Recurs
    priority: Priority
    presence: Presence
    participation: Participation
    signatory: Signatory
    partnership: Partnership
    act: Act
    proposal: Proposal
    measure: Measure
    sum: Sum
    change: Change


class Speech(Shown):
    clause: Verbs
    needs_that: Verbs
    addressing: Verbs
    clause_or_whom: Verbs
    action: Verbs
    persuading: Verbs
    accusing: Verbs
    describing: Verbs
    voicing: Verbs
    feelings: Some
    weighing: Verbs
    judging: Verbs
    chained: Verbs
    quoting: Verbs
    to_say: Verbs
    speakers: Some
    people: Some
    individuals: Some
    insiders: Some
    documents: Some
    views: Some
    nouns: Some
    announcing: Verbs

    @model_validator(mode="after")
    def _needs_that_is_about_clause_verbs(self) -> Self:
        for verb in self.needs_that:
            if verb not in self.clause:
                raise ValueError(f"{verb!r} of needs_that is not among the verbs of clause; add it there")
        return self


class Positions(Shown):
    being: Verbs
    serving: Verbs
    choosing: Verbs
    private: Some
    taking_over: Verbs
    heading: dict[Verb, Text]


class FrameFile(Shape):
    frames: list[Frame]
    phrasal: dict[PhrasalVerb, dict[Text, PhrasalVerb]]
    lists: list[ListRule]
    constructions: Constructions
    speech: Speech
    positions: Positions

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [frame.id for frame in self.frames] + [entry.id for entry in self.lists]
        for id_ in ids:
            if ids.count(id_) > 1:
                raise ValueError(f"the id {id_!r} is there twice; rename one of the two")
        return self


# the other files of extract -------------------------------------------------------------------------------------


class NamedHeads(Shape):
    agreement: Some
    institution: Some


class Heads(Shape):
    event: Some
    agreement: Some
    thing: Some
    institution: Some
    concept: Some
    measure: Some
    group: Some
    organisation: Some
    place: Some


class Pronouns(Shape):
    he: Some
    she: Some


class Caption(Shape):
    sides: Some
    beside: Some


class LexiconFile(Shape):
    determiners: Some
    pronouns: Some
    relatives: Some
    be: Some
    have: Some
    do: Some
    modals: Some
    negations: Some
    islands: Some
    prepositions: Some
    conjunctions: Some
    adverbs: Some
    irregular_verbs: dict[Text, Annotated[list[Text], Field(min_length=2, max_length=2)]]
    verbs: Some
    noun_like: Some
    qualifying: Some
    schemes: Some
    reduced: Some
    naming: Some
    gathering: Some
    heads: Heads
    named_heads: NamedHeads
    titles: Some
    occupations: Some
    caption: Caption
    personal_endings: Some
    portfolios: Some
    honorifics: Some
    epithets: Some
    pronoun_of_title: Pronouns
    title_modifiers: Some


class QuantityExample(Shape):
    text: Text
    gives: Text
    approx: Literal["about", "more_than", "less_than"] | None = None


class QuantityCounterExample(Shape):
    text: Text
    never: Text


class Quantities(Shape):
    examples: Annotated[list[QuantityExample], Field(min_length=1)]
    counter_examples: Annotated[list[QuantityCounterExample], Field(min_length=1)]


Numbers = dict[Text, int]
Forms = dict[Text, Texts]


class Numerals(Quantities):
    ones: Numbers
    teens: Numbers
    tens: Numbers
    ordinals: Numbers
    parts: Numbers
    vague: Numbers


class Scales(Quantities):
    words: Numbers
    letters: Numbers
    money: Numbers
    million_before: Texts


class Currencies(Quantities):
    yuan_cues: Texts
    yen_cues: Texts
    signs: dict[Text, Text]
    spaced: Texts
    prefixes: dict[Text, Text]
    lower_case: Texts
    doubtful_codes: Texts
    known_past: Texts
    names: Forms
    doubtful_names: Texts
    pound_cues: Texts
    never_alone: Texts
    long_names: dict[Text, Text]
    left_out: Texts


class Subunits(Quantities):
    names: Forms
    hundredths: Texts


class ShareUnit(Shape):
    name: Text
    forms: Some


class Percentages(Quantities):
    shares: dict[Text, ShareUnit]


class Unit(Shape):
    words: Texts
    symbols: Texts = []
    prefixes: Texts = []
    powers: bool = False
    name: Text | None = None
    factor: float = 1
    plural_only: bool = False
    before: bool = False


class Dimension(Quantities):
    units: dict[Text, Unit]
    cues: Texts = []


class Per(Quantities):
    nouns: dict[Text, Text]


class Before(Shape):
    about: Texts
    more_than: Texts
    less_than: Texts


class Approximators(Quantities):
    before: Before
    over_after: Texts
    skip: Texts
    after: Before


class Ranges(Quantities):
    moves: Texts
    ranging: Texts


class Counted(Quantities):
    irregular: dict[Text, Text]
    irregular_ends: dict[Text, Text]
    not_plural: Texts
    attributive: Texts
    adjectives: Texts
    adjective_ends: Texts
    superlatives: dict[Text, Text]
    stop: Texts
    longest: Annotated[int, Field(ge=1, le=12)]


class Labels(Quantities):
    words: Texts
    years_before: Texts
    months: Texts
    zones: Texts
    groups: Texts


class Ages(Quantities):
    before: Texts


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class QuantityFile(Shape):
    numerals: Numerals
    scales: Scales
    currencies: Currencies
    subunits: Subunits
    percentages: Percentages
    prefixes: dict[Text, Annotated[Some, BeforeValidator(_one_or_more)]]
    dimensions: dict[Text, Dimension]
    per: Per
    approximators: Approximators
    ranges: Ranges
    counted: Counted
    labels: Labels
    ages: Ages

    @model_validator(mode="after")
    def _prefixes_are_known(self) -> Self:
        for unit in (unit for group in self.dimensions.values() for unit in group.units.values()):
            for prefix in unit.prefixes:
                if prefix not in self.prefixes:
                    raise ValueError(f"the prefix {prefix!r} is not under prefixes; add it there")
        return self


class TimeExample(Shape):
    text: Text
    value: Any
    anchor: date | None = None


class Timed(Shape):
    example: TimeExample
    counter_example: Text


def _keyed(value: Any) -> Any:
    return dict.fromkeys(value) if isinstance(value, list) else value


class Group(Timed):
    words: Annotated[dict[Text, Any], BeforeValidator(_keyed)]
    case: Literal["any", "title", "upper", "lower"] = "any"


class TimeRule(Timed):
    pattern: Text
    read: Text


class Cues(Shape):
    ahead: Texts
    back: Texts
    small: Texts


class TimeFile(Shape):
    heads: Some
    groups: dict[Text, Group]
    cues: Cues
    phrases: dict[Text, Text]
    rules: dict[Text, TimeRule]


# ingest and segment ---------------------------------------------------------------------------------------------


class EnglishFile(Shape):
    words: Some


class FurnitureFile(Shape):
    agencies: Some
    places: Texts
    no_places: list[Word]
    byline_openers: Some
    publishers: Texts = []
    notices: Texts = []
    announcing: Texts = []
    sections: Texts = []
    labels: dict[Text, Literal["published", "title", "publisher", "author", "updated"] | None]


class SentenceFile(Shape):
    inside: Texts
    before_number: Texts
    after_name: Texts
    after_time: Texts
    openers: Texts
    reporting: list[Word]
    credits: list[Word]
    marked_names: Texts


class Lines(Shape):
    headers: Texts
    lines: Texts
    openers: Texts
    endings: Texts


class LayoutFile(Shape):
    teaser: Lines
    boilerplate: Lines
    metadata: Lines
    buttons: Texts
    closers: Texts
    headline_verbs: Texts


# the registry ---------------------------------------------------------------------------------------------------


class Entity(Shape):
    also: Texts = []
    demonyms: Texts = []
    acronyms: Texts = []
    variants: Texts = []
    type: Text | None = None
    country: Text | None = None
    capital_of: Text | None = None
    government: bool = True
    members: Texts = []


class CountryFile(Shape):
    names: Forms = {}
    capitals: Forms = {}
    demonyms: Forms = {}
    acronyms: Forms = {}
    variants: Forms = {}
    not_names: dict[Text, dict[Text, Text]] = {}


class Person(Shape):
    name: Text
    positions: Texts = []
    also: Texts = []
    variants: Texts = []


class Neighbours(Shape):
    before: Texts
    after: Texts


class AmbiguousFile(Shape):
    never: dict[Text, Text] = {}
    guarded: Forms = {}
    neighbours: Neighbours


class SpellingFile(Shape):
    pairs: list[Annotated[list[Text], Field(min_length=2, max_length=2)]]


# corrections ----------------------------------------------------------------------------------------------------

OVERRIDABLE = (
    "predicate", "subject", "object", "value", "unit", "approx", "alt_value", "alt_unit", "date_start", "date_end",
    "date_precision", "period_start", "period_end", "status", "mode",
)  # fmt: skip
"""Columns of a fact that a curator may give another value; `subject` and `object` by name."""

_TARGETS = {
    "drop": ("fact-", "claim-"), "override": ("fact-",), "accept": ("claim-",), "merge": (), "split": (),
}  # fmt: skip


class Correction(Shape):
    target: Annotated[str, StringConstraints(pattern=r"^((fact|claim)-[0-9a-f]{16}|[a-z]+:.+)$")]
    action: Literal["drop", "override", "merge", "split", "accept"]
    source: Some
    expect: Annotated[dict[Text, Any], Field(min_length=1)]
    value: Any = None
    reason: Text
    who: Text
    date: date

    @model_validator(mode="after")
    def _value_fits_action(self) -> Self:
        of_fact_or_claim = self.target.startswith(("fact-", "claim-"))
        wanted = _TARGETS[self.action]
        if not (self.target.startswith(wanted) if wanted else not of_fact_or_claim):
            kinds = " or ".join(f"{kind.rstrip('-')}_id" for kind in wanted) or "entity_id"
            raise ValueError(f"{self.target!r} cannot be the target of {self.action}; give a {kinds}")
        if self.action in ("drop", "accept") and self.value is not None:
            raise ValueError(f"{self.action} of {self.target!r} takes no value; remove it")
        if self.action in ("merge", "split") and not (isinstance(self.value, str) and self.value):
            what = "the entity_id that it is" if self.action == "merge" else "the name that it has there"
            raise ValueError(f"{self.action} of {self.target!r} needs a value: {what}")
        if self.action == "override":
            self._check_override()
        return self

    def _check_override(self) -> None:
        if not isinstance(self.value, dict) or not self.value:
            raise ValueError(f"override of {self.target!r} needs a value for each column that it corrects")
        for column in self.value:
            if column not in OVERRIDABLE:
                raise ValueError(f"{column!r} cannot be corrected; use {', '.join(OVERRIDABLE)}")
            if column not in self.expect:
                raise ValueError(f"{column!r} is corrected, but expect does not say what it was; add it there")


EntityFile = dict[Text, Entity | None]
PeopleFile = dict[Text, list[Person]]
CorrectionFile = list[Correction]

SHAPES: Mapping[str, Any] = {
    "pipelines/extract/lexicon.yaml": LexiconFile,
    "pipelines/extract/quantities.yaml": QuantityFile,
    "pipelines/extract/times.yaml": TimeFile,
    "pipelines/ingest/english.yaml": EnglishFile,
    "pipelines/ingest/furniture.yaml": FurnitureFile,
    "pipelines/segment/layout.yaml": LayoutFile,
    "pipelines/segment/sentences.yaml": SentenceFile,
    "seeds/corrections.yaml": CorrectionFile,
    "seeds/registry/agreements.yaml": EntityFile,
    "seeds/registry/ambiguous.yaml": AmbiguousFile,
    "seeds/registry/concepts.yaml": EntityFile,
    "seeds/registry/countries.yaml": CountryFile,
    "seeds/registry/events.yaml": EntityFile,
    "seeds/registry/groups.yaml": EntityFile,
    "seeds/registry/organisations.yaml": EntityFile,
    "seeds/registry/people.yaml": PeopleFile,
    "seeds/registry/places.yaml": EntityFile,
    "seeds/registry/spelling.yaml": SpellingFile,
}
"""The shape of every file that stands alone, by its place in the project; frames need other files to be judged."""


# telling what is wrong ------------------------------------------------------------------------------------------


def problems(path: Path, shape: Any, context: Any = None) -> Iterator[Problem]:
    """Everything in a file that its shape does not allow; what is no YAML raises KnowledgeError."""
    content = load_yaml(path)
    try:
        TypeAdapter(shape).validate_python(content, context=context)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            keys = [key for key in fault["loc"] if key != "[key]"]
            quoted = fault["msg"].split("'")[1] if fault["type"] == "value_error" and "'" in fault["msg"] else None
            yield Problem(path, line_of(path, keys, quoted), _message(fault))


def frame_problems(path: Path) -> Iterator[Problem]:
    """Everything wrong with the shape and the names of a file of frames.

    Predicates, verbs and prepositions are those of `predicates.yaml` and `lexicon.yaml` beside it; KnowledgeError if
    those cannot be read.
    """
    words = load_yaml(path.with_name("lexicon.yaml"))
    context = {
        "predicates": load_predicates(path.with_name("predicates.yaml")).keys(),
        "prepositions": {*words["prepositions"], "to", "of"},
        "verbs": {*words["verbs"], *words["irregular_verbs"], "be", "have", "do"},
    }
    yield from problems(path, FrameFile, context)


def refuse(found: Iterator[Problem]) -> None:
    """Raises KnowledgeError for the first problem."""
    for problem in found:
        raise KnowledgeError(str(problem))


_CURES = {
    "string_type": "must be a text; put quotation marks around it",
    "string_too_short": "must not be empty; write it, or remove it",
    "string_pattern_mismatch": "must be plain words, no pattern: letters, blanks, hyphens and apostrophes",
    "list_type": "must be a list; write [ ] around it",
    "dict_type": "must have keys and values; write `key: value`",
    "model_type": "must have keys and values; write `key: value`",
    "bool_type": "must be true or false",
    "too_short": "has too few entries; add what is missing",
    "too_long": "has too many entries; remove some",
}


def _message(fault: Mapping[str, Any]) -> str:
    """A fault in our words: where it is below the top, what is wrong, the cure."""
    name, type_, given = ".".join(map(str, fault["loc"])), fault["type"], fault["input"]
    if type_ == "value_error":
        return str(fault["ctx"]["error"])
    if type_ == "missing":
        return f"{name} is missing; add it"
    if type_ == "extra_forbidden":
        return f"{name} is an unknown key; remove it or correct its spelling"
    if type_ == "literal_error":
        return f"{name}: {given!r} is not known; use {fault['ctx']['expected']}"
    cure = _CURES.get(type_) or fault["msg"][0].lower() + fault["msg"][1:]
    return f"{name}: {given!r:.60} {cure}"
