# Everything starts here: `make run`, `make test`.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

export RASA_TELEMETRY_ENABLED := false

.PHONY: run test test-all lint format bench bench-search prepare encoder clean help

help:           ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run:            ## Set up what is missing and start the product on 127.0.0.1
	@$(if $(PYTHON),,echo "Python 3.11 is missing. Install it: sudo apt install python3.11"; exit 1)
	@$(PYTHON) ops/prepare.py run
	@exec $(BIN)/python -m ops.run

prepare:        ## Set up what is missing: environments, index, Rasa model
	@$(PYTHON) ops/prepare.py run

test: .test-environment  ## Run every test that needs no outside server
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/python -m ops.test_bot

test-all: .test-environment  ## The same and the slow suites
	$(BIN)/python -m pytest
	$(BIN)/python -m ops.test_bot

lint: .test-environment      ## Check style, types and the arrows between packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .test-environment    ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .test-environment     ## Measure speed, memory and search quality
	$(BIN)/python -m tests.load.bench

bench-search: .test-environment  ## Measure the search: speed, memory, live update, 126 wards
	$(BIN)/python -m tests.load.bench_search

.PHONY: .test-environment
.test-environment:
	@$(PYTHON) ops/prepare.py test

encoder:        ## Train the sentence encoder anew on the catalogue (up to an hour)
	@$(PYTHON) ops/prepare.py encoder

clean:          ## Remove what was built; keeps the database
	rm -rf .venv .venv-rasa .venv-training var/index bot/models artefacts
