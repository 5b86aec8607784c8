# riskreg: `make help` explains each target. Only Python ≥ 3.11 and make are needed.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
RISKREG_VAR ?= var
PORT ?= 8000
WORKERS ?= 2
export RISKREG_VAR PORT

.PHONY: help setup run test lint types contracts tools unit faults load bench clean
.DEFAULT_GOAL := help

help: ## Explains each target
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNTIME) ## Serves the demo body on http://127.0.0.1:8000 (PORT, RISKREG_VAR), with its worker; keeps the data
	@RISKREG_ENV=$${RISKREG_ENV:-demo} $(BIN)/riskreg setup --demo
	@RISKREG_ENV=$${RISKREG_ENV:-demo} exec $(BIN)/riskreg serve

setup: $(DEVELOPMENT) ## Only installs: the environment with everything that development and tests need

test: $(DEVELOPMENT) tools lint types contracts ## Lint, types, import contracts, then every test on both databases and in the browser
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not faults"

lint: $(DEVELOPMENT) ## Style, with ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEVELOPMENT) ## Types, with mypy
	$(BIN)/mypy

contracts: $(DEVELOPMENT) ## Who may import whom, with import-linter
	$(BIN)/lint-imports

unit: $(DEVELOPMENT) ## The quick tests: the domain alone, no database
	$(BIN)/pytest tests/domain

faults: $(DEVELOPMENT) tools ## Kills servers and workers in the middle of writes and counts what is left
	$(BIN)/pytest -m faults -p no:xdist

load: $(DEVELOPMENT) ## People of several roles at work on both databases for a minute each; counts what is left (LOAD_SECONDS, LOAD_CLIENTS)
	@$(BIN)/python -m bench.load

bench: $(DEVELOPMENT) ## Times and queries against a bare application on a large administration, within bench/limits.json (BENCH_QUICK=1)
	@$(BIN)/python -m bench.pages $(if $(BENCH_JSON),--json $(BENCH_JSON))

tools: ## Debian's chromium and PostgreSQL for the tests: installed when root and missing, named otherwise
	@bash tests/tools.sh

clean: ## Removes the environment and caches; the data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist

# The stamps follow what was asked for: change pyproject.toml or constraints.txt and the next target installs again.
$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	$(call install,-e .)
	@touch $@

$(DEVELOPMENT): pyproject.toml constraints.txt | $(BIN)/python
	$(call install,-e '.[dev]')
	@touch $@ $(RUNTIME)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "riskreg needs Python 3.11 or newer: set PYTHON=/path/to/python3.11"; exit 1; }
ifdef UV
	$(UV) venv --quiet --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif

ifdef UV
install = $(UV) pip install --quiet --python $(BIN)/python -c constraints.txt $(1)
else
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(1)
endif
