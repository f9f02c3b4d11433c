"""Noun phrases: where they are, what kind of thing they name, and what is attached to them.

Reads a tagged sentence into `Phrase` objects, attaching of-complements, appositions, titles, place chains, members in
brackets and coordinations. Who or what a phrase refers to is decided through the `Article`.
"""

import re
from dataclasses import replace
from functools import lru_cache

from pipelines.extract.lexicon import lexicon, singular
from pipelines.extract.names import NAMED_KINDS, PARTY_KINDS, Article, kind_of_head, strip_ordinal, told_name
from pipelines.extract.parse import Hit, Phrase, Sentence, every
from pipelines.extract.quantities import Quantity

_BASE = re.compile(
    r"X|(?:T(?=ST?[NPO]))?D{0,2}(?:R(?=N))?(?:(?<=D)T(?=[NPOQ]))?(?:N&(?=NN?P)|[NPQOHq]|S(?=[NPOQTH])|(?<=S)T(?=[NP])|(?<=[NP])S|\(P\)(?=[NP]))+|D{1,2}"
)
_PLAIN = re.compile(r"[DR]*[NO]*N")
_SEVERAL = re.compile(r"D?R?(P(?:,P)*,?&P)[NP]{0,2}N")
_NUMBERS = frozenset("one two three four five six seven eight nine ten".split())
_OPENS = re.compile("[DNPQOXRHSq]|T(?=S)")
"""Where a phrase may start; `TS` is `next year's summit`."""
_FINITE = "FZVMA"
_PARTICLES = frozenset("bin bint al de da van von der dos del el ibn ben la le di".split())
_LISTED = re.compile(r"(?:PI)?(D?P{1,4}(?:,D?P{1,4})*),?&D?(P{2,7})(?!P)")
"""`Fisheries, Trade and Industry A B`, `State for Energy, Growth, and the Environment A B`."""
_SUMS = frozenset(("total", "sum"))
_APPROXIMATORS = frozenset("about around some nearly almost more than over up to roughly at least".split())
_EDITIONS = frozenset(("next", "upcoming", "forthcoming", "inaugural"))
_SON_OF = (["bin"], ["ibn"], ["bint"])
_SURNAMES = frozenset("major king bishop dean prince pope judge marshal fellow".split())
"""Titles that are surnames, too: John Major, Stephen King."""
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_ENVOYS = frozenset("ambassador envoy representative delegate adviser advisor counsellor liaison".split())
_SPOKES = frozenset(("spokesman", "spokeswoman", "spokesperson"))
_NAMEABLE = frozenset((*NAMED_KINDS, "thing"))
"""What is named by what is behind it: `a document called the Lima Principles`."""
_TELLING = frozenset(("the", "his", "her", "its", "their"))
_ROLE_PREPS = frozenset(("at", "for", "in", "to", "with", "on", "from"))


def read_phrases(sentence: Sentence, article: Article) -> None:
    """Fills `phrases` of the sentence, from left to right, and what finds them by their first or last token."""
    _quoted_names(sentence)
    _courtesies(sentence)
    reader = _Reader(sentence, article)
    opening = _OPENS.search(sentence.tags)
    while opening is not None:
        i = opening.start()
        phrase = reader.coordination(i)
        if phrase is not None:
            sentence.phrases.append(phrase)
            sentence.at[phrase.first] = sentence.ending[phrase.after] = phrase
        opening = _OPENS.search(sentence.tags, i + 1 if phrase is None else max(phrase.after, i + 1))
    sentence.every = every(sentence.phrases)


def _quoted_names(s: Sentence) -> None:
    """Quotation marks around a short name become transparent, with a comma inside moved behind them."""
    if '"' not in s.tags:
        return
    marks = [i for i, t in enumerate(s.tags) if t == '"']
    tags = list(s.tags)
    for a, b in zip(marks[::2], marks[1::2], strict=False):
        inside = "".join(tags[a + 1 : b])
        core = inside.rstrip(",.")
        if inside[-1:] == "." and tags[a - 1 : a] in ([":"], [","]):
            continue  # `X replied: "Ask the voters."`
        if 0 < len(core) <= 8 and not re.search(r"[FZAVMXUT]", core) and len(inside) - len(core) <= 1:
            tags[a] = "q"
            if len(inside) > len(core):
                tags[b - 1], tags[b] = "q", ("," if inside[-1] == "," else ".")
            else:
                tags[b] = "q"
    s.tags = "".join(tags)


def _courtesies(s: Sentence) -> None:
    """`His Excellency` before a title or name becomes transparent."""
    for k in range(1, len(s.tags) - 1):
        if s.lower[k] in _STYLES and s.tags[k + 1] in "PD":
            first = k - 1 - (s.lower[k - 1] in ("royal", "serene", "imperial"))
            if first >= 0 and s.lower[first] in ("his", "her"):
                s.tags = s.tags[:first] + "R" * (k + 1 - first) + s.tags[k + 1 :]


_STYLES = frozenset("excellency highness majesty eminence holiness".split())


class _Reader:
    def __init__(self, sentence: Sentence, article: Article) -> None:
        self.s = sentence
        self.article = article
        self.lex = lexicon()
        self.n = len(sentence.tags)
        self.topic = False
        """Whether what an agreement is on is being read."""
        self.of_the_next: set[int] = set()
        """Tokens where an office starts that is of the person behind it, and explains nobody before it."""
        self.demonyms = "&P" in sentence.tags and any(
            isinstance(item, Hit) and item.kind == "demonym" for item in sentence.payload.values()
        )
        """Whether several demonyms may stand before one office."""

    # single phrases ---------------------------------------------------------------------------------------------

    def base(self, i: int) -> Phrase | None:
        s = self.s
        if self.demonyms and (several := self.of_several(i)) is not None:
            return several
        match = _BASE.match(s.tags, i)
        if match is None or match.end() == i:
            return None
        end = match.end()
        if s.tags[i] in "qHS" and _only_marks(s.tags[i:end]):
            return None
        if s.tags[end - 1] == "P":
            end = self.before_person(i, end)
        end = self.before_sum(i, end)
        while end > i + 1 and (s.tags[end - 1] in "Hq&" or s.lower[end - 1] == "responsible"):
            end -= 1
        p = self.classify(i, end)
        named = s.tags[end : end + 1] == "&" and p.kind in ("name", "measure", "thing") and p.det in _TELLING
        return (named and self.joined_name(p, end)) or p

    def joined_name(self, p: Phrase, end: int) -> Phrase | None:
        """The whole of a name that `and` stands in: `the first Andean Trade and Water Dialogue`."""
        match = _JOINED_NAME.match(self.s.tags, end) if p.entity_id is None else None
        if match is None and p.det and p.kind in _UNFINISHED and p.last - p.first > 2:
            match = _JOINED_NOUNS.match(self.s.tags, end)
            if match is not None and self.kind(end, match.end(), self.s.lower[match.end() - 1], False) != "event":
                return None
        if match is None or any(k in self.s.payload for k in range(match.start(), match.end())):
            return None
        whole = self.classify(p.first, match.end())
        return whole if whole.kind in ("event", "agreement", "institution") else None

    def of_several(self, i: int) -> Phrase | None:
        """`her Peruvian and Bolivian counterparts`, `the Greek, Cypriot and French foreign ministers`."""
        match = _SEVERAL.match(self.s.tags, i)
        if match is None:
            return None
        countries = [k for k in range(match.start(1), match.end(1)) if self.s.tags[k] == "P"]
        hits = [self.s.payload.get(k) for k in countries]
        head = self.s.lower[match.end() - 1]
        if head not in self.lex.titles or singular(head) == head:
            return None
        if not all(isinstance(h, Hit) and h.kind == "demonym" for h in hits):
            return None
        p = self.classify(i, match.end())
        return self.named_in_turn(p, countries)

    def named_in_turn(self, p: Phrase, countries: list[int]) -> Phrase:
        """The people whom `his Greek and French counterparts, A and B, respectively,` names in the same order."""
        s, k = self.s, p.last + (self.s.tags[p.last : p.last + 1] == ",")
        names = self.coordination(k) if k < self.n and s.tags[k] == "P" else None
        if names is None or len(names.items) != len(countries):
            return p
        if any(x.kind not in ("person", "name") or x.titles for x in names.items):
            return p
        office = singular(self.surface(s.starts[countries[-1] + 1], s.ends[p.last - 1]))
        for at, person in zip(countries, names.items, strict=True):
            person.kind, person.entity_id = "person", person.entity_id or self.article.person(person.name)
            person.titles = [(f"{s.words[at]} {office}", s.starts[at], s.ends[p.last - 1])]
            person.first = at
        names.first, names.kind = p.first, "person"
        if s.tags[names.after : names.after + 2] == ",R":  # `respectively`
            names.after += 2 + (s.tags[names.after + 2 : names.after + 3] == ",")
        return names

    def before_sum(self, i: int, end: int) -> int:
        """Where the phrase ends when a number follows a party: `with Norway | two pacts`, `Kuwait | $300 million`."""
        s = self.s
        k = s.tags.find("PQ", i, end) + 1
        if not k:
            return end
        hit, sum_ = s.payload.get(k - 1), s.payload.get(k)
        party = (
            isinstance(hit, Hit) and hit.entity_id.startswith(("country:", "organisation:")) and hit.kind != "demonym"
        )
        money = isinstance(sum_, Quantity) and sum_.kind == "money" and s.tags[k + 1 : k + 2] not in tuple("NPH")
        return k if party or (money and not (isinstance(hit, Hit) and hit.kind == "demonym")) else end

    def before_person(self, i: int, end: int) -> int:
        """Where the phrase ends whose last name may be of a person behind it: `in his speech | Xi said`."""
        s = self.s
        hit = s.payload.get(end - 1)
        known = isinstance(hit, Hit) and hit.entity_id.startswith("person:")
        if not known and not (hit is None and s.lower[end - 1] in self.article.surnames):
            return end
        j = end - 1
        while not known and j > i and s.tags[j - 1] in "PH" and j - 1 not in s.payload:
            j -= 1
        title = s.lower[j - 1] in self.lex.title_heads or s.lower[j - 1].rstrip(".") in self.lex.honorifics
        return j if j > i and s.tags[j - 1] == "N" and s.tags[i] == "D" and not title else end

    def classify(self, first: int, last: int) -> Phrase:
        """What the tokens [first, last) name, by registry, titles, head noun and capitals."""
        s, lex = self.s, self.lex
        p = Phrase(first, last, after=last)
        if _PLAIN.fullmatch(s.tags, first, last):
            return self.common(p)
        if s.tags[first] == "X":
            p.kind, p.start, p.end, p.name = "pronoun", s.starts[first], s.ends[last - 1], s.words[first]
            return p
        begin = first
        while begin < last and s.tags[begin] in "DRq":
            if s.tags[begin] == "D":
                p.det = s.lower[begin]
            begin += 1
        if begin == last:
            p.kind = "pronoun"
            p.start, p.end = s.span(first, last)
            p.name = s.words[first]
            return p
        end = last
        while end > begin and s.tags[end - 1] in "Sq":
            end -= 1
        if end == begin:
            end = last
        p.start, p.end = s.span(begin, end)
        p.name = self.surface(p.start, p.end)
        p.head = s.lower[end - 1].rstrip(".")
        head_hit = s.payload.get(end - 1)
        p.plural = p.head.endswith("s") and not p.head.endswith(("ss", "us"))
        possessive = s.tags.rfind("S", begin, end)
        if possessive > begin and possessive < end - 1:
            p.possessor = self.classify(first, possessive)
        if isinstance(head_hit, Hit) and head_hit.kind != "demonym":
            if self.surname_of_city(begin, end) and self.person(p, begin, end):
                return p
            return self.known(p, begin, end, head_hit)
        if s.tags[end - 1] == "P" and self.person(p, begin, end):
            return p
        surname = not p.det and s.tags[begin:end].strip("P") == "" and end - begin > 1  # `Ada Cook`
        if p.head in lex.occupations and not surname:
            p.kind = "role"
            return p
        if p.head in lex.titles or singular(p.head) in lex.titles or s.lower[end - 2 : end] == ["chief", "executive"]:
            p.plural = p.head.endswith("s") and singular(p.head) in lex.titles
            p.kind = "group" if p.plural else "role"
            return p
        capital = s.tags[end - 1] == "P"
        if isinstance(head_hit, Hit):  # a demonym alone: `the Chinese`
            p.kind, p.entity_id = "demonym", head_hit.entity_id
            return p
        if p.head == "'s" or not p.head[0].isalpha():
            p.kind = "number" if p.head[:1].isdigit() else "thing"
            return p
        if p.det == "the" and s.tags[begin:end] == "Q" and p.head in _NUMBERS - {"one"}:
            p.kind, p.plural = "group", True  # `The four released a statement`
            return p
        p.head = p.head.rstrip("0123456789") or p.head
        kind = self.kind(begin, end, p.head, capital)
        if kind is None and capital and self.edition(p, begin, end):
            return p
        if kind is None and capital:
            office = any(s.lower[k] in lex.portfolios for k in range(begin, end)) or _acronym(s.words[end - 1])
            kind = "organisation" if office else "name"
        p.kind = kind or "thing"
        return p

    def edition(self, p: Phrase, begin: int, end: int) -> bool:
        """Whether it is an edition by a short name: `the next Chogm`, where `Meeting (Chogm)` stood before."""
        s, word = self.s, self.s.words[end - 1]
        which = " ".join(s.words[begin : end - 1])
        told = which == "" or (end - begin == 2 and (s.tags[begin] == "O" or s.lower[begin] in _EDITIONS))
        if not told or p.det not in ("the", "a", "its"):
            return False
        if word in self.article.acronyms:
            series, head = self.article.acronyms[word]
            p.kind, p.head, p.name = "event", head, f"{which} {series}".strip()
            return True
        if which and _acronym(word) and s.lower[begin] in _EDITIONS:
            p.kind, p.head = "event", "meeting"
            return True
        return False

    def common(self, p: Phrase) -> Phrase:
        """A phrase of small words alone, `the three cooperation centres`: its head noun says what it is."""
        s = self.s
        begin = p.first
        while s.tags[begin] in "DR":
            if s.tags[begin] == "D":
                p.det = s.lower[begin]
            begin += 1
        p.start, p.end = s.starts[begin], s.ends[p.last - 1]
        p.name, p.head = self.surface(p.start, p.end), s.lower[p.last - 1]
        p.kind, p.plural = _common_noun(p.head, s.lower[p.last - 2] if p.last - begin > 1 else "")
        return p

    def kind(self, begin: int, end: int, head: str, capital: bool) -> str | None:
        """The kind that the last two words, else the last word, give to a phrase."""
        return _kind_of_words(head, self.s.lower[end - 2] if end - begin > 1 else "", capital)

    def known(self, p: Phrase, begin: int, end: int, hit: Hit) -> Phrase:
        """A phrase that ends in a registry name."""
        entry = self.article.registry.entries[hit.entity_id]
        p.kind, p.entity_id = entry.type, hit.entity_id
        p.start, p.end, p.name = hit.start, hit.end, entry.name
        if entry.type == "person":
            self.titles(p, begin, end - 1)
            first = self.s.words[end - 1].split()[0]
            if (
                p.possessor is not None
                and not p.titles
                and first.lower() in self.lex.titles
                and hit.end > hit.start + len(first)
            ):
                p.titles = [(first, hit.start, hit.start + len(first))]  # `Jordan's King Abdullah`, known so
            self.article.learn_person(hit.entity_id, self.surface(hit.start, hit.end))
        p.plural = entry.type == "group"
        return p

    def person(self, p: Phrase, begin: int, end: int) -> bool:
        """Whether the capitalised words that end the phrase are a person's name."""
        s, lex = self.s, self.lex
        j = end - isinstance(s.payload.get(end - 1), Hit)
        while j > begin:
            k = j - 1
            low = s.lower[k].rstrip(".")
            if isinstance(s.payload.get(k), Hit) or (s.tags[k] not in "PH" and low not in _PARTICLES):
                break
            if k == end - 1 and k > begin and low in _SURNAMES and s.tags[k - 1] == "P" and self._given(k - 1):
                j = k
                continue
            if s.tags[k] == "P" and (
                low in lex.portfolios
                or (low in lex.title_words and s.lower[k - 1 : k] not in _SON_OF)
                or low in lex.honorifics
                or low in lex.heads
                or low in lex.tags
                or low in lex.noun_like
                or (len(low) > 2 and s.words[k].isupper() and not s.words[end - 1].isupper())
            ):
                break
            j = k
        while j < end and (s.tags[j] == "H" or (s.lower[j] in _PARTICLES and self._small(j, end))):
            j += 1
        words = end - j
        if words == 1 and s.lower[j] in _DAYS:
            return False
        plain = words - sum(s.lower[k] in _PARTICLES for k in range(j, end))
        if words == 0 or plain > 5 or (words == 1 and s.lower[j] in _NUMBERS):
            return False
        name = self.surface(s.starts[j], s.ends[end - 1])
        titled = j > begin and (
            (
                s.lower[j - 1].rstrip(".") in lex.title_heads
                and (words > 1 or s.lower[j - 1] not in lex.occupations)
                and not (s.lower[j - 1] == "fellow" and (j == begin + 1 or s.tags[j - 2] == "D"))
            )
            or s.lower[j - 1] in lex.honorifics
            or self._hit_title(j, begin)
        )
        known = words == 1 and name.lower() in self.article.surnames
        registered = self.article.registry.by_surface.get(name)
        described = j > begin and (
            (s.tags[j - 1] == "N" and s.words[j - 1][0].islower())
            or s.tags[j - 1] == "S"
            or s.lower[j - 1] in lex.portfolios
        )
        person_like = (
            words >= 2
            and plain <= 4
            and (described or (j == begin and p.det in ("", "a")))
            and registered is None
            and self._name_like(j, end)
        )
        if not (titled or known or person_like):
            return False
        p.start, p.end = s.starts[j], s.ends[end - 1]
        p.name = name
        p.head = s.lower[end - 1]
        p.plural = False
        if titled:
            p.kind = "person"
            self.titles(p, begin, j)
            p.entity_id = self.article.person(name)
            return True
        if known:
            p.kind, p.entity_id = "person", self.article.person(name)
            return True
        p.kind = "name"
        if all(w.lower() in self.article.surnames for w in (s.words[j], s.words[end - 1])):
            p.kind, p.entity_id = "person", self.article.person(name)
        return True

    def surname_of_city(self, begin: int, end: int) -> bool:
        """Whether a city ends a name behind a title: `Chairman Luis Lima`."""
        s, k = self.s, end - 1
        hit = s.payload.get(k)
        if not isinstance(hit, Hit) or self.article.registry.entries[hit.entity_id].type != "place":
            return False
        while k > begin and s.tags[k - 1] == "P" and k - 1 not in s.payload and self._given(k - 1):
            k -= 1
        return begin < k < end - 1 and s.lower[k - 1] in self.lex.title_heads and s.tags[k - 1] == "P"

    def _small(self, j: int, end: int) -> bool:
        """Whether a particle is no part of the surname itself: in small letters, or opening the sentence before one."""
        if self.s.words[j][0].islower():
            return True
        return j == 0 and end > 1 and (self.s.words[1][0].islower() or self.s.lower[1] in self.article.surnames)

    def _given(self, k: int) -> bool:
        """Whether a capitalised word can be the given name of somebody called King or Major."""
        low, lex = self.s.lower[k], self.lex
        return k not in self.s.payload and low not in lex.title_words | lex.portfolios and low not in lex.heads

    def _hit_title(self, j: int, begin: int) -> bool:
        """`President of China Xi`, `ambassador to the United States Wei`: a registry name between title and name."""
        link = begin - 1 - (self.s.tags[begin - 1 : begin] == "D")
        return (
            isinstance(self.s.payload.get(j - 1), Hit)
            and link >= 1
            and (self.s.tags[link] in "ot" or self.s.lower[link] == "for")
            and self.s.lower[link - 1] in self.lex.title_heads
        )

    def _name_like(self, j: int, end: int) -> bool:
        return all(
            self.s.tags[k] in "PH" and len(self.s.words[k]) > 1 and not self.s.words[k].isupper() for k in range(j, end)
        )

    def titles(self, p: Phrase, begin: int, end: int) -> None:
        """The title that stands before a name, with its offsets."""
        s, lex = self.s, self.lex
        while begin < end and (s.lower[begin] in lex.honorifics or (s.tags[begin] in "RqO" and s.tags[begin] != "O")):
            begin += 1
        last = end
        while last > begin and s.lower[last - 1] in lex.honorifics:
            last -= 1
        if last > begin and s.lower[last - 1] in lex.title_heads:
            begin = self.title_start(begin, last)
            a, b = s.span(begin, last)
            p.titles = [*p.titles, (self.surface(a, b), a, b)]

    def title_start(self, begin: int, last: int) -> int:
        """Where a title that ends before token `last` starts: capitals, modifiers and, before a small head, nouns."""
        s, lex = self.s, self.lex
        small = s.words[last - 1][0].islower()
        capital = False
        first = last - 1
        while first > begin:
            k = first - 1
            if s.lower[k].endswith("d.c.") or (
                s.lower[k].endswith("ing") and s.tags[k] == "N" and s.lower[k] not in lex.title_words
            ):
                break
            if s.tags[k] in "PSH":
                capital = True
            elif s.lower[k] in lex.title_words or (s.tags[k] == "&" and first > begin + 1):
                pass
            elif not (s.tags[k] in "NO" and small and not capital and last - k <= 4):
                break
            first = k
        if s.lower[first - 1 : first] in (["for"], ["as"]) and "&" in s.tags[first:last]:
            first = s.tags.rindex("&", first, last)  # `the ticket for president and former governor A B`
        while first < last - 1 and s.tags[first] in "&SH":
            first += 1
        return first

    def surface(self, start: int, end: int) -> str:
        return " ".join(self.article.text[start:end].split())

    # attachments ------------------------------------------------------------------------------------------------

    def full(self, i: int) -> Phrase | None:
        """A phrase with everything that belongs to it."""
        p = self.base(i)
        if p is None:
            return None
        s = self.s
        while True:
            j = p.after
            tag = s.tags[j] if j < self.n else "."
            if tag == "G" and p.kind == "group" and s.lower[j] == "representing" and p.of is None:
                inner = self.coordination(j + 1, inside=True)  # `delegations representing A and B`
                if inner is None or any(x.kind not in PARTY_KINDS for x in inner.each()):
                    break
                p.of, p.after, p.end = inner, inner.after, max(p.end, inner.end)
                p.name = self.surface(p.start, p.end)
                continue
            if tag not in "&otI":
                break
            if tag == "&" and p.kind == "role" and not p.titles:
                joined = self.double_role(p, j)
                if joined is not None:
                    p = joined
                    continue
            if tag == "o" and p.head in ("head", "heads") and (last := self.of_state(j)):
                p.after = p.last = last
                p.end = s.ends[last - 1]
                p.name = self.surface(p.start, p.end)
                continue
            charge = tag == "o" or s.lower[j] == "for"
            if charge and p.kind == "role" and not p.plural and (person := self.of_portfolios(p, j + 1)):
                return self.trail(person)
            if tag == "o" and p.of is None:
                inner = self.portfolio(p, j + 1)
                rough = self.after_approximator(j + 1)
                if inner is None and rough > j + 1 and p.kind in ("measure", "thing"):
                    inner = self.base(rough)  # `a total of about $5 million`
                if inner is None:
                    k = self.after_approximator(j + 1) if p.head in _SUMS or p.kind == "group" else j + 1
                    inner = self.coordination(k, inside=True) if self._takes_list(p) else self.full(k)
                    each = [x.kind for x in inner.each()] if p.kind in ("name", "measure") and inner is not None else []
                    if each[:1] == ["country"] and each[-1] in ("name", "person"):
                        inner = self.full(j + 1)  # `Ada Quispe of Peru and Luis Rojas of Kenya`
                    if p.kind == "institution" and inner is not None and self.other_bodies(inner):
                        inner = self.full(j + 1)  # `the Office of the President and the Reef Agency`
                if inner is None:
                    break
                if p.kind == "event" and any(x.titles for x in inner.items[1:]) and not inner.items[0].titles:
                    inner = self.full(j + 1) or inner  # `of the Andean Summit of the States, Minister A, Minister B …`
                person = self.titled_person(p, inner) or self.of_ministry(p, inner)
                if person is not None:
                    return self.trail(person)
                if (
                    p.kind in ("group", "role", "name", "thing")
                    and self.capitalised(p)
                    and self.capitalised(inner)
                    and kind_of_head(inner.head, True) == "event"
                ):
                    p.kind, p.head = "event", inner.head  # `Commonwealth Heads of Government Meeting`
                if p.head in ("round", "rounds") and kind_of_head(inner.head, False) == "event":
                    p.kind, p.head, p.parties = "event", inner.head, inner.parties  # `the third round of talks`
                if p.kind == "thing" and kind_of_head(f"{p.head} of {inner.head}", False) == "agreement":
                    p.kind = "agreement"  # `letter of intent`
                p.of, p.after = inner, inner.after
                if p.kind not in ("person", "name"):
                    p.end = max(p.end, inner.end)
                    p.name = self.surface(p.start, p.end)
                continue
            if tag == "t" and p.kind == "role" and p.head in _ENVOYS and s.tags[j + 1 : j + 2] in ("P", "D"):
                inner = self.full(j + 1)
                person = self.titled_person(p, inner) if inner is not None else None
                if person is not None:
                    return self.trail(person)
                break
            if tag in "It" and p.kind == "role" and not p.titles and s.lower[j] in _ROLE_PREPS:
                person = self.expert_on(p, j) or self.office_for(p, j)
                if person is not None:
                    return self.trail(person)
            if (
                tag == "t"
                and p.kind in ("institution", "agreement")
                and p.det in ("a", "an")
                and s.tags[j + 1 : j + 2] == "B"
            ):
                inner = self.base(j + 2)
                if inner is None:
                    break
                inner = self.full(j + 2) or inner
                p.after, p.end = inner.after, inner.end
                p.name = self.surface(p.start, p.end)
                continue
            if tag in "Io" and p.kind in ("agreement", "institution", "event") and s.tags[j + 1 : j + 2] == "G":
                k = j + 2 + (s.lower[j + 2 : j + 3] == ["up"])
                inner = self.coordination(k, inside=True)  # `a declaration on enhancing connectivity`
                if inner is None or s.lower[j] not in ("on", "of", "for"):
                    break
                other = inner.items[-1] if p.kind == "agreement" and len(inner.items) == 2 else inner
                if other.kind == "agreement" and s.lower[other.first - 2 : other.first] == ["well", "as"]:
                    inner = inner.items[0]  # `a pact on easing the trade treaty, as well as documents on mining`
                p.after, p.end = inner.after, inner.end
                p.name = self.surface(p.start, p.end)
                continue
            if (tag == "I" or (tag == "t" and p.kind == "measure")) and self.complements(p, j):
                outer, self.topic = self.topic, p.kind == "agreement"
                body = p.kind == "organisation"  # `Secretary of | State for Trade A B, Ambassador C D and E`
                inner = self.coordination(self.after_approximator(j + 1), inside=True, roles=not body)
                self.topic = outer
                if inner is None:
                    break
                person = self.titled_person(p, inner)
                if person is not None:
                    return self.trail(person)
                if s.tags[inner.last - 1] == "P" and s.lower[inner.last - 1].endswith("ing") and not inner.items:
                    inner = self.gerund_title(inner)
                p.after, p.end = inner.after, max(inner.end, p.end)
                if s.lower[j] in ("between", "with", "among"):
                    p.parties = inner
                elif p.of is None:
                    p.of = inner
                p.name = self.surface(p.start, p.end)
                continue
            break
        return self.trail(p)

    def other_bodies(self, p: Phrase) -> bool:
        """Whether what is coordinated ends in a body with a name and an article of its own."""
        return bool(p.items) and p.items[-1].det == "the" and p.items[-1].kind in ("organisation", "institution")

    def expert_on(self, role: Phrase, j: int) -> Phrase | None:
        """The person of `the expert in Andean politics A B`: the name stands behind what he is an expert in."""
        inner = self.base(j + 1) if self.s.tags[j] == "I" else None
        if inner is None or inner.kind not in ("name", "person") or inner.titles or inner.det:
            return None
        name_at = next((k for k in range(inner.first, inner.last) if self.s.starts[k] >= inner.start), inner.first)
        small = name_at > inner.first and self.s.tags[name_at - 1] == "N" and self.s.words[name_at - 1].islower()
        return self.titled_person(role, inner) if small and inner.last - name_at > 1 else None

    def office_for(self, role: Phrase, j: int) -> Phrase | None:
        """The person of `Peru's envoy for the Arctic, A B,`: the name stands in commas behind what he is for."""
        s = self.s
        inner = self.full(j + 1) if s.tags[j + 1 : j + 2] in tuple("DP") else None
        if inner is None or inner.items or inner.kind == "person" or s.tags[inner.after : inner.after + 2] != ",P":
            return None
        name = self.base(inner.after + 1)
        if name is None or name.kind not in ("person", "name") or name.titles or " " not in name.name:
            return None
        whole = replace(role, after=inner.after, end=inner.end, name=self.surface(role.start, inner.end))
        return whole if self.name_after_role(whole, inner.after) else None

    def gerund_title(self, p: Phrase) -> Phrase:
        """The rest of a title that a capitalised gerund begins: `Declaration on | Building a Closer Union for All`."""
        rest = self.full(p.after) if self.s.tags[p.after : p.after + 1] == "D" else None
        if rest is None or not self.capitalised(rest):
            return p
        p.after, p.end = rest.after, rest.end
        k = p.after
        if self.s.lower[k : k + 1] == ["for"] and (aim := self.full(k + 1)) is not None and self.capitalised(aim):
            p.after, p.end = aim.after, aim.end
        return p

    def of_state(self, j: int) -> int | None:
        """Where `of state or government` ends that starts at token j and is no country: `heads of state of …`."""
        office = self.s.lower[j + 1 : j + 4]
        if office[:1] not in (["state"], ["government"]):
            return None
        return j + 4 if office[1:2] in (["or"], ["and"]) and office[2:] in (["government"], ["state"]) else j + 2

    def after_approximator(self, j: int) -> int:
        """The quantity's token in `from about 20 countries`, else j."""
        k = j
        while k < self.n and k - j < 3 and self.s.lower[k] in _APPROXIMATORS:
            k += 1
        return k if k > j and self.s.tags[k : k + 1] == "Q" else j

    def capitalised(self, p: Phrase) -> bool:
        return self.s.tags[p.last - 1] == "P" and p.entity_id is None and not p.items

    def _takes_list(self, p: Phrase) -> bool:
        """`presidents of A, B and C` takes the whole list, `president of A` only A."""
        return p.plural or p.kind not in ("role", "person", "country", "organisation", "place")

    def complements(self, p: Phrase, j: int) -> bool:
        """Whether the preposition at token j opens a part of the name itself."""
        s = self.s
        word = s.lower[j]
        if j + 1 >= self.n or s.tags[j + 1] == "T":
            return False
        capital_name = s.tags[p.last - 1] == "P" and not isinstance(s.payload.get(p.last - 1), Hit)
        if word == "for" and p.head in _SPOKES and s.tags[j + 1] in "DP":
            return True
        if word == "for" and p.head == "ceremony" and _NAMED.match(s.tags, j + 1):
            return True  # `the signing ceremony for the Lima Accord`
        if word == "for":
            return (
                capital_name and s.tags[j + 1] in "PD" and p.kind in ("organisation", "institution", "event", "role")
            ) or (p.kind in ("agreement", "institution"))
        if p.kind == "agreement":
            return s.lower[j + 1] != "behalf" and word in (
                "on",
                "between",
                "with",
                "for",
                "among",
                "about",
                "concerning",
                "regarding",
            )
        if p.kind == "institution":
            named = isinstance(s.payload.get(j + 1), Hit) or isinstance(s.payload.get(j + 2), Hit)
            return word in ("on", "for", "between", "against") and named == (word == "between")
        if p.kind == "measure":
            near = word in ("between", "with", "to", "from", "in", "among", "into") and s.tags[j + 1] in "PDQ"
            if self.topic and word == "in" and self.city(j + 1):
                return False  # `signed a treaty on border trade in Lima`
            return near and not isinstance(s.payload.get(j + 1), Quantity)
        if p.kind == "group":
            return word == "from"
        if p.kind == "event":
            topic = s.tags[j + 1] in "PN" or (p.det in ("a", "an") and s.lower[j + 1] in ("a", "an", "the"))
            if word == "on" and topic and not self.city(j + 1):
                return p.head not in ("session", "ceremony", "edition") or capital_name
            return word == "between" or (word == "with" and p.head in ("talks", "meeting") and s.tags[j + 1] == "P")
        return False

    def city(self, k: int) -> bool:
        """Whether the registry knows the name at token k as a city or another place that is no country."""
        hit = self.s.payload.get(k)
        return isinstance(hit, Hit) and self.article.registry.entries[hit.entity_id].type == "place"

    def double_role(self, p: Phrase, j: int) -> Phrase | None:
        """`General Secretary and President`: two offices of one person."""
        other = self.base(j + 1)
        if other is None or other.kind != "role" or other.plural:
            running = p.first and self.s.lower[p.first - 1] in ("for", "as")  # `for president and ex-governor A B`
            two = p.det == "the" and " " not in p.name  # `the Secretary and President A B` are two
            if other is not None and other.kind == "person" and other.titles and p.det in ("", "the") and not running:
                if two:
                    return None
                _, _, b = other.titles[0]
                other.titles = [(self.surface(p.start, b), p.start, b), *other.titles[1:]]
                other.first = p.first
                return other
            return None
        p.last, p.after, p.end, p.of = other.last, other.after, other.end, None
        p.head, p.name = other.head, self.surface(p.start, other.end)
        return p

    def titled_person(self, role: Phrase, inner: Phrase) -> Phrase | None:
        """`President of China Xi Jinping`: the phrase after `of` ends in a person, the role is the title."""
        inner = next((x for x in inner.items if self.behind_portfolio(x)), inner.items[-1]) if inner.items else inner
        inner = self.behind_office(inner) or inner
        s = self.s
        if role.kind == "role" and inner.kind == "person" and len(inner.titles) == 1:
            return self.envoy_for(role, inner)
        if role.kind != "role" or inner.titles:
            return None
        begin = inner.first
        name_at = next((k for k in range(begin, inner.last) if s.starts[k] >= inner.start), begin)
        whole = inner.kind not in ("person", "name") or name_at == begin
        if whole or s.tags[name_at - 1] == "D":
            last = (
                inner.of.last if inner.of is not None else inner.last
            )  # `Counselor of the Department of State Derek Chollet`
            behind = (self.after_portfolio(begin, last) if whole else None) or self.after_body(begin, last)
            if behind is None:
                return None
            name_at = behind
            inner.start, inner.end = s.starts[name_at], s.ends[last - 1]
            inner.name, inner.of = self.surface(inner.start, inner.end), None
        if s.tags[name_at - 1] in "SD":
            return None  # `the director of Kenya's Fair Seas`, `the commander of the Lima Guard`
        if "," in s.tags[role.last : name_at] and any(
            s.lower[k] in self.lex.title_heads for k in range(role.last, name_at)
        ):
            return None  # `the envoy for Peru A B, adviser C D`
        inner.kind, inner.plural = "person", False
        inner.entity_id = inner.entity_id or self.article.person(inner.name)
        last = name_at - 1
        while s.lower[last] in self.lex.honorifics and last > role.last:
            last -= 1
        a, b = role.start, s.ends[last]
        inner.titles = [(self.surface(a, b), a, b)]
        inner.first = role.first
        inner.det = role.det
        return inner

    def behind_portfolio(self, p: Phrase) -> bool:
        """Whether a name ends the phrase: the one of `Climate A B`, whom others may follow."""
        return p.kind == "name" and p.start > self.s.starts[p.first]

    def behind_office(self, p: Phrase) -> Phrase | None:
        """The person of `State for Political Affairs A B`, also where others follow: `… A B, the envoy C D and E`."""
        inner = p.of.each()[0] if p.of is not None else None
        if inner is None or inner.start <= self.s.starts[inner.first]:
            return None
        before = next((k for k in range(inner.first, inner.last) if self.s.starts[k] >= inner.start), 0) - 1
        capital = inner.kind in ("name", "person") and self.s.words[before][0].isupper()
        office = capital and not inner.titles and self.s.lower[before] in self.lex.portfolios
        return inner if office or (inner.kind == "person" and p.of is inner) else None

    def envoy_for(self, role: Phrase, inner: Phrase) -> Phrase | None:
        """`Special Representative for Peru Ambassador A B`: the country belongs to the first of two titles."""
        s = self.s
        _, a, b = inner.titles[0]
        k = next((k for k in range(inner.first, inner.last) if s.starts[k] == a), None)
        hit = s.payload.get(k) if k is not None else None
        if k is None or not isinstance(hit, Hit) or hit.kind == "demonym" or s.ends[k] >= b:
            return None
        second = s.starts[k + 1]
        inner.titles = [
            (self.surface(role.start, s.ends[k]), role.start, s.ends[k]),
            (self.surface(second, b), second, b),
        ]
        inner.first, inner.det = role.first, role.det
        return inner

    def of_portfolios(self, role: Phrase, j: int) -> Phrase | None:
        """The person of `Minister of Fisheries, Trade and Industry A B`, whose title lists what he is in charge of."""
        match = _LISTED.match(self.s.tags, j)
        if match is None or not any(self.s.lower[k] in self.lex.portfolios for k in range(*match.span(1))):
            return None
        if any(self.s.lower[k] in self.lex.title_heads for k in range(*match.span())):
            return None  # `Minister of Fisheries A B, Minister of Trade C D and …`
        hit = self.s.payload.get(match.end() - 1)
        known = isinstance(hit, Hit) and hit.entity_id.startswith("person:")
        if known and self.s.lower[match.end() - 2] in self.lex.portfolios:
            name_at: int | None = match.end() - 1
        else:
            name_at = self.after_portfolio(*match.span(2))
        if name_at is None or (match.end() - name_at < 2 and not known):
            return None
        last = Phrase(match.start(2), match.end(), kind="name", after=match.end())
        last.entity_id = hit.entity_id if isinstance(hit, Hit) else None
        last.start, last.end = self.s.starts[name_at], self.s.ends[match.end() - 1]
        last.name, last.head = self.surface(last.start, last.end), self.s.lower[match.end() - 1]
        return self.titled_person(role, last)

    def of_ministry(self, p: Phrase, inner: Phrase) -> Phrase | None:
        """`Ministry of Foreign Affairs spokesman A B`: the ministry belongs to the title."""
        named = self.s.words[p.last - 1][0].isupper() and p.entity_id is None
        if p.kind not in ("organisation", "institution") or not named or inner.det:
            return None
        if inner.kind == "person" and len(inner.titles) == 1 and inner.titles[0][0].lower().endswith("representatives"):
            return None  # `members of the House of Representatives A B and C D`
        if inner.kind == "person" and len(inner.titles) == 1 and inner.titles[0][1] == self.s.starts[inner.first]:
            end = inner.titles[0][2]
            inner.titles, inner.first = [(self.surface(p.start, end), p.start, end)], p.first
        elif inner.kind == "role" and not inner.plural and inner.last - inner.first > 1 and inner.of is None:
            inner.first, inner.start = p.first, p.start
            inner.name = self.surface(p.start, inner.end)
        else:
            return None
        inner.det = p.det
        return inner

    def portfolio(self, role: Phrase, begin: int) -> Phrase | None:
        """`Trade, Industry and Mines Ada Quispe` behind `Minister of`: a list that ends in who is in charge of it."""
        s = self.s
        listed = _PORTFOLIO.match(s.tags, begin) if role.kind == "role" and not role.plural else None
        if listed is None or any(k in s.payload for k in range(begin, listed.end() - 1)):
            return None
        last = listed.end() - 1
        if isinstance(known := s.payload.get(last), Hit):
            if s.lower[last - 1] not in self.lex.portfolios or known.kind == "demonym":
                return None
            person = self.base(last)
            return person if person is not None and person.kind == "person" and not person.titles else None
        if self.after_portfolio(listed.start(1), listed.end()) is None:
            return None
        return Phrase(begin, last + 1, "name", after=last + 1, start=s.starts[begin], end=s.ends[last])

    def after_portfolio(self, begin: int, last: int) -> int | None:
        """Where the name starts in `Foreign Affairs Locsin`: behind the last word that ministers are in charge of."""
        s = self.s
        words = [k for k in range(begin, last) if s.lower[k] in self.lex.portfolios]
        if not words or words[-1] == last - 1:
            return None
        names = range(words[-1] + 1, last)
        plain = all(
            s.lower[k] in _PARTICLES or (s.tags[k] in "PH" and k not in s.payload and not self.names_nobody(s.lower[k]))
            for k in names
        )
        return names[0] if plain and sum(s.tags[k] == "P" for k in names) <= 4 else None

    def after_body(self, begin: int, last: int) -> int | None:
        """Where the name starts in `the Reef Institute Ada Quispe`: plain capitals behind a body's head."""
        s = self.s
        heads = [k for k in range(begin + 1, last - 1) if "organisation" in self.lex.heads.get(s.lower[k], ())]
        if not heads or not 2 <= last - 1 - heads[-1] <= 3 or s.tags[heads[-1]] != "P":
            return None
        names = range(heads[-1] + 1, last)
        plain = all(s.tags[k] == "P" and k not in s.payload and not self.names_nobody(s.lower[k]) for k in names)
        written = all(s.words[k].isalpha() and not s.words[k].isupper() for k in names)
        return names[0] if plain and written else None

    def names_nobody(self, low: str) -> bool:
        """Whether a capitalised word belongs to an office or a body, and not to a person's name."""
        return low in self.lex.heads or low in self.lex.title_words

    def trail(self, p: Phrase) -> Phrase:
        """Brackets, place chains, member lists and appositions that follow the phrase."""
        s = self.s
        while p.after < self.n:
            j = p.after
            tag = s.tags[j]
            if tag == "R" and s.words[j] in ",(":  # where somebody stands in a picture
                mark = {",": ",", "(": ")"}[s.words[j]]
                p.after = s.words.index(mark, j + 1) + 1
                continue
            if tag not in "(,-:":
                break
            if s.tags[j : j + 3] == ",Q," and p.kind in ("person", "name") and s.words[j + 1].isdigit():
                p.after = j + 2  # `Ada Quispe, 45, the mayor of Lima`
                continue
            if tag == "(":
                close = s.tags.find(")", j)
                if close < 0:
                    break
                self.bracket(p, j + 1, close)
                p.after = close + 1
            elif (
                (tag == "," and (p.kind == "place" or self.unknown_place(p, j)) and self.place_chain(p, j))
                or (tag in ",-" and self.apposition(p, j))
                or (tag in ",-:" and p.kind in ("group", "agreement") and self.member_list(p, j))
            ):
                continue
            else:
                break
        if p.kind in _NAMEABLE and p.det != "" and not p.plural:
            self.naming(p)
        return p

    def naming(self, p: Phrase) -> None:
        """The name behind what something is: `a fund called Blue Ports`, `a new alliance, the Blue Group`."""
        s = self.s
        j = p.after + (s.tags[p.after : p.after + 1] == ",")
        called = s.lower[j : j + 1] != [] and s.lower[j] in self.lex.naming
        known = s.lower[j : j + 2] == ["known", "as"]
        if called or known:
            k = j + 1 + known
        elif j > p.after and p.det in ("a", "an") and p.kind in NAMED_KINDS and s.lower[j : j + 1] == ["the"]:
            k = j
        else:
            return
        name = self.base(k) if k < self.n and s.tags[k] in "DPq" else None
        if name is None or name.kind in ("person", "country", "place", "group", "role", "demonym"):
            return
        begin = k + (s.tags[k] == "D") + (s.tags[k : k + 1] == "q")
        capital = s.tags[begin : begin + 1] == "P" and (k == j or name.last - begin > 1 or _acronym(s.words[begin]))
        behind = s.tags[name.after : name.after + 1] or "."
        said = behind == "," and s.tags[name.after + 1 : name.after + 2] in tuple("FZMAV")
        if not capital or behind in 'DNPQ"' or (k == j and (said or behind not in ".,;")):
            return
        p.name, p.det, p.entity_id = name.name, "the", name.entity_id
        p.kind = name.kind if p.kind == "thing" and name.kind in NAMED_KINDS else p.kind

    def bracket(self, p: Phrase, j: int, close: int) -> None:
        """What stands in brackets behind a phrase: a person's office, members, if it is a list of countries, or the
        short name of an event."""
        if p.kind == "event" and close == j + 1 and self.s.tags[j] == "P" and j not in self.s.payload:
            self.article.acronyms[self.s.words[j]] = strip_ordinal(told_name(p.name)), p.head
            return
        if p.kind in ("person", "name"):
            if not p.titles and p.apposition is None and self.s.tags[j] in "DNPO":
                self.apposition(p, j - 1)
            return
        inner = self.coordination(j, inside=True)
        if inner is not None and inner.after >= close and all(x.kind == "country" for x in inner.each()):
            p.members = inner.each()

    def member_list(self, p: Phrase, j: int) -> bool:
        """`five Central Asian countries – A, B and C` and `…, including A, B and C`."""
        s = self.s
        k = j + 1
        count = None
        if k < self.n and s.lower[k] in ("including", "namely", "comprising"):
            k += 1
        elif s.tags[j] not in "-:":
            count = self.count(p)  # `the seven member countries, A, B, … and G,` if there are seven
            if count is None:
                return False
        target = p if p.kind == "group" else _group_inside(p)
        if target is None:
            return False
        inner = self.coordination(k, inside=True)
        if inner is None or len(inner.items) < 2 or not all(x.kind == "country" for x in inner.items):
            return False
        if count is not None and len(inner.items) != count:
            return False
        target.members = inner.items
        p.after = inner.after
        if p.after < self.n and s.tags[p.after] in "-," and s.tags[j] == s.tags[p.after]:
            p.after += 1
        return True

    def count(self, p: Phrase) -> int | None:
        """The number in `leaders of the seven member countries`."""
        for q in (p, p.of):
            for k in range(q.first, q.last) if q is not None else ():
                value = getattr(self.s.payload.get(k), "value", None)
                if isinstance(value, float) and value.is_integer():
                    return int(value)
        return None

    def place_chain(self, p: Phrase, j: int) -> bool:
        """`Astana, Kazakhstan`, `Xi'an, Shaanxi Province`, `Astana, the capital of Kazakhstan,`."""
        s = self.s
        match = _BASE.match(s.tags, j + 1)
        if match is None or s.tags[j + 1] == "X":
            return False
        q = self.classify(j + 1, match.end())
        end = match.end()
        capital = "capital" in s.lower[j + 1 : end]
        if capital and end < self.n and s.tags[end] == "o":
            country = self.base(end + 1)
            if country is None or country.kind != "country":
                return False
            q, end = country, country.after
        elif capital and q.possessor is not None and q.possessor.kind == "country":
            q = q.possessor
        elif q.kind == "country" and not self.inside(p, q):
            return False
        elif q.kind == "country" or (
            q.kind == "place" and s.lower[end - 1] in ("province", "region", "state", "county")
        ):
            if s.tags[end : end + 1] == "&" or (s.tags[end : end + 2] in (",P", ",&") and self._list_ahead(end)):
                return False
        elif p.det == "the" and q.kind == "name":
            return False  # `the envoy for the Arctic, A B, said …`
        elif not (q.kind in ("place", "name") and self.closes_chain(q, end)):
            return False
        p.places = [*p.places, q]
        p.after = end
        p.end = s.ends[end - 1]
        if end < self.n and s.tags[end] == "," and end + 1 < self.n:
            p.after = end + 1 if capital else end
        return True

    def unknown_place(self, p: Phrase, j: int) -> bool:
        """Whether a name before a comma is where something is: the Calama of `in Calama, Chile`."""
        hit = self.s.payload.get(j + 1)
        if p.kind != "name" or not p.first or self.s.lower[p.first - 1] not in ("in", "at", "near"):
            return False
        return isinstance(hit, Hit) and hit.entity_id.startswith("country:") and self.s.tags[j + 2 : j + 3] != "N"

    def closes_chain(self, q: Phrase, end: int) -> bool:
        """Whether a capitalised name after `Wilmington,` is its state or province: `Delaware,` with nothing to do."""
        s = self.s
        if s.lower[end - 1] in ("province", "region", "prefecture"):
            return True
        return (
            not q.det
            and (q.last - q.first == 1 or (q.last - q.first == 2 and s.lower[q.first] in _QUARTERS))
            and (s.tags[end : end + 1] or ".") in ",.;I"
            and s.tags[end : end + 2] != ",&"
        )

    def inside(self, place: Phrase, country: Phrase) -> bool:
        """Whether the place can lie in the country, as far as the registry knows."""
        entries = self.article.registry.entries
        code = entries[place.entity_id].country_code if place.entity_id in entries else None
        return code is None or country.entity_id == f"country:{code}"

    def _list_ahead(self, j: int) -> bool:
        """Whether a country list goes on at token j: `A, B and C`."""
        return bool(re.match(r"(?:,P)*,?&P", self.s.tags[j:]))

    def apposition(self, p: Phrase, j: int) -> bool:
        """`Wang Yi, a member of X and foreign minister,` and `Mr. Thanh - Director of Y -`."""
        s = self.s
        if p.kind == "role" and s.tags[j] == "," and not p.plural:
            return self.name_after_role(p, j)
        if p.kind not in ("person", "name") or j + 1 >= self.n:
            return False
        k = j + 1
        while k < self.n and s.tags[k] == "R":
            k += 1
        role = self.base(k) if k < self.n and s.tags[k] in "DNPO" else None
        if role is None or k in self.of_the_next:
            return False
        occupation = (
            role.kind == "thing"
            and role.det in ("a", "an")
            and role.head.endswith(self.lex.personal_endings)
            and p.last - p.first >= 2
            and p.kind == "name"
        )
        if not (role.kind == "role" or occupation) or role.plural:
            return False
        role = self.role_tail(role)
        if role.kind == "person":
            self.of_the_next.add(k)
            return False
        if p.kind == "name" and p.last - p.first < 2:
            return False
        end = role.after
        closing = s.tags[end] if end < self.n else "."
        while closing in "IT" and s.tags[end : end + 2] in ("IT", "T,", "T)"):  # `president since 2019,`
            end += 1
            closing = s.tags[end] if end < self.n else "."
        closed = closing == s.tags[j] or closing in ",.;:-)hW" or closing in _FINITE
        if closing in _FINITE and p.first and s.tags[p.first - 1] in "Iot":
            return False  # `At the request of the premier, A B, the queen closed …`
        if not closed:
            return False
        if p.kind == "name":
            p.kind = "person"
        if p.entity_id is None:
            p.entity_id = self.article.person(p.name)
        p.apposition = role
        p.after = end + 1 if closing == s.tags[j] else end
        return True

    def name_after_role(self, p: Phrase, j: int) -> bool:
        """`the president of Kazakhstan, Kassym-Jomart Tokayev,`."""
        s = self.s
        indefinite = p.det in ("a", "an", "another", "one")
        told = indefinite or p.det in _TELLING or p.possessor is not None or isinstance(s.payload.get(p.first), Hit)
        told = told or s.lower[p.first - 1 : p.first] == ["whose"]
        told = told or (p.after > p.last and s.words[p.last - 1][0].isupper())  # `Secretary for Trade, A B,`
        person = self.base(j + 1) if told else None
        if person is None or person.kind not in ("person", "name") or person.det:
            return False
        telling = p.det in _TELLING or p.possessor is not None
        if person.titles and (person.titles[0][1] != s.starts[j + 1] or not telling):
            return False
        end = person.after
        closing = s.tags[end] if end < self.n else "."
        if closing == "o" and person.titles and self.base(end + 1) is not None:  # `the chair, President A B of Peru,`
            end += 2
            closing = s.tags[end : end + 1]
        if closing not in tuple(",.;" + _FINITE):
            return False
        if indefinite and ((closing != "," and p.first) or closing in ".;" or " " not in person.name):
            return False
        title = (self.surface(p.start, p.end), p.start, p.end)
        p.kind, p.name, p.entity_id = "person", person.name, person.entity_id or self.article.person(person.name)
        p.start, p.end, p.head, p.of, p.plural = person.start, person.end, person.head, None, False
        p.titles = [title, *person.titles]
        p.after = end + 1 if closing == "," else end
        return True

    def role_tail(self, role: Phrase) -> Phrase:
        """The role with its complements and a second role after `and`."""
        s = self.s
        while role.after < self.n:
            j = role.after
            tag = s.tags[j]
            if tag == "o" or (tag == "I" and s.lower[j] in _ROLE_PREPS and s.tags[j + 1 : j + 2] not in ("T", "")):
                inner = self.coordination(j + 1, inside=True, roles=False)
                if inner is not None and inner.items and s.tags[inner.items[0].after] == ",":
                    whose = inner.items[0].kind in ("country", "place") and tag == "o"
                    if len(inner.items) == 2 or whose:
                        inner = self.full(j + 1)  # `Ada Quispe, the envoy of Peru, and Luis Rojas` are two
                if inner is None:
                    break
                if self.ends_in_person(inner):
                    role.kind = "person"  # `Deputy Secretary of State Wendy Sherman` is somebody else
                    return role
                role.after, role.end = inner.after, inner.end
                role.of = role.of or inner
            elif tag == "t" and s.tags[j + 1 : j + 2] in ("P", "D"):
                inner = self.full(j + 1)
                if inner is None:
                    break
                another = inner.kind in ("name", "person") and isinstance(s.payload.get(inner.first), Hit)
                if self.ends_in_person(inner) or (another and not inner.items):
                    role.kind = "person"  # `Ambassador to the United States Wendy Sherman`, too
                    return role
                role.after, role.end = inner.after, inner.end
            elif s.lower[j : j + 2] == ["responsible", "for"]:
                inner = self.coordination(j + 2, inside=True, roles=False)
                if inner is None:
                    break
                role.after, role.end = inner.after, inner.end
            elif tag == "&":
                other = self.base(j + 1)
                if other is None or other.kind != "role":
                    break
                role.items = [*role.each(), self.role_tail(other)]
                role.after = other.after
                break
            else:
                break
        role.name = self.surface(role.start, role.end)
        return role

    def ends_in_person(self, p: Phrase) -> bool:
        return any(
            x.kind == "person"
            or self.after_portfolio(x.first, x.last) is not None
            or (x.of is not None and x.of.kind == "person" and x.of.start > self.s.starts[x.of.first])
            or (x.kind == "organisation" and x.of is not None and self.ends_in_person(x.of))
            for x in p.each()
        )

    # coordination -----------------------------------------------------------------------------------------------

    def coordination(self, i: int, inside: bool = False, roles: bool = True) -> Phrase | None:
        """A phrase, or several of one sort joined by commas and a conjunction, as one phrase with items."""
        first = self.full(i)
        if first is None or first.kind == "pronoun":
            return first
        s = self.s
        if first.after >= self.n or (s.tags[first.after] not in ",&" and not self.explained(first)):
            return first
        items = [first]
        told = 0  # how many stand before the first explanation in commas
        while True:
            j = items[-1].after
            k = j
            explained = self.explained(items[-1])  # `A B, the envoy of Chile, C D, and E F`
            comma = k < self.n and s.tags[k] == ","
            if comma:
                k += 1
            conj = k < self.n and s.tags[k] == "&"
            if conj:
                k += 1
                while k < self.n and s.tags[k] == "R":
                    k += 1
            if not (comma or conj or explained) or k >= self.n:
                break
            if not conj and (not self.more(k) or (not roles and self.opens_office(k))):
                break
            following = self.full(k)
            if following is None and conj and (counted := self.after_approximator(k)) > k:
                following = self.full(counted)  # `A, B and more than 20 countries`
                following = following if following is not None and following.kind == "group" else None
            if not conj and items[0].kind == "group" and items[0].name == "Ministers":
                break  # `President of the Council of Ministers, Ada Quispe, …`
            if following is None or not _alike(items[0], following) or (following.kind == "role" and not roles):
                break
            if explained and not conj and following.kind not in ("person", "name", "group"):
                break
            if inside and following.kind == "person" and following.titles and items[0].kind == "name":
                break  # `of Defense for Security Affairs Ada Quispe, Ambassador Luis Rojas and …`
            after = s.tags[following.after] if following.after < self.n else "."
            if conj and not comma and (whole_name := self.one_foundation(items, following)) is not None:
                return whole_name
            whose = items[0].of or items[0]
            if (
                whose.kind == "country"
                and following.kind in ("person", "name")
                and _OF_ANOTHER.match(s.tags, following.after)
            ):
                break  # `the presidents of Peru, A B, and of Chile, C D`
            if (
                conj
                and (after in "FZ" or (comma and len(items) == 1 and items[0].kind == "place" and after in "AVM"))
                and not inside
                and ((comma and len(items) == 1) or (i and s.tags[i - 1] in "FZBGIt" and not self.opens_clause(i - 1)))
            ):
                if items[0].kind == "place":
                    del items[1:]  # `In Lima, Peru and Chile said …`: the rest is who said it
                elif told:
                    del items[told:]  # `According to A B, the envoy of Chile, C D and E F left`
                break
            told = told or (len(items) if explained and not conj else 0)
            items.append(following)
            if conj and not self.pairs(following) and "as" not in (s.lower[k - 3], *s.lower[self.joint(following)]):
                break
        if len(items) == 1:
            return first
        whole = Phrase(first.first, items[-1].last, kind=_common(items), after=items[-1].after)
        whole.items = [x for item in items for x in item.each()]
        _share_title(whole.items)
        whole.start, whole.end = first.start, items[-1].end
        whole.name = self.surface(whole.start, whole.end)
        whole.head, whole.det, whole.plural = items[-1].head, first.det, True
        return whole

    def opens_office(self, k: int) -> bool:
        """Whether the words at token k are an office or begin with one: `Deputy Secretary of State …`."""
        run = _RUN.match(self.s.tags, k)
        return run is not None and any(self.s.lower[i] in self.lex.title_heads for i in range(k, run.end()))

    def explained(self, p: Phrase) -> bool:
        """Whether the phrase ends in the comma that closes what it says of a person: `A B, the envoy of Chile,`."""
        return self.s.tags[p.after - 1] == "," and p.kind == "person"

    def opens_clause(self, k: int) -> bool:
        """Whether the preposition at token k may as well join a sentence: `since A and B became members`."""
        return self.s.lower[k] in _JOINING

    def one_foundation(self, items: list[Phrase], last: Phrase) -> Phrase | None:
        """`the Ada and Luis Quispe Foundation`, which two given names open: one name."""
        s, first = self.s, items[0]
        given = first.last - (s.tags[first.first] == "D") - first.first == 1 and first.last - 1 not in s.payload
        if len(items) > 1 or first.det != "the" or not given or s.tags[first.last - 1] != "P" or last.det:
            return None
        body = last.kind in ("organisation", "institution") and s.tags[last.first : last.last].strip("P") == ""
        return self.classify(first.first, last.last) if body and last.last - last.first > 2 else None

    def more(self, k: int) -> bool:
        """Whether a comma list that reaches token k ends in a conjunction further on."""
        return bool(_MORE.match(self.s.tags, k))

    def joint(self, p: Phrase) -> slice:
        """The conjunction behind a phrase, if there is one: the `as well as` of `A and B, as well as C`."""
        k = p.after + (self.s.tags[p.after : p.after + 1] == ",")
        return slice(k, k + (self.s.tags[k : k + 1] == "&"))

    def pairs(self, p: Phrase) -> bool:
        """Whether a list of people goes on in pairs: `A and B, C and D, and E`."""
        k = p.after
        if p.kind != "person" or self.s.tags[k : k + 1] != ",":
            return False
        k += 1 + (self.s.tags[k + 1 : k + 2] == "&")
        following = self.full(k)
        return following is not None and following.kind == "person" and bool(following.titles)


@lru_cache(maxsize=1 << 16)
def _common_noun(head: str, before: str) -> tuple[str, bool]:
    """The kind of a phrase of small words, and whether it is a plural, by its last word and the one before it."""
    lex, one = lexicon(), singular(head)
    if head in lex.occupations:
        return "role", False
    if head in lex.titles or one in lex.titles or (before, head) == ("chief", "executive"):
        plural = head.endswith("s") and one in lex.titles
        return "group" if plural else "role", plural
    plural = head.endswith("s") and not head.endswith(("ss", "us"))
    return _kind_of_words(head, before, False) or "thing", plural


def _kind_of_words(head: str, before: str, capital: bool) -> str | None:
    """The kind that the last two words, else the last word, give to a phrase; `before` is empty if it has one word."""
    both = kind_of_head(f"{before} {head}", capital) if before and head in lexicon().second_words else None
    return both or kind_of_head(head, capital)


_NAMED = re.compile("D?P{2}")
_RUN = re.compile("D?[PNOS]+")
_MORE = re.compile(r"[^.;:UAFZM]{1,60}?,?&")
_JOINED_NAME = re.compile("&P{2,5}(?![PN])")
_JOINED_NOUNS = re.compile("&N{2}(?![PN])")
"""The rest of `the first Andean economic and investment conference`."""
_UNFINISHED = frozenset(("thing", "measure"))
_JOINING = frozenset("because although though while if unless whether as so but yet since after before until".split())
_QUARTERS = frozenset("north south east west new northern southern eastern western upper lower rhode".split())
"""First words of regions of two words: `South Carolina`; other two words behind a comma rather name a person."""
_OF_ANOTHER = re.compile(",?&o")
_PORTFOLIO = re.compile(r"P{1,3}(?:,P{1,3})*,?&(P{2,7})")


def _acronym(word: str) -> bool:
    return len(word) > 2 and word.isupper() and word.isalpha()


def _only_marks(tags: str) -> bool:
    return not tags.strip("qHS")


def _share_title(items: list[Phrase]) -> None:
    """`Presidents A of X and B of Y`: the plural title is everyone's."""
    title = items[0].titles[0] if items[0].kind == "person" and items[0].titles else None
    if title is None or singular(title[0].lower()) == title[0].lower() or len(title[0].split()) > 4:
        return
    if " of " in title[0] or " for " in title[0]:
        return  # `Minister of Foreign Affairs A and B`
    one = title[0][: len(singular(title[0]))] if title[0].endswith("s") else title[0]
    for item in items:
        if item.kind in ("person", "name") and (not item.titles or [*item.titles] == [title]):
            item.titles = [(one, title[1], title[2])]


def _group_inside(p: Phrase) -> Phrase | None:
    inner = p.parties or p.of
    for item in inner.each() if inner is not None else ():
        if item.kind == "group":
            return item
    return None


def _sort(p: Phrase) -> str:
    if p.kind in PARTY_KINDS or p.kind in ("name", "demonym") or (p.kind == "institution" and p.name[:1].isupper()):
        return "party"
    if p.kind in NAMED_KINDS:
        return p.kind
    return "thing"


def _alike(a: Phrase, b: Phrase) -> bool:
    bare = not a.head[:1].isalpha() and b.kind == "measure"  # `stood at $3 billion and imports at …`
    if b.kind in ("pronoun", "number") or a.kind == "number" or bare:
        return False
    sorts = {_sort(a), _sort(b)}
    return len(sorts) == 1 or (
        sorts <= {"thing", "concept", "institution", "agreement"}
        and not ({"institution", "agreement"} & sorts and b.det in ("a", "an", "the"))
    )


def _common(items: list[Phrase]) -> str:
    kinds = {p.kind for p in items}
    if len(kinds) == 1:
        return items[0].kind
    if all(_sort(p) == "party" for p in items):
        return "group"
    return "thing"
