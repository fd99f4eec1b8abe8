# Every target is one uv command. `make` alone tells what there is.
SHELL := /bin/bash
PORT ?= 8000
GLOB ?= *
TOOLS := .argus/tools
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
RUN := $(UV) run --frozen

.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-ui screenshots conformance chaos release wheels fmt frontend frontend-types

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(UV) frontend ## Argus on http://127.0.0.1:8000 with a database and demo data (PORT=)
	@$(RUN) argus-server dev --port $(PORT)

test: $(UV) frontend ## All tests on a real database and in a browser, and the conformance scenarios that must pass
	$(RUN) python tools/run_npm.py test
	$(RUN) pytest
	$(RUN) python tools/run_conformance.py

check: $(UV) ## Lint, types, import boundaries, lock file, documentation
	$(UV) lock --check
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) python tools/check_types.py
	$(RUN) lint-imports
	$(RUN) python tools/check_docs.py
	$(RUN) python tools/frontend_types.py --check
	$(RUN) python tools/run_npm.py run check
	$(RUN) python tools/run_npm.py run lint

bench: $(UV) ## Measure the data layer and one worker
	$(RUN) --group bench python -m benchmarks

bench-ui: $(UV) frontend ## Measure the front end against its budgets
	$(RUN) python -m benchmarks.ui

screenshots: $(UV) frontend ## Pictures of the main pages on demo data, in docs/screenshots
	$(RUN) python -m tools.take_screenshots

conformance: $(UV) ## Recorded scenarios against a server of its own (GLOB='client_*')
	$(RUN) python tools/run_conformance.py --all '$(GLOB)'

chaos: $(UV) ## Submit while the server is killed and the database stopped; is all there once? (N=100000)
	$(RUN) python -m tools.chaos --n $(or $(N),2000)

release: $(UV) ## Release one package (PACKAGE=argus-api BUMP=minor, DRY_RUN=1 only shows it)
	$(RUN) python -m tools.release release $(PACKAGE) $(BUMP) $(if $(DRY_RUN),--dry-run)

wheels: $(UV) ## Fill dist/wheels with what deploy/requirements.txt names
	$(RUN) python -m tools.release wheels

fmt: $(UV) ## Format the code
	$(RUN) ruff format
	$(RUN) ruff check --fix
	$(RUN) python tools/run_npm.py run fmt

frontend: $(UV) ## Build the front end, when its sources changed
	@$(RUN) python packages/argus-ui/build_frontend.py

frontend-types: $(UV) ## Write the front end's types from the OpenAPI document
	$(RUN) python tools/frontend_types.py

$(TOOLS)/bin/uv:
	@echo "uv is not installed: fetching it into $(TOOLS)"
	@python3 -m venv $(TOOLS) && $(TOOLS)/bin/pip install --quiet --disable-pip-version-check uv
