# Everything that is done with this project. `make help` lists it.

.DEFAULT_GOAL := help
SHELL := /bin/sh

include tools.mk

PYTHON_SOURCES := $(shell find provider -name '*.py')
DESCRIPTION := provider/outscale_api/description.json

.PHONY: help
help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/:/' | sort | awk -F': +' '{printf "  %-12s %s\n", $$1, $$2}'

.PHONY: generate
generate: $(DESCRIPTION) schema.json sdk/python/pyproject.toml  ## Make every generated file anew where its sources changed

$(DESCRIPTION) openapi.json &: provider/outscale_api/compile.py $(wildcard provider/outscale_api/openapi/*.yaml) | .venv/.synced
	.venv/bin/python provider/outscale_api/compile.py $(DESCRIPTION) openapi.json

schema.json: $(DESCRIPTION) $(PYTHON_SOURCES) | .venv/.synced
	.venv/bin/python -m outscale_provider.schema $@

sdk/python/pyproject.toml: schema.json $(wildcard tools/sdkgen/*) | .venv/.synced
	$(SDKGEN) schema.json python sdk/python
	@touch $@
