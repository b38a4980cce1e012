# Two commands do all the set-up, on a machine with Python 3.11 or newer (with venv), git and make:
#   make demo           environment, install, the default experiment, then the dashboard
#   make demo SERVE=0   the same without the dashboard
#   make test           the tests (CI adds the slow suites: .ci/run)
# Besides: make check (style, types, imports, sizes, dependencies; the first three: make lint), make
# bench (speed), make clean; and, for docs/testing.md, make exhaustive (whole products of cases), make
# coverage (branches executed), make mutants (mistakes noticed).

SERVE ?= 1
JOBS ?= 2
VENV ?= .venv
BIN := $(VENV)/bin
PACKAGES := model agents configs runs dashboards
# Shares, in percent, of the statements and branches that the tests execute (docs/testing.md).
PROMISED := model=95 agents=95 runs=95 dashboards=85
SLOW_MEASURED := tests/dashboards/test_nothing_happened.py $(addprefix tests/runs/,claims designs/test_commands.py settings \
	test_cluster.py test_cluster_kills.py test_executors.py test_failing.py test_kills.py \
	test_launching.py test_scripting.py)
MEASURED = COVERAGE_FILE=$(CURDIR)/.coverage-parts/.coverage $(BIN)/python -m coverage run \
	-m pytest -n $(JOBS) --dist loadfile

# The first Python that is new enough; `make PYTHON=/path/to/python demo` overrides the search.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)

# Imports are three times slower without compiled bytecode; uv leaves it out by default, and some
# containers forbid it for our own files too.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test exhaustive lint check fit bench coverage mutants lock clean install install-dev
.DELETE_ON_ERROR:

demo: $(VENV)/.runtime
	$(BIN)/taijie run experiment=first_call
	@if [ "$(SERVE)" != 0 ]; then exec $(BIN)/taijie serve --write --host 127.0.0.1; fi

test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not slow" -n $(JOBS) --dist loadfile

# Whole products of cases, of which CI plays a cover (docs/testing.md).
exhaustive: $(VENV)/.dev
	$(BIN)/python -m pytest -m exhaustive -n $(JOBS) --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(addprefix -p ,$(PACKAGES))
	$(BIN)/lint-imports

check: lint
	$(BIN)/python -m pytest -q tests/architecture tests/packaging/test_audit.py

# The shipped fit, anew; further where it was interrupted (docs/fit.md). One that has not converged is
# not shipped.
ROUNDS ?= 5
RECORD := configs/inference/fits/record
NEW_FIT := .fit
fit: $(VENV)/.runtime
	if [ ! -f $(NEW_FIT)/fits/record/fit.json ]; then $(BIN)/taijie fit record rounds=$(ROUNDS) outputs=$(NEW_FIT); fi
	@grep -q '"converged": true' $(NEW_FIT)/fits/record/fit.json || { \
		echo "$(NEW_FIT)/fits/record has not converged: the shipped fit stays. More: make fit ROUNDS=12" \
			"in place of that folder." >&2; exit 1; }
	rm -rf $(NEW_FIT)/scores
	$(BIN)/taijie score fit=record runs=400 outputs=$(NEW_FIT)
	mv $(NEW_FIT)/scores/*/scores.* $(NEW_FIT)/fits/record
	rm $(NEW_FIT)/fits/record/round-*.npz
	rm -r $(RECORD)
	mv $(NEW_FIT)/fits/record $(RECORD)
	rm -r $(NEW_FIT)

bench: $(VENV)/.runtime
	$(BIN)/python -m tests.bench

# The branches that the everyday tests execute, worker processes included, and the slow ones of
# clusters, claims and interrupted launches, reached nowhere else; a package below its share fails.
coverage: $(VENV)/.dev
	rm -rf .coverage-parts && mkdir .coverage-parts
	$(MEASURED) -m "not slow"
	$(MEASURED) -m "slow and not long" $(SLOW_MEASURED)
	$(BIN)/python -m coverage combine -q --data-file=.coverage .coverage-parts
	@failed=0; for promise in $(PROMISED); do echo "== $${promise%=*}, at least $${promise#*=} %"; \
		$(BIN)/python -m coverage report --precision=1 --include="$${promise%=*}/*" \
			--fail-under=$${promise#*=} || failed=1; done; exit $$failed

# Small mistakes put into the rules, one at a time; which of them no test notices.
mutants: $(VENV)/.dev
	$(BIN)/python -m tests.mutation --at-once $(JOBS)

# Rewrites both locks from pyproject.toml, without indexes, paths or the origin of each line.
lock: $(VENV)/.created
	@$(BIN)/python -m pip install -q uv
	@$(call write_lock,requirements.lock,--extra sensitivity)
	@$(call write_lock,requirements-dev.lock,--extra dev --extra sensitivity --extra games -c requirements.lock)

clean:
	rm -rf .venv .venv-other .venv-oldest dist build .coverage .coverage-parts mutants.csv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

install: $(VENV)/.runtime
install-dev: $(VENV)/.dev

# The stamps are older than the locks exactly when something has to be installed again.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/.created
	@if [ -e $(VENV)/.dev ]; then lock=requirements-dev.lock; else lock=requirements.lock; fi; \
	$(call install_from,$$lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.created
	@$(call install_from,requirements-dev.lock)
	@touch $@ $(VENV)/.runtime

$(VENV)/.created:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "taijie needs Python 3.11 or newer; found: $$("$(PYTHON)" --version 2>/dev/null || python3 --version 2>&1)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python has no venv here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@touch $@

# uv is fast but optional: where it cannot be had, or cannot reach what pip can, pip does the work.
install_from = echo "Installing from $(1)"; \
	$(BIN)/python -m pip install -q uv 2>/dev/null || true; \
	if [ -x $(BIN)/uv ] \
		&& VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install -q --require-hashes -r $(1) \
		&& VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install -q --no-deps -e .; \
	then :; else \
		echo "uv could not install everything; going on with pip"; \
		$(BIN)/python -m pip install -q --require-hashes -r $(1) \
		&& $(BIN)/python -m pip install -q --no-deps -e .; \
	fi

write_lock = { \
	echo "\# Every version and hash for Python 3.11 and newer, on any platform; written by \`make lock\`."; \
	echo "\# It names no index, so it installs from any."; \
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(2) pyproject.toml; \
	} > $(1).tmp && mv $(1).tmp $(1)
