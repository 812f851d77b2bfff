# make demo: everything on a fresh machine.  make test: sets up and passes all tests.  See README.md.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
OPTIES ?=
WEB := src/inbeeld/web
LOCK := --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -q

.PHONY: install demo test test-lang check audit bench lock clean

install: .venv/.klaar $(WEB)/static/.klaar

.venv/.klaar: pyproject.toml requirements/dev.lock requirements/uv.txt scripts/venv
	@scripts/venv "$(PYTHON)"
	@touch $@

$(WEB)/static/.klaar: .venv/.klaar package-lock.json scripts/bouw-web $(shell find $(WEB)/bron -type f)
	@scripts/bouw-web
	@touch $@

demo: install
	@$(BIN)/inbeeld demo $(OPTIES)

check: install
	@$(BIN)/ruff check src tests bench scripts
	@$(BIN)/ruff format --check src tests bench scripts
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python scripts/audit --hooguit-dagelijks

audit: install
	@$(BIN)/python scripts/audit

test: check
	@scripts/chromium
	@$(BIN)/pytest -n 2 --dist loadfile

test-lang: install .venv/.spark
	@scripts/chromium
	@$(BIN)/pytest -m "lang or not lang"

.venv/.spark: .venv/.klaar requirements/spark.lock
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements/spark.lock
	@touch $@

bench: install
	@$(BIN)/python -m bench $(OPTIES)

lock: install
	@$(BIN)/uv pip compile pyproject.toml $(LOCK) --group dev -o requirements/dev.lock
	@$(BIN)/uv pip compile pyproject.toml $(LOCK) --extra spark -c requirements/dev.lock -o requirements/spark.lock

clean:
	rm -rf .venv node_modules $(WEB)/static .mypy_cache .ruff_cache .pytest_cache
