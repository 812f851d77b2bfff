# make demo: everything on a fresh machine.  make test: sets up and passes all tests.  See README.md.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
OPTIES ?=

.PHONY: install demo test test-lang check bench lock clean

install: .venv/.klaar

.venv/.klaar: pyproject.toml requirements/dev.lock requirements/uv.txt scripts/venv
	@scripts/venv "$(PYTHON)"
	@touch $@

demo: install
	@$(BIN)/inbeeld demo $(OPTIES)

check: install
	@$(BIN)/ruff check src tests bench scripts
	@$(BIN)/ruff format --check src tests bench scripts
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

test: check
	@$(BIN)/pytest

test-lang: install
	@$(BIN)/pytest -m "lang or not lang"

bench: install
	@$(BIN)/python -m bench $(OPTIES)

lock: install
	@$(BIN)/uv pip compile pyproject.toml --universal --group dev --generate-hashes --no-header --no-annotate --python-version 3.11 -q -o requirements/dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
