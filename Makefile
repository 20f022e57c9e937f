# reiki: `make demo` and `make test` set up what they need by themselves.
# PYTHON names another interpreter, for example: make test PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format types bench lock clean

help:
	@echo "make demo    the main job on the embedded corpus"
	@echo "make test    all tests, with coverage"
	@echo "make lint    ruff: rules and layout"
	@echo "make format  let ruff lay out the code"
	@echo "make types   mypy --strict"
	@echo "make bench   the benchmarks"
	@echo "make lock    write requirements.lock anew from pyproject.toml"
	@echo "make clean   remove everything that was built, the environment too"

# The environment is complete when the stamp is newer than the lock and the project file.
$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "reiki: $(PYTHON) was not found; install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "reiki: Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V 2>&1); name another one: make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "reiki: $(PYTHON) has no working venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)
	$(BIN)/reiki demo

# One file of tests in one process, as many processes as there are processors. The benchmark plugin measures nothing here, and
# refuses to be loaded in several processes.
test: $(STAMP)
	$(BIN)/python -m pytest --cov --cov-report=term -p no:benchmark -n auto --dist loadfile

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMP)
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m pytest benchmarks --benchmark-only

# Independent of $(STAMP): a lock that no longer installs must still be replaceable.
# UPGRADE=1 takes the newest versions instead of keeping those of the present lock where they still fit.
LOCK := build/lock
lock:
	$(PYTHON) -m venv $(LOCK)
	$(LOCK)/bin/python -m pip install --disable-pip-version-check --quiet 'pip-tools>=7.5,<8'
	$(LOCK)/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > $(LOCK)/dev.in
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK)/bin/pip-compile --quiet $(if $(UPGRADE),--upgrade) \
	  --generate-hashes --allow-unsafe --strip-extras --extra pdf --extra fast --extra postgres \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	  --output-file requirements.lock pyproject.toml $(LOCK)/dev.in
	sed -i -e 's|-r $(LOCK)/dev.in|the dev group (pyproject.toml)|' requirements.lock
	@! grep -nE '://|^ *#.* /[a-z]' requirements.lock || { echo "reiki: requirements.lock names an address or a path, see above" >&2; exit 1; }

clean:
	rm -rf $(VENV) build dist htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find src api tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
