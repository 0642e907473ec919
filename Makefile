# A thin caller: packaging/dev.py does the work, on every platform.
PYTHON ?= python3
.PHONY: help run test lint format bench screenshots lock package
help:
	@echo "make run          open the window on the sandbox tenant (ARGS='--theme dark')"
	@echo "make test         everything that has to hold"
	@echo "make lint format  ruff and mypy; ruff's formatter"
	@echo "make bench        measure"
	@echo "make screenshots  the pictures of README and help"
	@echo "make lock         write the lock files anew"
	@echo "make package      what users install, as far as this platform can build it, in dist/"
run test lint format bench screenshots lock package:
	@$(PYTHON) packaging/dev.py $@ $(ARGS)
