# The same few commands everywhere. On Windows without make: the lines of the README.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
ARGS ?=

.PHONY: run test test-fast test-all lint format clean venv venv-dev

run: venv  ## open the app (creates .venv; the app itself creates and updates its own file, a server is migrated here)
ifneq ($(O2S_DATABASE_URL),)
	@$(BIN)/python -m o2s_lib store migrate
endif
	@$(BIN)/python -m streamlit run streamlit_app.py $(ARGS)

test: venv-dev  ## every test but the slow ones; ARGS="-k journal" for some
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow" $(ARGS)

test-fast: venv-dev  ## what needs no browser, no PostgreSQL and little time
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow and not browser and not postgres" $(ARGS)

lint: venv-dev  ## ruff and mypy
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m mypy

test-all: lint venv-dev  ## nightly: linters and every test, the slow ones too
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

format: venv-dev  ## let ruff lay the code out
	@$(BIN)/python -m ruff check --fix
	@$(BIN)/python -m ruff format

clean:  ## remove what can be made again; data/local stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build test-artifacts *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@$(PYTHON) tools/make_venv.py requirements.txt

venv-dev:
	@$(PYTHON) tools/make_venv.py requirements-dev.txt
