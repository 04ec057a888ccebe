# Needs Python 3.11 or later with pip, and make. All paths are relative, so the checkout may lie anywhere.
PYTHON ?= python3
PYTEST_ARGS ?=
MUTATE ?=
LOCK_ARGS ?=
AUDIT_ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
COMPILE := $(BIN)/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet $(LOCK_ARGS)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test lint audit bench oracle forecasts properties polling kills soak schemathesis mutants released installing access timing docs manual messages lock clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

install: .venv/installed ## make .venv with everything in it, once per change of the locks

run: install ## start the service with example lists and print the addresses to open
	@exec $(BIN)/subreg demo

# What is imported is compiled once, not anew by each worker and each of the programs that the tests start.
test: export PYTHONDONTWRITEBYTECODE =
test: lint ## all gates and all tests; PYTEST_ARGS='tests/rules -x' for some of them
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal $(PYTEST_ARGS)

lint: install ## style, security, types, import arrows, a sentence for every test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/bandit --quiet --recursive service
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/interrogate tests

audit: install ## ask PyPI for known weaknesses of all locked packages; fails, and says so, where its data cannot be had; AUDIT_ARGS='-s osv' for those of OSV
	@mkdir -p build && rm -f build/audit.txt
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements/dev.txt --requirement requirements/generator.txt --output build/audit.txt $(AUDIT_ARGS) || { \
		cat build/audit.txt 2>/dev/null || echo 'NOT AUDITED: the data on weaknesses could not be had; nothing is known of these packages.' >&2; exit 1; }

bench: install ## measure, and tell all in a table at the end; WRITE=1 puts it into docs/performance.md; half an hour on an idle machine
	$(if $(WRITE),SUBREG_TEST_WRITE=1) $(BIN)/python -m pytest --override-ini=python_files='bench_*.py' --override-ini=timeout=0 -s tests/benchmarks $(PYTEST_ARGS)

timing: install ## tell by the clock, in 2,000 tries, what is another list's from what is not there; TRIES=20000 for more
	SUBREG_TEST_TRIES=$(or $(TRIES),2000) $(BIN)/python -m pytest -q -s --override-ini=timeout=0 --override-ini=python_files='campaign_*.py' \
		tests/web/campaign_timing.py $(PYTEST_ARGS)

access: install ## write docs/access.md, what every route answers to every kind of key
	SUBREG_TEST_WRITE=1 $(BIN)/python -m pytest -q tests/web/test_access_table.py $(PYTEST_ARGS)

docs: install ## write what the program says of itself: docs/rules, and the reference
	$(BIN)/python -m tests.rules.pages
	$(BIN)/python -m tests.manual.pages
	SUBREG_TEST_WRITE=1 $(BIN)/python -m pytest -q tests/manual/test_tutorial.py tests/manual/test_client.py

manual: install ## build the manual as a site, build/manual/index.html
	$(BIN)/sphinx-build --quiet --fail-on-warning --builder html docs build/manual

messages: install ## bring service/locale up to the sentences of the program; then translate what is empty there
	@mkdir -p build
	$(BIN)/pybabel extract --mapping-file pyproject.toml --keywords gettext_html --keywords gettext_noop \
		--keywords ngettext_noop:1,2 --no-location --output-file build/messages.pot .
	$(BIN)/pybabel update --domain subreg --input-file build/messages.pot --output-dir service/locale \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120

oracle: install ## compare the check with its second, independent reading on 100,000 random cases; SEEDS=300 for more, FIRST=100 for others
	SUBREG_TEST_ORACLE_FIRST=$(or $(FIRST),0) SUBREG_TEST_ORACLE_SEEDS=$(or $(SEEDS),100) \
		$(BIN)/python -m pytest -q --override-ini=timeout=0 tests/rules/test_oracle.py $(PYTEST_ARGS)
	@echo 'The check and the oracle agree on 1000 cases of each of $(or $(SEEDS),100) seeds, from seed $(or $(FIRST),0) on.'

forecasts: install ## hold forecasts to every single day and to their causes: 400 random cases over three years, 400 random registers; SEEDS=1000 for more
	SUBREG_TEST_FORECASTS=$(or $(SEEDS),400) $(BIN)/python -m pytest -q --override-ini=timeout=0 tests/rules/test_stretches.py tests/rules/test_causes.py tests/register/test_forecast_random.py $(PYTEST_ARGS)

properties: install ## try what must hold of every answer on 5,000 random entries and some hundred random registers; EXAMPLES=20000 for more
	SUBREG_TEST_PROPERTIES=$(or $(EXAMPLES),5000) $(BIN)/python -m pytest -q --override-ini=timeout=0 --durations=0 --durations-min=1 \
		tests/rules/test_properties.py tests/rules/test_monotone.py tests/rules/test_stretches.py tests/register/test_random_answers.py \
		tests/feed/test_atom.py tests/web/test_hostile.py tests/register/test_notices_fold.py tests/register/test_objections_rejected.py \
		tests/register/test_grounds.py $(PYTEST_ARGS)

polling: install ## fifty readers poll two processes while 2,000 changes are made: plainly, with connections cut, behind PgBouncer, during an upgrade; some minutes each
	SUBREG_TEST_CHANGES=$(or $(CHANGES),2000) SUBREG_TEST_POLLERS=$(or $(POLLERS),50) $(BIN)/python -m pytest -q -s \
		--override-ini=timeout=0 --override-ini=python_files='test_polling.py campaign_*.py' \
		tests/acceptance/test_polling.py tests/database/campaign_upgrades.py $(PYTEST_ARGS)

kills: install ## kill the service 200 times and PostgreSQL 50 times under eight writers; ROUNDS=20 POSTGRES_ROUNDS=5 SEED=1 for others
	SUBREG_TEST_KILLS=$(or $(ROUNDS),200) SUBREG_TEST_POSTGRES_KILLS=$(or $(POSTGRES_ROUNDS),50) SUBREG_TEST_KILLS_SEED=$(or $(SEED),0) \
		$(BIN)/python -m pytest -q -s tests/acceptance/test_kills.py $(PYTEST_ARGS)

soak: install ## mixed load on two workers for 20 minutes while their replica is lost and found: errors, latency, memory; MINUTES=60 SEED=1 for others
	SUBREG_TEST_SOAK_MINUTES=$(or $(MINUTES),20) SUBREG_TEST_SOAK_SEED=$(or $(SEED),0) \
		$(BIN)/python -m pytest -q -s tests/acceptance/test_soak.py $(PYTEST_ARGS)

schemathesis: install ## hold every answer to the OpenAPI document, as staff, as a stranger and as a customer; EXAMPLES=20 SEED=1 PHASES=fuzzing,stateful for others
	SUBREG_TEST_CASES=$(or $(EXAMPLES),20) SUBREG_TEST_CASES_SEED=$(or $(SEED),0) $(if $(PHASES),SUBREG_TEST_CASES_PHASES='$(PHASES)') \
		$(BIN)/python -m pytest -q -s --override-ini=timeout=0 tests/acceptance/test_cases.py $(PYTEST_ARGS)

mutants: install ## put small faults into service/rules and service/law, one at a time, and print those that no test notices; MUTATE=service/rules/r20_sunset.py for some
	$(BIN)/python -m tests.mutation $(MUTATE)

released: install ## keep a small register of the present schema, for later versions to be brought forward from; once a release
	$(BIN)/python -m tests.database.releasing

installing: install ## install, upgrade, back up and restore in three ways, as docs/installing.md says; WRITE=1 puts what came out into it; some minutes
	$(if $(WRITE),SUBREG_TEST_WRITE=1) $(BIN)/python -m pytest -q --override-ini=timeout=0 --override-ini=python_files='campaign_*.py' \
		tests/manual/campaign_installing.py $(PYTEST_ARGS)

lock: install ## renew requirements/*.txt after an edit of pyproject.toml; LOCK_ARGS=--upgrade for new releases
	$(COMPILE) pyproject.toml --output-file requirements/run.txt
	$(COMPILE) --group pyproject.toml:build --output-file requirements/build.txt
	$(COMPILE) --group pyproject.toml:generator --output-file requirements/generator.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements/run.txt --output-file requirements/dev.txt

clean: ## remove .venv and what the tools left; the data in .subreg stays
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find service tests -name __pycache__ -prune -exec rm -rf {} +

# Debian ships Python without ensurepip: there the system's pip puts the first pip into the environment.
.venv/installed: pyproject.toml requirements/dev.txt requirements/generator.txt
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { \
		echo 'subreg needs Python 3.11 or later, and "$(PYTHON)" is not: install it, or name it: make PYTHON=python3.12' >&2; exit 1; }
	@$(BIN)/python -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null || if $(PYTHON) -c 'import ensurepip' 2>/dev/null; \
		then $(PYTHON) -m venv --clear .venv; \
		else $(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; fi
	@echo 'Installing into .venv: a minute or so.'
	@$(PIP) install --quiet --require-hashes --requirement requirements/dev.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m venv --clear --without-pip .venv/generator
	@$(PIP) --python .venv/generator/bin/python install --quiet --require-hashes --requirement requirements/generator.txt
	@touch $@
