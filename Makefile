# Two commands do everything on a fresh machine: `make build` and `make test`.
#
# The work is done by .ci/setup (virtual environment, system libraries) and by the tool itself.
# PYTHON chooses the interpreter (3.11 or newer).

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: build test lint bench pictures clean

build: $(VENV)/.ready ## set up and make workbook, report and assessment of all sites, and the milestone's report, in dist/
	.ci/setup libraries $(BIN)/python
	$(BIN)/iso16363 build
	$(BIN)/iso16363 milestone M2.6 --output dist/M2.6-progress.pdf --overwrite

test: $(VENV)/.ready-test ## set up and pass the tests
	.ci/setup libraries $(BIN)/python
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/.ready-test ## what else must hold of the code
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/.ready-test ## ratios against a floor measured in the same run
	.ci/setup venv "$(PYTHON)" $(VENV) ".[test,bench]"
	.ci/setup libraries $(BIN)/python
	$(BIN)/python -m benchmarks

pictures: $(VENV)/.ready-test ## make the README's pictures anew from the example
	.ci/setup tools
	$(BIN)/python docs/make_pictures.py

$(VENV)/.ready: pyproject.toml lock.txt .ci/setup
	.ci/setup venv "$(PYTHON)" $(VENV) .
	touch $@

$(VENV)/.ready-test: $(VENV)/.ready
	.ci/setup venv "$(PYTHON)" $(VENV) ".[test]"
	touch $@

clean:
	rm -rf $(VENV) dist build
