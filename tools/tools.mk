# What `make demo` and `make test` need and a bare machine lacks: uv, the project's Python environment and the Pulumi
# CLI. The tools are kept outside the clone, for all clones. To be included by the Makefile.

PYTHON ?= python3
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/outscale-native
UV := $(or $(shell command -v uv 2>/dev/null || :),$(CACHE)/uv/uv)

# Shell expressions for recipes, not paths known to make: the folder with `pulumi`, and the SDK generator's path.
PULUMI_BIN = $$($(PROVIDE) pulumi)
SDKGEN = $$($(PROVIDE) sdkgen)
PROVIDE = $(CURDIR)/.venv/bin/python $(CURDIR)/tools/pulumi_cli.py --uv $(UV)

# Before a command: the environment's Python first, since Pulumi runs programs with the `python3` of PATH.
WITH_TOOLS = PATH="$(CURDIR)/.venv/bin:$(PULUMI_BIN):$$PATH"

.PHONY: tools sdkgen

tools: .venv/.synced  ## Provide the Pulumi CLI: from PATH, downloaded, or built (some minutes, once)
	@$(PROVIDE) pulumi

sdkgen: .venv/.synced  ## Provide the generators of SDKs and of examples, built with Go (some minutes, once)
	@$(PROVIDE) sdkgen
	@$(PROVIDE) yaml

.venv/.synced: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen
	@touch $@

# uv is a single executable: it stays when the environment that pip installed it into goes.
$(CACHE)/uv/uv:
	@mkdir -p $(@D)
	venv=$$(mktemp -d $(@D)/venv-XXXXXX) && trap 'rm -rf "$$venv"' EXIT INT TERM && \
	$(PYTHON) -m venv "$$venv" && "$$venv/bin/pip" install --quiet uv && mv "$$venv/bin/uv" $@
