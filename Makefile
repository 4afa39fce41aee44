# Doorstep: `make run` starts it, `make check` looks at it in a minute, `make test` proves it. They need Python 3.11 to 3.13 and the package registries only.
PORT ?= 8000
TESTS ?= tests
WORKERS ?= 2
RUNS ?= 1000
SEED ?= 1
PY := .venv/bin/python
export DOORSTEP_PYTHON
# Because a run starts some hundred Python processes, and each would compile every source anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run check test commands venv assets bench bench-routes bench-sync lighthouse simulate restore-drills verify-test scale-test kill-test container-test mutation pictures look sweeps lock fuzz clean

run: venv assets
	@exec $(PY) -m server.cli serve --host 127.0.0.1 --port $(PORT) --demo

test: venv-test assets test-prepared

# The tests alone; they end with this process, because nobody else would hear that it was killed.
.PHONY: test-prepared
test-prepared: export DOORSTEP_ENDS_WITH_PARENT := 1
# DATABASES=both: also what asks nothing of a database runs on each of them.
test-prepared: export DOORSTEP_TEST_DATABASES := $(DATABASES)
test-prepared:
	@$(PY) -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder --durations=30 $(TESTS)

# Every command that the README or a page of docs/ names, in a form that takes seconds.
commands: venv-test assets
	@$(PY) -m pytest -q -n $(WORKERS) --dist load -m commands tests/test_commands.py

venv:
	@python=$$(sh .ci/find-python) && "$$python" .ci/prepare.py run

.PHONY: venv-test
venv-test:
	@python=$$(sh .ci/find-python) && "$$python" .ci/prepare.py test

assets: venv
	@$(PY) -m server.web.assets

# In a minute: how sources are written, types of both languages, who imports whom, and every rule that needs neither database nor browser.
PURE := tests/architecture tests/vectors tests/server/*/test_rules.py tests/server/*/console/test_rules.py tests/server/standards tests/server/kernel/test_canonical.py \
	tests/server/kernel/test_chain.py "tests/pwa/test_pwa.py::test_of_the_app[standard/vectors.test.ts]"
check: venv-test assets
	@$(PY) -m tests.style
	@$(PY) -m mypy server tests .ci
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadfile $(PURE) -k "not sqlite and not postgresql"

bench: venv-test assets
	@$(PY) -m tests.bench

# The planner on Solomon's instances; SOLOMON names the folder with them and best-known.csv. Without it the target says so.
bench-routes: venv-test
	@DOORSTEP_SOLOMON="$(SOLOMON)" $(PY) -m tests.bench.routes

bench-sync: venv-test
	@$(PY) -m tests.bench.sync

lighthouse: venv-test assets
	@$(PY) -m tests.bench.lighthouse

simulate: venv-test
	@$(PY) -m tests.simulate --runs $(RUNS) --seed $(SEED)

# RUNS weeks, each with one backup and one restore by the commands of a host.
restore-drills: venv-test
	@$(PY) -m tests.simulate --drills --runs $(if $(filter command line environment,$(origin RUNS)),$(RUNS),100) --seed $(SEED)

verify-test: venv-test
	@$(PY) -m tests.proof --worlds $(or $(WORLDS),200) --seed $(SEED)
	@DOORSTEP_TEST_ATTACKS=$(or $(ATTACKS),1000) DOORSTEP_TEST_SEED=$(SEED) $(PY) -m pytest -q -s --timeout 3600 tests/proof/test_attacks.py

# The API against its description by five roles: CASES of each operation, fitting and unfitting (20,000 in all by default).
fuzz: venv-test
	@DOORSTEP_TEST_API_EXAMPLES=$(or $(CASES),170) DOORSTEP_TEST_API_SEED=$(SEED) $(PY) -m pytest -q -s -n $(WORKERS) --dist loadgroup --timeout 3600 tests/server/test_schemathesis.py

scale-test: venv-test
	@DOORSTEP_TEST_SCALE=$(or $(VISITS),100000) $(PY) -m pytest -q tests/server/test_routes_read.py

kill-test: venv-test assets
	@$(PY) -m tests.kills $(if $(filter command line environment,$(origin SEED)),--seed $(SEED)) $(if $(COUNT),--count $(COUNT))

# The container of docs/deploy: built by buildah, started, and one order taken in it.
container-test: venv-test assets
	@$(PY) -m tests.container $(if $(BASE),--base $(BASE))

mutation: venv-test assets
	@$(PY) -m tests.mutation $(PART) $(if $(SAMPLE),--sample $(SAMPLE))

pictures: venv-test assets
	@$(PY) -m tests.browser.pictures

look: venv-test assets
	@$(PY) -m tests.look $(PAGES)

# The rest of what `make test` has asked of a few: more worlds, every role on PostgreSQL, all screens of the running app, twice the text size.
sweeps: venv-test assets
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadgroup -m sweep tests

lock: venv
	@$(PY) .ci/lock.py

clean:
	@rm -rf .venv pwa/node_modules server/web/static/built
