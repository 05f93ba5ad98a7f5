# make demo   set everything up and run the main job on the examples; writes out/report.html
# make test   set everything up and run the tests
# make check  formatting, lint and types, as CI does
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check install install-dev browser soak clean

demo: install
	$(BIN)/skillmap demo --html out/report.html

test: install-dev check
	$(BIN)/python -m pytest

check: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

install: $(VENV)/.core
	$(BIN)/skillmap models install minilm
	$(BIN)/skillmap taxonomies install esco

install-dev: install $(VENV)/.dev

$(VENV)/.core: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[verify]'
	$(BIN)/python -m compileall -q src api eval
	touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# Chromium for the test that opens the report; without it that test is skipped and says so.
browser:
	command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium)

soak: install-dev
	$(BIN)/python -m pytest -m soak

clean:
	rm -rf $(VENV) out dist build
