# The way to see everything at work. To be included by the Makefile, after tools.mk.

.PHONY: demo
demo: tools  ## Run a real `pulumi up` of examples/web-server on the embedded emulator, with no account
	@tools/demo.sh "$(PULUMI_BIN)"
