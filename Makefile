# Everything PipeWise needs, from a bare clone: python3 (3.11 or newer) and make.
# Paths are relative, so the clone may lie anywhere; nothing outside it is touched but the
# database's folder (see .env.example).

PYTHON ?= python3
VENV := .venv/bin
SOURCES := graph nodes tools server emulator simulator tests benchmarks evaluation

.DEFAULT_GOAL := help
.PHONY: help run test test-ui prove check studio bench eval train record lock browser
.DELETE_ON_ERROR:

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: .venv/.run-stamp  ## Everything, at http://127.0.0.1:2024 (first time: installs it)
	@exec $(VENV)/pipewise serve

test: .venv/.dev-stamp browser  ## All tests, on a Postgres of their own
	@$(VENV)/python -m pytest

test-ui: .venv/.dev-stamp browser  ## Pages built by npm, in a real browser
	@$(VENV)/python -m pytest -m ui

prove: .venv/.dev-stamp  ## The promises at full size, in minutes instead of seconds (SMALL=1: fewer; FULL=1: 100,000 turns, hours)
	@$(VENV)/python -m pytest -m heavy

# The page tests want a real browser: Debian's, installed only where it is missing and we may.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
		command -v google-chrome >/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing chromium for the page tests ...'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo 'There is no chromium, so the page tests are skipped; on Debian and Ubuntu: apt install chromium'; \
		fi

check: .venv/.dev-stamp  ## Format, lint, types, who imports whom, the README's drawing
	@$(VENV)/ruff format --check $(SOURCES)
	@$(VENV)/ruff check $(SOURCES)
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/python -m graph.draw | $(VENV)/python -c 'import sys; sys.exit(sys.stdin.read().strip() not in open("README.md").read())' \
		|| { echo 'The drawing in README.md is not the graph: paste `python -m graph.draw` into it.' >&2; exit 1; }

studio: .venv/.dev-stamp  ## The same graph under `langgraph dev`, port 2025
	@LANGSMITH_TRACING=$${LANGSMITH_TRACING:-false} \
		PIPEWISE_ALLOWED_ORIGINS=$${PIPEWISE_ALLOWED_ORIGINS:-https://smith.langchain.com} \
		$(VENV)/langgraph dev --host 127.0.0.1 --port 2025

bench: .venv/.dev-stamp  ## How fast it is here, in ratios and figures (five minutes; FULL=1: more, longer)
	@exec $(VENV)/python -m benchmarks $(if $(FULL),--full)

eval: .venv/.dev-stamp  ## How well leads are understood; DATA=folder measures that as well
	@exec $(VENV)/python -m evaluation $(DATA)

train: .venv/.dev-stamp  ## Learn intents from corpus/ again; the weights are part of the code
	@exec $(VENV)/python -m evaluation.train

record: .venv/.dev-stamp  ## Record the stored conversations anew, where they are meant to go another way
	@exec $(VENV)/python -m tests.replay.record

# --- installing --------------------------------------------------------------------------------
# What is installed is pinned with hashes; the stamps say from which lock files. uv is fast but
# does not know pip's settings, so pip takes over where uv reaches no index.

pip := $(VENV)/python -m pip install -q --disable-pip-version-check
uv := $(VENV)/uv pip install -q --system-certs --python $(VENV)/python --compile-bytecode
install = { $(uv) --require-hashes -r $(1) 2>.venv/uv.log || \
	{ echo 'uv could not (.venv/uv.log says why); installing with pip, which takes longer.'; \
	$(pip) --require-hashes -r $(1); }; }
itself = { $(uv) --no-deps --no-build-isolation -e . 2>>.venv/uv.log || \
	$(pip) --no-deps --no-build-isolation -e .; }

.venv/.run-stamp: requirements.lock bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'PipeWise needs Python 3.11 or newer; set PYTHON to one: make run PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@echo 'Installing PipeWise into .venv (once, about a minute) ...'
	@$(PYTHON) -m venv .venv
	@$(pip) --require-hashes -r bootstrap.lock
	@$(call install,requirements.lock)
	@$(itself)
	@touch $@

.venv/.dev-stamp: .venv/.run-stamp requirements-dev.lock
	@echo 'Installing what the tests need ...'
	@$(call install,requirements-dev.lock)
	@touch $@

# The second file is compiled against the first, so that both agree.
lock: .venv/.dev-stamp  ## Pin the newest releases that fit together
	@$(VENV)/uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 \
		--upgrade requirements-dev.in -o requirements-dev.lock
	@$(VENV)/uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 \
		requirements.in -c requirements-dev.lock -o requirements.lock
