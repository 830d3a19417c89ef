# The doors of the house. Two commands are enough: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export GAOXIN_LANG ?=

.PHONY: help install demo test test-postgresql screens check bench bench-web serve lock docs clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP)  ## the environment only (.venv, from the hash-pinned lock)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=python3.x"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "The venv module is missing: install python3-venv, then run make again"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python tools/install.py
	@touch $(STAMP)

demo: $(STAMP)  ## the demonstration round: synthetic national data, ranking, out/demo/
	@$(BIN)/python tools/demo.py

test: $(STAMP)  ## the whole test suite
	@$(BIN)/python -m pytest -n auto

test-postgresql: $(STAMP)  ## the suite of the web on PostgreSQL (the system's packages; skipped where absent)
	@$(BIN)/python tools/postgresql.py $(BIN)/python -m pytest -n auto tests/web

screens: $(STAMP)  ## the pictures in docs/screens, by the browser test that goes the whole way (needs Chromium)
	@GAOXIN_SCREENSHOTS=1 $(BIN)/python -m pytest -n 0 tests/web/browser

check: $(STAMP)  ## formatting, lint, types, imports, docs in step with the code
	@$(BIN)/ruff format --check src tests tools benchmarks
	@$(BIN)/ruff check src tests tools benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/docs.py --check

bench: $(STAMP)  ## the benchmarks of the engine, as ratios in one run (minutes)
	@$(BIN)/python -m benchmarks

bench-web: $(STAMP)  ## the benchmarks of the web: fifty people at once, imports, a national freeze (many minutes)
	@$(BIN)/python -m benchmarks.web

serve: $(STAMP)  ## the web application on http://127.0.0.1:8000 with the demonstration round
	@$(BIN)/gaoxin serve --demo

docs: $(STAMP)  ## writes the generated parts of docs/ anew
	@$(BIN)/python tools/docs.py

lock: $(STAMP)  ## writes requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra web --group dev --upgrade pyproject.toml -o requirements.lock -q
	@! grep -nE 'https?://|--index|--find-links' requirements.lock || { echo "requirements.lock names a host"; exit 1; }

clean:  ## removes what the commands above have made
	rm -rf out build .pytest_cache .mypy_cache .ruff_cache .hypothesis
