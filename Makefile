# make demo   install into .venv, build the dossier of examples/, say where it lies
# make test   install what the tests need and run them
# make check  format, lint, types, import contract, docs in step, evaluation floors
VENV ?= .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
export PYTHONPATH := src
export ACCORDINGTO_EVAL_DATA ?= ../shared/data

.PHONY: demo test check lint evals bench lock clean

lint:
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
