# Ringpost. `make demo` runs the whole centre, `make test` proves it; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types floors docs format lock parts bench-simulator bench-engine bench-journal bench-live bench-wallboard screenshots soak chaos fuzz truth campaign campaign-proof mail-campaign bench-mail bench-knowledge bench-past clean

help:  ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@deploy/make-env $(PYTHON) $(VENV)
	@touch $@

demo: $(READY)  ## Run a whole centre on this machine; DEMO="--speed 4" passes options on
	@exec $(BIN)/ringpost demo $(DEMO)

test: $(READY) parts  ## Everything CI checks: style, types, floors, all tests
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest --numprocesses 3 --dist loadgroup $(PYTEST)

check: lint types floors  ## The checks that run no code of ours

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

floors: $(READY)  ## Do imports go down only?
	$(BIN)/lint-imports

docs: $(READY)  ## Write the generated reference pages anew
	$(BIN)/python -m docs.generate

bench-simulator: $(READY)  ## Measure how fast the simulator is, beside bare SimPy, Ciw and a loop over a heap
	@$(BIN)/python -m benchmarks.simulate $(BENCH)

bench-engine: $(READY)  ## Measure what a decision costs, beside bare heap operations
	@$(BIN)/python -m benchmarks.engine $(BENCH)

bench-journal: $(READY)  ## Measure what being durable costs, beside bare SQLite, and how long a start takes
	@$(BIN)/python -m benchmarks.journal $(BENCH)

bench-past: $(READY)  ## Measure how soon the board of a past moment is there, inside a day of 20,000 contacts
	@$(BIN)/python -m benchmarks.past $(BENCH)

bench-live: $(READY)  ## Measure how soon an agent hears of a call, beside a bare WebSocket echo
	@$(BIN)/python -m benchmarks.live $(BENCH)

bench-knowledge: $(READY)  ## Measure how fast 10,000 articles are searched and changed, beside SQLite's FTS5
	@$(BIN)/python -m benchmarks.knowledge $(BENCH)

bench-mail: $(READY) parts  ## Measure how fast 20,000 letters come in, beside a bare loop that only fetches them
	@$(BIN)/python -m benchmarks.mail $(BENCH)

bench-wallboard: $(READY) parts  ## Measure how soon 1, 10 and 100 boards show a call, and come back after a restart
	@$(BIN)/python -m benchmarks.wallboard $(BENCH)

screenshots: $(READY) parts  ## Take the pictures of every page for the docs, from the demo
	@$(BIN)/python -m docs.screenshots

soak: $(READY)  ## Let two days of the demo pass in 24 minutes and see that memory stays flat
	@$(BIN)/python -m benchmarks.soak $(SOAK)

FUZZ ?= 50
fuzz: $(READY)  ## Send nonsense to the gateway and the API; FUZZ=50 times as much as `make test` does
	RINGPOST_FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/live/test_fuzz_gateway.py tests/live/test_fuzz_http.py

KILLS ?= 100
chaos: $(READY)  ## Kill a live centre KILLS=100 times and see that nothing it said is taken back; SEED=7 chooses
	@$(BIN)/python -m tests.chaos --kills $(KILLS) --seed $(or $(SEED),1)

mail-campaign: $(READY) parts  ## Kill a dispatcher KILLS=50 times at 20,000 letters; SEED=7 chooses
	@$(BIN)/python -m tests.mailchaos --kills $(if $(filter file,$(origin KILLS)),50,$(KILLS)) --seed $(or $(SEED),1) $(CAMPAIGN)

truth: $(READY)  ## Hold the simulator to what queueing theory proves: 98 cases; TRUTH="--only deadline" for some
	$(BIN)/python -m tests.truth --workers 2 $(TRUTH)

SEEDS ?= 200
campaign: $(READY)  ## Days by chance held against every law; SEEDS=2000 for more, SEED=7 for one and its story
	@$(BIN)/python -m tests.campaign $(if $(SEED),--seed $(SEED),--seeds $(SEEDS)) $(CAMPAIGN)

campaign-proof: $(READY)  ## Plant bugs in a copy of the engine, and see that the campaign finds each
	@$(BIN)/python -m tests.campaign.plant $(PROOF)

format: $(READY)  ## Format the code as CI expects it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

parts: $(READY)  ## See that Dovecot and Chromium are here, or install them where we may
	@deploy/test-parts

lock:  ## Resolve the dependencies anew into requirements.lock (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra dev --extra demo \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  --constraint deploy/constraints.txt --upgrade --output-file requirements.lock

clean:  ## Remove the environment and the demo's data
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
