# Hekas. Needs Python 3.11 or newer and make; everything else comes as wheels into .venv.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
PIP := $(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes --only-binary :all:
STATIC := $(shell find static hekas/web/assets.py hekas/web/static_files.py -type f -not -path '*/build/*' -not -path '*/fonts/*' 2>/dev/null)

.PHONY: run setup setup-dev test pictures check format bench chaos lock clean drills drill-times drill-clock drill-guesses drill-moves drill-machine drill-attack drill-crowd drill-hunt drill-throng drill-soak drill-rolling drill-back scan load
.DELETE_ON_ERROR:

run: setup
	@PORT=$(PORT) HOST=$(HOST) exec $(BIN)/python manage.py start

setup: .venv/.ready staticfiles/.ready

setup-dev: setup .venv/.ready-dev

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hekas needs Python 3.11 or newer; set PYTHON=…")'
	@$(PYTHON) -m venv .venv || { echo "No venv here. On Debian: apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/.ready: requirements.txt | .venv/bin/pip
	@echo "Installing Hekas into .venv …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.ready-dev: requirements-dev.txt .venv/.ready
	@$(PIP) -r requirements-dev.txt
	@touch $@

staticfiles/.ready: $(STATIC) .venv/.ready
	@$(BIN)/python manage.py build_assets
	@$(BIN)/python manage.py collectstatic --no-input --clear --verbosity 0 --ignore 'css/components/*'
	@touch $@

# By file: xdist 3.8 takes no notice of its group marks under pytest 9.2, and some files share one engine. Two at
# a time, as a third sets clocks of races off; in the order of tests/conftest.py.
MANY := -n 2 --dist loadfile --no-loadscope-reorder
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

test: setup-dev check
ifeq ($(CHROMIUM),)
	@echo "No Chromium was found, so the browser tests are left out. On Debian: apt-get install chromium"
	@$(BIN)/python -m pytest $(MANY) -m "not browser"
else
	@CHROMIUM=$(CHROMIUM) $(BIN)/python -m pytest $(MANY)
endif

pictures: setup-dev
	@TAKE_PICTURES=1 CHROMIUM=$(CHROMIUM) $(BIN)/python -m pytest -n0 -q tests/browser/test_pictures.py

# What stands in these is invented, or a hash. A secret that is none is taken into the baseline by hand.
NO_SECRETS := ^(tests/|requirements.*txt|\.secrets\.baseline)

check: setup-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check
	@$(BIN)/bandit -q -c pyproject.toml -ll -r hekas assessments bookings
	@git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline --exclude-files '$(NO_SECRETS)'
	@$(BIN)/python .ci/audit requirements.txt

format: setup-dev
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: setup-dev
	@SIZE=$(SIZE) ONLY=$(ONLY) $(BIN)/python -m benchmarks

# A Monday morning on a million bookings, in a diary of its own: two minutes to fill it, four of people. On a quiet
# machine; smaller: make load SIZE=20000 PEOPLE=10 SECONDS=20.
load: SIZE := 1000000
load: PEOPLE := 60
load: SECONDS := 240
load: setup-dev
	@HEKAS_VAR=$(CURDIR)/var/load-$(SIZE) SIZE=$(SIZE) PEOPLE=$(PEOPLE) SECONDS=$(SECONDS) ONLY=monday $(BIN)/python -m benchmarks

# 5,000 messages, a strike each second or so, both engines crash; and 5,000 against the clock. Some minutes.
chaos: setup-dev
	@CHAOS_MESSAGES=5000 CHAOS_STRIKES=30 THROUGHPUT_MESSAGES=5000 $(BIN)/python -m pytest -n0 -s -o log_level=WARNING tests/messaging/test_chaos.py tests/messaging/test_throughput.py

lock:
	@uv pip compile -q -p 3.11 --generate-hashes --no-emit-index-url --no-header --only-binary :all: requirements.in -o requirements.txt
	@uv pip compile -q -p 3.11 --generate-hashes --no-emit-index-url --no-header --only-binary :all: requirements-dev.in -o requirements-dev.txt

clean:
	@rm -rf .venv staticfiles static/build static/fonts

drills: setup-dev
	@$(BIN)/python -m pytest -n0 -s tests/operations

# 1,000 tries of signing in, up and of a new password, with the hasher of production: known and unknown beside
# each other; and somebody else's thing beside none, on every address that has one. Some fifteen minutes.
drill-times: setup-dev
	@SAME_TIMES=250 $(BIN)/python -m pytest -n0 -s tests/accounts/test_same_times.py
	@SAME_TIMES=60 $(BIN)/python -m pytest -n0 -s tests/access/test_same_work.py -k takes_as_long

# A million guesses at the link to a visit (some twenty minutes), and sixteen people who move visits for a minute.
drill-guesses: setup-dev
	@GUESSES=1000000 $(BIN)/python -m pytest -n0 -s tests/access/test_secrets.py -k no_guess

drill-moves: setup-dev
	@MOVES=60 $(BIN)/python -m pytest -n0 -s tests/concurrency/test_many_moves.py

# A hundred orders of 120 acts of every kind, from the seed on that is given. Some twenty minutes.
drill-attack: setup-dev
	@ATTACK=$${SEED:-1000}x100x120 $(BIN)/python -m pytest -n0 -s tests/bookings/test_attack.py

# Two to six acts at the same moment on threads of their own, forty such moments in each of twenty orders. Some
# twenty minutes.
drill-crowd: setup-dev
	@CROWD=$${SEED:-1000}x20x40 $(BIN)/python -m pytest -n0 -s tests/concurrency/test_crowd.py

# A thousand invented orders of fifty acts each, through every door, held against a list. Some forty-five minutes.
drill-machine: setup-dev
	@HYPOTHESIS=hunt MACHINE=1000x50 $(BIN)/python -m pytest -n0 -s tests/bookings/test_machine.py

# Every property with cases that no run has tried; what is found becomes a test of its own.
drill-hunt: setup-dev
	@HYPOTHESIS=hunt $(BIN)/python -m pytest $(MANY) -m "not browser" $(shell grep -rlE "^from hypothesis|RuleBasedState" tests --include=test_*.py)

# Two hundred connections at one slot, first while somebody keeps its door shut for longer than the three seconds.
drill-throng: setup-dev
	@DJANGO_SETTINGS_MODULE=hekas.settings $(BIN)/python -m tests.operations.throng

# The whole product under load for so many minutes: memory, connections, reminders; then 1, 2 and 4 web workers.
drill-soak: MINUTES := 20
drill-soak: setup-dev
	@SOAK=$(MINUTES) $(BIN)/python -m pytest -n0 -s tests/operations/test_soak.py

# Both nodes of the web restarted in turn, twice over, five workers each, on a machine that has other work for ten of
# its kind, and a release that can't start: no answer may fail. Some ten minutes.
drill-rolling: setup-dev
	@ROLLING=2 NODE_WORKERS=5 BUSY=18 $(BIN)/python -m pytest -n0 -s tests/operations/test_rolling.py

# A release with a migration, and the way back to the one before it, while people book.
drill-back: setup-dev
	@$(BIN)/python -m pytest -n0 -s tests/operations/test_release.py

# Workers and beats as processes whose clock is moved over both changes of 2026 (Debian: apt-get install faketime).
drill-clock: setup-dev
	@$(BIN)/python -m pytest -n0 -s -o log_level=WARNING tests/messaging/test_moved_clock.py

# wapiti, in an environment of its own, signed in as each role of the demo, against a running development site
# (`make run`); then sqlmap (Debian) on what is searched by. Some twenty minutes; the reports stand in var/scan.
scan:
	@test -x var/scan/venv/bin/wapiti || { $(PYTHON) -m venv var/scan/venv && var/scan/venv/bin/pip install -q wapiti3; }
	@.ci/scan http://$(HOST):$(PORT)
	@.ci/scan-sql http://$(HOST):$(PORT)
