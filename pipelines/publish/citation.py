"""How to cite a release: `CITATION.cff` (1.2.0, https://citation-file-format.github.io) and the same in one line."""

from datetime import date

import yaml

from pipelines.publish.dataset import Dataset


def citation_file(dataset: Dataset, version: str, released: date) -> str:
    """CITATION.cff of a release, as YAML."""
    content: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "To cite these data, name the version: each one is immutable.",
        "type": "dataset",
        "title": dataset.title,
        "authors": [{"name": author} for author in dataset.authors],
        "version": version,
        "date-released": released.isoformat(),
        "abstract": dataset.description,
        "keywords": list(dataset.keywords),
    }
    if dataset.url:
        content["url"] = f"{dataset.url}/{version}"
    if dataset.licence:
        content["license"] = dataset.licence
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def citation(dataset: Dataset, version: str, released: date) -> str:
    """One line, as a list of references has it."""
    where = f" {dataset.url}/{version}" if dataset.url else ""
    return f"{', '.join(dataset.authors)} ({released.year}): {dataset.title}, version {version}.{where}"
