# Two commands are enough: `make release` and `make test`. Everything else is for people who work on the project.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= seeds/articles
READY := $(VENV)/ready
TESTABLE := $(VENV)/testable
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	--no-annotate pyproject.toml --extra build

.PHONY: release test services ui lint lock clean

release: $(READY)  ## publish a release from the bundled articles (or CORPUS=folder)
	$(BIN)/summit-facts build $(CORPUS)

test: $(TESTABLE)  ## run all tests
	$(BIN)/pytest --numprocesses auto --dist loadfile

services: $(TESTABLE)  ## run the tests of the deployed pipeline: a daemon on PostgreSQL, the UI in a browser; minutes
	SUMMIT_FACTS_SERVICES=1 $(BIN)/pytest tests/deploy

ui: $(READY)  ## open Dagster with everything loaded, on http://127.0.0.1:3000
	DAGSTER_HOME=$(CURDIR) DAGSTER_DISABLE_TELEMETRY=1 PYTHONWARNINGS="ignore:Function" \
		$(BIN)/dagster dev --host 127.0.0.1 --module-name pipelines.definitions

lint: $(TESTABLE)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock:  ## pin every dependency with hashes, for Python 3.11 to 3.13 on every platform (needs uv)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --extra citation --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --extra s3 --extra postgres --constraint requirements.lock --output-file deploy/requirements.lock
	$(COMPILE) --extra crawl --extra ray --constraint requirements.lock --output-file deploy/requirements-ray.lock

clean:  ## remove the virtual environment and caches; releases stay
	rm -rf $(VENV) .dagster .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --editable .
	touch $(READY)

$(TESTABLE): $(READY) requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $(TESTABLE)
