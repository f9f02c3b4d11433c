"""Keys of names and texts: what differs in case, dashes, articles, ordinal form, number or spelling has one key.

Which entities are then one is decided in `names.py`, which answers in `answers.py`.
"""

from collections.abc import Mapping, Sequence
from functools import cache, partial

import polars as pl

from pipelines.reconcile.rules import load_rules

_AS_WRITTEN = ("person", "country", "place")
"""Types whose names are compared letter by letter: "Davis" is not the plural of "Davi"."""

_IS_MARK = pl.element().str.contains(r"^(?:#\d+|(?:19|20)\d\d)$")
"""Whether a word of a key tells one edition of an event from another: an ordinal or a year."""


def name_key(name: pl.Expr, type_: pl.Expr, party_names: Mapping[str, str]) -> pl.Expr:
    """The key of a name of an entity type (null for plain text): equal for two names that say the same.

    `party_names` are other names of countries (demonyms) with their preferred name; they hold within measures. The
    marks of an edition stand first. A name without letters or digits is its own key.
    """
    keys = pl.struct(name=name, type=type_).map_batches(
        partial(_keys, party_names), return_dtype=pl.String, is_elementwise=True
    )
    return keys.alias(name.meta.output_name())


def _keys(party_names: Mapping[str, str], rows: pl.Series) -> pl.Series:
    """The keys of `name` by `type`, step by step: polars would work out what an expression has twice for each time."""
    named = rows.struct.unnest()
    every = named.unique().with_columns(folded=_folded(pl.col("name")))
    as_written = pl.col("type").is_in(_AS_WRITTEN).fill_null(False)
    common = every.filter(~as_written).with_columns(plain=_common(pl.col("folded")))
    measured = (pl.col("type") == "measure").fill_null(False)
    keys = (
        every.filter(as_written).with_columns(key=_tidy(pl.col("folded"))),
        common.filter(measured).with_columns(key=_measure(pl.col("plain"), party_names)),
        common.filter(~measured)
        .with_columns(plain=_tidy(pl.col("plain")))
        .with_columns(key=_marks_first(pl.col("plain"))),
    )
    known = pl.concat(part.select("name", "type", "key") for part in keys)
    whole = known.with_columns(pl.when(pl.col("key") == "").then("name").otherwise("key").alias("key"))
    return named.join(whole, on=["name", "type"], how="left", nulls_equal=True, maintain_order="left")["key"]


def text_key(text: pl.Expr) -> pl.Expr:
    """The key of a text that answers a predicate."""
    return name_key(text, pl.lit(None, dtype=pl.String), {})


def marks(key: pl.Expr) -> pl.Expr:
    """The ordinals and years of a key, sorted, as one string; empty where there are none."""
    return _words(key, _IS_MARK).list.sort().list.join(" ")


def base(key: pl.Expr) -> pl.Expr:
    """The key without ordinals and years."""
    return _words(key, ~_IS_MARK).list.join(" ")


def is_bare(key: pl.Expr) -> pl.Expr:
    """Whether a key consists of words that every article uses, so that the name says nothing across articles."""
    return key.str.split(" ").list.eval(pl.element().is_in(_bare()) | _IS_MARK).list.all()


def telling(key: pl.Expr) -> pl.Expr:
    """The telling words of a key in their order, as a list: without endings, of synonyms one."""
    empty, ending, synonyms = _telling_rules()
    padded = pl.concat_str(pl.lit(" "), key.str.replace_all(" ", "  "), pl.lit(" "))
    word = pl.element()
    return (
        _tidy(_replaced(padded, synonyms))
        .str.split(" ")
        .list.eval(word.filter(~word.is_in(empty) & (word != "")).str.replace(ending, "$1"))
    )


def kind(key: pl.Expr) -> pl.Expr:
    """What kind of thing a key names: its head noun, the last word before a preposition ("center", "agreement")."""
    head = (
        pl.concat_str(pl.lit(" "), base(key), pl.lit(" "))
        .str.replace(r"(\S) (?:of|on|for|between|with|to|in|at|from|among|by|and|against|under) .*$", "$1")
        .str.strip_chars()
        .str.extract(r"(\S+)$")
    )
    kinds = load_rules().kinds
    return head.replace(dict(zip(_normal([*kinds]), _normal([*kinds.values()]), strict=True))).fill_null("")


@cache
def common() -> frozenset[str]:
    """The telling words that names have in common: words that every article uses, and parts of the world."""
    return _told([*_bare(), *load_rules().regions])


@cache
def regions() -> frozenset[str]:
    """The telling words of parts of the world."""
    return _told(load_rules().regions)


@cache
def editions() -> frozenset[str]:
    """The telling words for one of a series."""
    return _told(load_rules().editions)


@cache
def changing() -> frozenset[str]:
    """The telling words that change the sense of the rest."""
    return _told(load_rules().changing)


def _told(words: Sequence[str]) -> frozenset[str]:
    keys = pl.DataFrame({"word": _normal(words)})
    return frozenset(keys.select(telling(pl.col("word")).explode(empty_as_null=True)).to_series().drop_nulls())


@cache
def _telling_rules() -> tuple[list[str], str, dict[str, str]]:
    rules = load_rules()
    ending = rf"^(\p{{L}}{{4,}}?)(?:{'|'.join(sorted(rules.endings, key=len, reverse=True))})$"
    old = sorted(rules.synonyms, key=len, reverse=True)
    synonyms = dict(zip(_normal(old), _normal([rules.synonyms[word] for word in old]), strict=True))
    return sorted(rules.empty), ending, synonyms


@cache
def _bare() -> list[str]:
    return sorted({word for phrase in _normal(load_rules().bare) for word in phrase.split(" ")})


def _normal(phrases: Sequence[str]) -> list[str]:
    """Phrases as they stand in keys."""
    column = pl.Series("phrase", phrases, dtype=pl.String)
    return column.to_frame().select(phrase=_tidy(_common(_folded(pl.col("phrase")))))["phrase"].to_list()


def _folded(name: pl.Expr) -> pl.Expr:
    """Lower case without accents, possessives or punctuation; two spaces between words, one at either end."""
    words = (
        name.str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_lowercase()
        .str.replace_all(r"['’ʼ`]s\b", "")
        .str.replace_all(r"['’ʼ`]", "")
        .str.replace_all(r"[^\p{L}\p{N}]+", "  ")
        .str.strip_chars()
    )
    return pl.concat_str(pl.lit(" "), words, pl.lit(" "))


def _singular(padded: pl.Expr) -> pl.Expr:
    """Nouns in the singular, ordinals in digits as `#2`."""
    return (
        padded.str.replace_all(r"(\p{L}{3})ies ", "${1}y ")
        .str.replace_all(r"(x|ch|sh|ss)es ", "${1} ")
        .str.replace_all(r"(\p{L}{2}[b-hj-rtv-z])s ", "${1} ")
        .str.replace_all(r" (\d+)(?:st|nd|rd|th) ", " #${1} ")
    )


def _common(folded: pl.Expr) -> pl.Expr:
    """As `_singular`, with ordinals in words as `#2` too, American spelling, and no articles."""
    return _replaced(_singular(folded), _common_words())


@cache
def _common_words() -> dict[str, str]:
    words = load_rules().words
    padded = pl.DataFrame({"old": [*words], "new": [*words.values()]}).select(
        _tidy(_singular(pl.format(" {} ", pl.all().str.replace_all(" ", "  "))))
    )
    return dict(padded.iter_rows())


def _replaced(padded: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """Whole words and phrases replaced, the longest first, in one pass."""
    if not words:
        return padded
    old = [f" {word.replace(' ', '  ')} " for word in words]
    new = [f" {word.replace(' ', '  ')} " if word else "" for word in words.values()]
    return padded.str.replace_many(old, new, leftmost=True)


def _words(key: pl.Expr, which: pl.Expr) -> pl.Expr:
    return key.str.split(" ").list.eval(pl.element().filter(which))


def _tidy(padded: pl.Expr) -> pl.Expr:
    return padded.str.replace_all(r" +", " ").str.strip_chars()


def _marks_first(key: pl.Expr) -> pl.Expr:
    return pl.concat_str(marks(key), base(key), separator=" ").str.strip_chars()


def _measure(padded: pl.Expr, party_names: Mapping[str, str]) -> pl.Expr:
    """Head and parties: of a measure that flows both ways in any order, else as they stand."""
    heads, forms, ignore = _measure_words()
    named = _replaced(_replaced(_replaced(padded, heads), forms), party_names)
    key = _tidy(named)
    symmetric = named.str.contains_any([f" {head} " for head in sorted(set(heads.values()))])
    words = _words(key, ~pl.element().is_in(ignore)).list.unique().list.sort()
    return pl.when(symmetric).then(words.list.join(" ")).otherwise(key)


@cache
def _measure_words() -> tuple[dict[str, str], dict[str, str], list[str]]:
    rules = load_rules()
    heads, forms = (
        dict(zip(_normal([*words]), _normal([*words.values()]), strict=True)) for words in (rules.heads, rules.forms)
    )
    return heads, forms, _normal(rules.ignore)
