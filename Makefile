# Everything runs from the project's own environment in .venv, which the first target that needs it makes.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INPUT ?= seeds
OUTPUT ?= output
WORKERS ?= 2

.PHONY: archive test lint types docs clean

archive: $(READY)
	$(BIN)/engross archive $(INPUT) -o $(OUTPUT)

test: $(READY)
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

docs: $(READY)
	$(BIN)/python -m tools.make_docs
	$(BIN)/python -m tools.make_schemas
	$(BIN)/python -m tools.make_tei_page

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find pipeline tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that was made by hand and works is taken as it is.
$(READY): pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Installing into $(VENV), which may take some minutes"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
