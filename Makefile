# Every target is one uv command. `make` alone tells what there is.
SHELL := /bin/bash
PORT ?= 8000
GLOB ?= *
TOOLS := .argus/tools
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
RUN := $(UV) run --frozen

.DEFAULT_GOAL := help
.PHONY: help run test check bench conformance fmt

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(UV) ## Argus on http://127.0.0.1:8000 with a database and demo data (PORT=)
	@$(RUN) argus-server dev --port $(PORT)

test: $(UV) ## All tests on a real database, and the conformance scenarios that must pass
	$(RUN) pytest
	$(RUN) python tools/run_conformance.py

check: $(UV) ## Lint, types, import boundaries, lock file, documentation
	$(UV) lock --check
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) python tools/check_types.py
	$(RUN) lint-imports
	$(RUN) python tools/check_docs.py

bench: $(UV) ## Measure the data layer and one worker
	$(RUN) --group bench python -m benchmarks

conformance: $(UV) ## Recorded scenarios against a server of its own (GLOB='client_*')
	$(RUN) python tools/run_conformance.py --all '$(GLOB)'

fmt: $(UV) ## Format the code
	$(RUN) ruff format
	$(RUN) ruff check --fix

$(TOOLS)/bin/uv:
	@echo "uv is not installed: fetching it into $(TOOLS)"
	@python3 -m venv $(TOOLS) && $(TOOLS)/bin/pip install --quiet --disable-pip-version-check uv
