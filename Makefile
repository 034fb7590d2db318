# Every command a contributor types. `make` alone explains them.

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
STAMP   := $(VENV)/.installed
CODE    := tribler_core tests $(wildcard bench)
ARGS    ?=
# Tests mostly wait for sockets, so there are more workers than cores.
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix openapi clients bench lock clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  ARGS="…" is handed on to run, test, bench and lock.'

setup: $(STAMP)  ## Create .venv from the lock file

run: setup  ## Start the daemon with its defaults; stop it with Ctrl-C
	$(BIN)/triblerd $(ARGS)

test: setup  ## Run the tests, for example: make test ARGS="tests/unit -k queue"
	@$(BIN)/python -m compileall -q tribler_core  # once, for all workers and the daemons that tests start
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup  ## Format, lint, types, import contracts, generated files; changes nothing
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/triblerd openapi --check
	$(BIN)/triblerd example-config --check
	@echo "waivers: $$(grep -rhE --include='*.py' '# noqa' $(CODE) | wc -l) noqa," \
		"$$(grep -rhE --include='*.py' '# type: ignore' $(CODE) | wc -l) type: ignore"

fix: setup  ## Format, and repair what ruff can repair
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

openapi: setup  ## Write the generated files: openapi/*.json, triblerd.conf.example
	$(BIN)/triblerd openapi --write
	$(BIN)/triblerd example-config --write

JUDGES := torbox-1.0.4 torbox-1.0.6 socketio-4.6.1

clients:  ## Install programs of others that judge us in tests, below build/
	for judge in $(JUDGES); do \
		$(PYTHON) -m venv build/clients/$$judge && \
		build/clients/$$judge/bin/python -m pip install --quiet --disable-pip-version-check \
			--requirement tests/clients/$$judge.txt || exit 1; \
	done
	if command -v npm >/dev/null; then \
		mkdir -p build/clients/node && cp tests/clients/package*.json build/clients/node/ && \
		npm ci --silent --no-audit --no-fund --prefix build/clients/node; \
	else echo 'npm is not there: tests with clients in JavaScript will be skipped'; fi

bench: setup  ## Measure against bare libtorrent; prints a table, writes JSON
	$(BIN)/python -m bench $(ARGS)

LOCK := CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/pip-compile --quiet --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

lock:  ## Pin what pyproject.toml asks for; ARGS=--upgrade takes the newest versions
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet 'pip-tools==7.6.2'
	$(LOCK) $(ARGS) --output-file requirements.lock pyproject.toml
	$(LOCK) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:  ## Remove what make made; never a download, a setting or a state directory
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find tribler_core tests $(wildcard bench) -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'triblerd needs Python 3.11 or newer; name one: make PYTHON=python3.11 setup'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends python3-venv; \
		else echo 'Python cannot make virtual environments yet: sudo apt-get install python3-venv'; exit 1; fi
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
