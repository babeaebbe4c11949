# Two commands are all a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

.PHONY: help demo test test-sqlite test-postgres journeys screens dev check fix migrations docs qualification validate clean

help: ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/demo ## build a demo programme and serve it on this machine
	@$(BIN)/secretome demo

test: .venv/dev ## run everything on SQLite and on PostgreSQL
	@$(BIN)/python tools/run_tests.py

test-sqlite: .venv/dev ## run the tests on SQLite only
	@$(BIN)/python tools/run_tests.py sqlite

test-postgres: .venv/dev ## run the record's tests on PostgreSQL only
	@$(BIN)/python tools/run_tests.py postgres

journeys: .venv/dev ## a person's tasks in a real browser
	@$(BIN)/python tools/run_tests.py journeys

screens: .venv/dev ## take the pictures of the docs again, in a real browser
	@SECRETOME_SCREENS=1 $(BIN)/pytest -q -p no:cacheprovider -p no:randomly tests/journeys/test_screenshots.py

check: .venv/dev ## lint, types, architecture, sizes
	@$(BIN)/python tools/run_tests.py checks

fix: .venv/dev ## format and mend what a tool can mend
	@$(BIN)/ruff format src tests tools benchmarks examples
	@$(BIN)/ruff check --fix src tests tools benchmarks examples

dev: .venv/dev ## everything a developer needs, in .venv

docs: .venv/dev ## make the generated pictures and lists in docs again
	@$(BIN)/python tools/make_docs.py

qualification: .venv/dev ## hold the body model against the published tables, as a page
	@mkdir -p build && $(BIN)/secretome qualify --html build/qualification.html

validate: .venv/dev ## the long checks, by hand: thorough random tests, slow populations
	@HYPOTHESIS_PROFILE=thorough $(BIN)/pytest -n 2 tests

clean: ## remove what was built here
	rm -rf .venv build dist test-artifacts

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "secretome needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv is missing. Install it with: sudo apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/demo: pyproject.toml requirements.lock | $(UV)
	@$(UV) pip install --quiet --python $(BIN)/python --constraint requirements.lock -e '.[record]'
	@touch $@

.venv/dev: pyproject.toml requirements.lock | $(UV)
	@$(UV) pip sync --quiet --python $(BIN)/python requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@ .venv/demo
