# Stacks that go up, change and go down while much goes wrong, for minutes. To be included by the Makefile, after tools.mk.

ifndef SEEDS
SEEDS := $(shell $(PYTHON) -c 'import random; print(*random.sample(range(10000), 4))')
endif

.PHONY: chaos
chaos: tools  ## Throttle, lose answers, tell old news and kill, for minutes; SEEDS="1 2" repeats a run
	@echo "SEEDS: $(SEEDS)"
	CHAOS_SEEDS="$(SEEDS)" $(WITH_TOOLS) $(BIN)/pytest tests/chaos -v
