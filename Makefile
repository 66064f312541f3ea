# Everything that is done with this project. `make help` lists it.

.DEFAULT_GOAL := help
SHELL := /bin/sh

include tools.mk
-include demo.mk
include chaos.mk
include go-sdk.mk

PYTHON_SOURCES := $(shell find provider -name '*.py')
DESCRIPTION := provider/outscale_api/description.json
BIN := .venv/bin

.PHONY: help
help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F':.*## *' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: test
test: tools sdkgen  ## Run every test
	$(WITH_TOOLS) $(BIN)/pytest

.PHONY: lint
lint: .venv/.synced  ## Check style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --strict $(wildcard tools/*.py)
	$(BIN)/lint-imports

.PHONY: format
format: .venv/.synced  ## Format the sources
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: tools  ## Measure start-up, Check and Diff, API calls, as ratios and counts; the emulator's requests a second
	$(WITH_TOOLS) $(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks --emulator

.PHONY: bench-stacks
bench-stacks: tools  ## Measure stacks of up to 1,000 resources, 15 minutes; writes docs/performance.md
	UV_PROJECT_ENVIRONMENT=.venv-users $(UV) sync --frozen --no-dev
	$(WITH_TOOLS) $(BIN)/python -m benchmarks --stacks --plugin .venv-users/bin/pulumi-resource-outscale-native

.PHONY: wheels
wheels: .venv/.synced  ## Build the provider's and the SDK's wheels into dist/
	$(UV) build --wheel --out-dir dist
	$(UV) build --wheel --out-dir dist sdk/python

# Generated files are checked in, so that using the project needs none of the generators; tests compare them.
.PHONY: generate
generate: $(DESCRIPTION) schema.json sdk/python/pyproject.toml coverage  ## Make every generated file anew where its sources changed

$(DESCRIPTION) openapi.json &: provider/outscale_api/compile.py $(wildcard provider/outscale_api/openapi/*.yaml) | .venv/.synced
	$(BIN)/python provider/outscale_api/compile.py $(DESCRIPTION) openapi.json

schema.json: $(DESCRIPTION) $(PYTHON_SOURCES) | .venv/.synced
	$(BIN)/python -m outscale_provider.schema $@

sdk/python/pyproject.toml: schema.json $(wildcard tools/sdkgen/*) | .venv/.synced
	$(SDKGEN) schema.json python sdk/python
	@touch $@

# Always made, since the page also changes by hand.
.PHONY: coverage
coverage: $(DESCRIPTION) | .venv/.synced
	$(BIN)/python tools/coverage.py docs/emulator.md

.PHONY: clean
clean:  ## Remove what was built in the clone
	rm -rf .venv .venv-users dist .demo .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
