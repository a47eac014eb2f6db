# Install, run, check and measure LeafLoop; `make help` lists it all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUIET_PIP := python -m pip --disable-pip-version-check --quiet
PIP := $(BIN)/$(QUIET_PIP)
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header

# The locks are whole: nothing is resolved anew, or a newer release of a dependency's extra would break them.
LOCKED := install --no-deps --require-hashes --requirement

# A finished step leaves a stamp named after the checksum of what it was made from.
stamp = $(VENV)/.$(1)-$(shell cat $(2) | cksum | tr -d ' ')
CORE := $(call stamp,core,requirements/core.txt)
PROJECT := $(call stamp,project,requirements/core.txt pyproject.toml)
STUDIO := .venv-studio
STUDIO_READY := $(STUDIO)/.ready-$(shell cat requirements/studio.txt pyproject.toml | cksum | tr -d ' ')
NODE_MODULES := web/node_modules/.ready-$(shell cat web/package-lock.json | cksum | tr -d ' ')
WEB_SOURCES := docs/openapi.json $(shell find web -name node_modules -prune -o -name dist -prune -o \
  -type f ! -name schema.ts -print)
WEB := $(if $(shell command -v npm),web/dist/index.html,web/without-node)
DEV := $(call stamp,dev,requirements/core.txt requirements/dev.txt)
# What benches share is no bench.
SHARED := __init__ floor graph_facts graphiti_client known_items measure report running shoppers wire
EVALUATIONS := relevance search_replay
BENCHES := $(filter-out $(SHARED:%=bench.%) $(EVALUATIONS:%=bench.%) bench.evaluation,\
  $(subst /,.,$(basename $(wildcard bench/*.py))))

.DEFAULT_GOAL := help
.PHONY: help install run web web/without-node test test-web test-servers fmt bench evaluate studio lock

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

install: $(PROJECT)  ## Make .venv with the locked packages and the leafloop command
	@:

run: install web  ## Serve, with the web app; settings come from LEAFLOOP_* and .env
	@exec $(BIN)/leafloop serve

web: $(WEB)  ## Build the web app
	@:

test: test-web $(DEV) $(PROJECT)  ## Run every check: style, types, layers, tests and their coverage
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy bench
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered --cov-fail-under=90

test-web: web/dist/index.html  ## Check and test the web app alone, without a browser
	cd web && npm run --silent check && npm run --silent test

test-servers: $(DEV) $(PROJECT)  ## Run the tests that need a real Neo4j or Ollama; builds and starts both
	deploy/native/with-servers $(BIN)/python -m pytest -m server

fmt: $(DEV) $(NODE_MODULES)  ## Put imports and lines in order
	cd web && npm run --silent fmt
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) $(PROJECT)  ## Measure, and write bench/results and docs/benchmarks.md
	@for module in $(BENCHES); do echo "== $$module"; $(BIN)/python -m $$module || exit 1; done
	$(BIN)/python -m bench.report

evaluate: $(DEV) $(PROJECT)  ## Judge searches on public data beside the checkout, into docs/evaluation.md
	@for module in $(EVALUATIONS); do \
	  echo "== bench.$$module"; $(BIN)/python -m bench.$$module || exit 1; done
	$(BIN)/python -m bench.evaluation

studio: $(STUDIO_READY)  ## Open both graphs in LangGraph Studio, from an environment of its own
	@LANGGRAPH_NO_VERSION_CHECK=1 LANGGRAPH_CLI_NO_ANALYTICS=1 LANGSMITH_TRACING=false \
	  $(STUDIO)/bin/langgraph dev --no-browser --allow-blocking

lock:  ## Resolve requirements/*.txt and the web app's packages anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv on PATH; nothing else does." >&2; exit 1; }
	$(COMPILE) --upgrade pyproject.toml --all-extras --group build --output-file requirements/core.txt
	$(COMPILE) --upgrade --group dev --constraints requirements/core.txt --output-file requirements/dev.txt
	$(COMPILE) --upgrade pyproject.toml --group build --group studio --output-file requirements/studio.txt
	cd web && npm run --silent lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "LeafLoop needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) --version 2>&1`." \
	       "Name a newer one: make install PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

web/dist/index.html: $(NODE_MODULES) $(WEB_SOURCES)
	cd web && npm run --silent build

$(NODE_MODULES): web/package-lock.json
	@command -v npm >/dev/null || { echo "The web app needs Node.js 20.19 or newer, with npm." >&2; exit 1; }
	@echo "Installing web/package-lock.json"
	@cd web && npm ci --silent
	@touch $@

web/without-node:
	@echo "The web app needs Node.js 20.19 or newer with npm, which is not on PATH: serving without it." >&2

$(STUDIO_READY): | $(BIN)/python
	@echo "Installing requirements/studio.txt"
	@$(BIN)/python -m venv $(STUDIO)
	@$(STUDIO)/bin/$(QUIET_PIP) $(LOCKED) requirements/studio.txt
	@$(STUDIO)/bin/$(QUIET_PIP) install --no-deps --no-build-isolation --editable .
	@rm -f $(STUDIO)/.ready-* && touch $@

$(CORE): | $(BIN)/python
	@echo "Installing requirements/core.txt"
	@$(PIP) $(LOCKED) requirements/core.txt
	@rm -f $(VENV)/.core-* && touch $@

$(PROJECT): $(CORE)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.project-* && touch $@

$(DEV): $(CORE)
	@echo "Installing requirements/dev.txt"
	@$(PIP) $(LOCKED) requirements/dev.txt
	@rm -f $(VENV)/.dev-* && touch $@
