"""Who publishes the dataset, as `seeds/dataset.yaml` says; what a release contains does not belong here."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.knowledge import KnowledgeError, load_yaml

PATH = Path(__file__).parents[2] / "seeds" / "dataset.yaml"


class Dataset(BaseModel):
    """The publisher's part of a release's metadata."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: str = Field(min_length=1)
    description: str = Field(min_length=1)
    authors: tuple[str, ...] = Field(min_length=1)
    keywords: tuple[str, ...] = ()
    url: str | None = Field(default=None, pattern=r"^https?://.*[^/]$")
    licence: str | None = None


@cache
def load_dataset(path: Path = PATH) -> Dataset:
    """The description in the file. Raises KnowledgeError, naming file and key, where it is not of that form."""
    try:
        return Dataset.model_validate(load_yaml(path))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}" for e in error.errors())
        raise KnowledgeError(f"{path}: {wrong}") from error
