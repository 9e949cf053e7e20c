# make demo    install into .venv, build the dossier of examples/, say where it lies
# make test    install what the tests need and run them
# make interchange  have other programs read the exports back (needs a compiler)
# make tools   Debian's packages that the tests drive: chromium (the desk), openssl (signed times), strace
# make check   format, lint, strict types, import contract, docs in step with code, evaluation floors
# make fuzz    try each parser with bytes that atheris makes up, FUZZ_SECONDS each
# make bench   words per second against the bare spaCy pipeline
# make lock    solve the dependencies anew and write the hashes
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
GAZETTEER := src/accordingto/normalize/place/gazetteer.sqlite
export ACCORDINGTO_EVAL_DATA ?= ../shared/data

.PHONY: demo tools test interchange check lint format docs evals bench lock gazetteer install install-dev fuzz

demo: install
	@mkdir -p demo
	$(VENV)/bin/accordingto build examples -o demo/dossier.html --ledger demo/ledger.db \
	  --json demo/ledger.json --codebook recruitment-from-prisons --title "Women prisoners and the war: the examples"
	@echo "Open file://$(CURDIR)/demo/dossier.html in a browser, or work on it:"
	@echo "    $(VENV)/bin/accordingto desk --ledger demo/ledger.db"

# What tests drive and pip cannot bring. Called by `test` only where one is missing.
TOOLS := chromium openssl strace
PACKAGES := $(TOOLS) fonts-dejavu-core util-linux libseccomp2
MISSING := $(strip $(foreach tool,$(TOOLS),$(if $(shell command -v $(tool)),,$(tool))))

tools:
ifeq ($(shell id -u),0)
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES)
else
	@echo "make tools installs Debian packages and so has to be run as root:" >&2
	@echo "    sudo apt-get install --no-install-recommends $(PACKAGES)" >&2
	@exit 1
endif

test: install-dev $(if $(MISSING),tools)
	$(PY) -m pytest -n auto

# Peers read what we write. followthemoney has to be compiled against ICU: apt-get install libicu-dev
# pkg-config g++ first.
interchange: install-dev
	$(PIP) install --require-hashes -r requirements-interchange.lock
	$(PY) -m pytest interchange

check: install-dev lint docs evals

lint: install-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

format: install-dev
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

docs: install-dev
	$(PY) -m docs.generate --check

evals: install-dev
	$(PY) -m evals gate

FUZZ_SECONDS ?= 20
fuzz: install-dev
	$(VENV)/bin/uv pip install --quiet --python $(PY) --group fuzz
	for name in $$($(PY) -m fuzz); do $(PY) -m fuzz $$name $(FUZZ_SECONDS) || exit 1; done

bench: install-dev
	$(PY) -m benchmarks.annotate_speed

gazetteer: $(GAZETTEER)

PLACE := src/accordingto/normalize/place
$(GAZETTEER): $(PLACE)/build.py $(PLACE)/fold.py $(PLACE)/gazetteer.py | $(VENV)/.installed
	$(PY) -m accordingto.normalize.place.build

install: $(VENV)/.installed gazetteer
install-dev: $(VENV)/.installed-dev gazetteer

$(PY):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "accordingto needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(PY)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

lock: install-dev
	$(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
	  --group build -o requirements.lock
	$(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
	  --group build --group dev -o requirements-dev.lock
	$(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
	  --group build --group dev --group interchange -o requirements-interchange.lock
