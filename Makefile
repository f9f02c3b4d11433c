# Two commands are enough: `make release` and `make test`. Everything else is for people who work on the project.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= seeds/articles
READY := $(VENV)/ready

.PHONY: release test ui lint lock clean

release: $(READY)  ## publish a release from the bundled articles (or CORPUS=folder)
	$(BIN)/summit-facts build $(CORPUS)

test: $(READY)  ## run all tests
	$(BIN)/pytest

ui: $(READY)  ## open Dagster with everything loaded, on http://127.0.0.1:3000
	DAGSTER_HOME=$(CURDIR) DAGSTER_DISABLE_TELEMETRY=1 PYTHONWARNINGS="ignore:Function" \
		$(BIN)/dagster dev --host 127.0.0.1 --module-name pipelines.definitions

lint: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock:  ## pin every dependency with hashes, for Python 3.11 to 3.13 on every platform (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --output-file requirements.lock pyproject.toml

clean:  ## remove the virtual environment and caches; releases stay
	rm -rf $(VENV) .dagster .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $(READY)
