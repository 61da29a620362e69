# `make help` lists what there is to run. Pass options with ARGS="…".

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory --no-builtin-rules

ARGS ?=
WORKERS ?= 2
BIN := .venv/bin
PYTHON := $(BIN)/python
STAMPS := .make
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard \
	locale/*/LC_MESSAGES/*.po */locale/*/LC_MESSAGES/*.po */*/locale/*/LC_MESSAGES/*.po))

DEMO_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
	fonts-dejavu-core fonts-liberation gettext openssh-server
TEST_PACKAGES := postgresql redis-server chromium poppler-utils git
# Debian's package and those of Kubernetes itself bring the same file: whichever is there will do.
TEST_PACKAGES += $(if $(shell command -v kubectl),,kubernetes-client)

# Checks must not touch the data of the installation that runs from this folder.
SCRATCH := LSC_DATA_DIR=$(CURDIR)/$(STAMPS)/data

# Pytest's answer when no test carries the marker.
NONE_YET := [[ $$? -eq 5 ]]

# The lock files name versions and hashes, and no address of where they came from.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --upgrade

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: setup-demo setup-test ## Install everything that development and tests need
	@:

.PHONY: demo
demo: setup-demo ## Run the demonstration (ARGS="--json" for machines)
	@$(PYTHON) manage.py demo $(ARGS)

.PHONY: test
test: setup-demo setup-test ## Run the tests on throwaway services (ARGS="tests/ledger -k entry" for some)
ifneq ($(strip $(ARGS)),)
	@$(PYTHON) -m tests.services -- pytest $(ARGS)
else
	@$(PYTHON) -m tests.services -- pytest --numprocesses=$(WORKERS) -m "not browser" --clocks
	@$(PYTHON) -m tests.services -- pytest --numprocesses=$(WORKERS) -m browser || $(NONE_YET)
	@env -u DATABASE_URL -u REDIS_URL -u LSC_MULTI_USER $(SCRATCH) $(BIN)/pytest -m sqlite || $(NONE_YET)
endif

.PHONY: deploy-check
deploy-check: setup-demo setup-test ## Install a release as production does, and live a day with it (ARGS="--image": in containers)
	@$(PYTHON) -m tests.services -- python -m tests.deployment $(ARGS)

.PHONY: install uninstall
install: $(STAMPS)/node ## Install or upgrade on systemd (docs/systemd.md: SITES=… BACKOFFICE_HOST=…)
	@SITES="$(SITES)" BACKOFFICE_HOST="$(BACKOFFICE_HOST)" EXTRANET_HOST="$(EXTRANET_HOST)" \
		FROM_EMAIL="$(FROM_EMAIL)" VERSION="$(VERSION)" deploy/systemd/install

uninstall: ## Remove it again; data, secrets and backups stay (PURGE=data: the backups alone)
	@PURGE="$(PURGE)" deploy/systemd/uninstall

.PHONY: quality
quality: $(STAMPS)/python-dev ## Check style, types, templates, floors and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(SCRATCH) $(BIN)/mypy
	$(BIN)/djlint --quiet --lint .
	$(BIN)/lint-imports --no-cache --no-logo
	$(SCRATCH) $(PYTHON) manage.py makemigrations --check --dry-run
	$(SCRATCH) $(PYTHON) manage.py check --fail-level WARNING

.PHONY: sbom
sbom: ## Write the software bill of materials (CycloneDX) from the lock files
	@mkdir -p $(STAMPS)
	python3 .ci/sbom.py requirements/base.txt package-lock.json > $(STAMPS)/sbom.json
	@echo $(STAMPS)/sbom.json

.PHONY: bench
bench: setup-demo setup-test ## Measure against a durable throwaway PostgreSQL
	@$(PYTHON) -m tests.services --durable -- python manage.py bench $(ARGS)

.PHONY: lock
lock: $(STAMPS)/python-dev $(STAMPS)/node ## Choose the newest allowed versions and lock them
	$(COMPILE) pyproject.toml --output-file requirements/base.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements/base.txt \
		--output-file requirements/dev.txt
	$(COMPILE) --group node --output-file requirements/node.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" npm update --package-lock-only --ignore-scripts \
		--omit-lockfile-registry-resolved --no-audit --no-fund
	$(PYTHON) .ci/npm_lock.py package-lock.json

# Screens are written in French: the French catalogue only says that zero is singular.
FRENCH_HEAD := msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n$(\
	)"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n
ROOMS = $(shell sed -n 's/^    "\(.*\)\.apps\..*/\1/p' lsc/rooms.py | tr . /)

.PHONY: messages
messages: setup-demo ## Collect the texts to translate, each room's in its own catalogue
	mkdir -p $(ROOMS:=/locale)
	$(PYTHON) manage.py makemessages --locale en --keep-pot --add-location file --no-obsolete \
		--no-wrap --ignore=.venv --ignore=.make --ignore=node_modules --ignore=tests --ignore=var
	@for pot in locale/django.pot $(ROOMS:=/locale/django.pot); do \
		folder=$$(dirname $$pot); \
		[ -e $$pot ] || { rmdir --ignore-fail-on-non-empty $$folder; continue; }; \
		sed -i '/^"\(Project-Id\|Report-M\|POT-C\|PO-Rev\|Last-Tr\|Language-Team\)/d; /^# .*/d; /^#, fuzzy$$/d' \
			$$folder/en/LC_MESSAGES/django.po; \
		sed -i 's/^"Language: \\n"/"Language: en\\n"/' $$folder/en/LC_MESSAGES/django.po; \
		plurals=$$(msgen --no-wrap $$pot | awk 'BEGIN {RS = ""; ORS = "\n\n"} /\nmsgid_plural/'); \
		rm $$pot; \
		[ -n "$$plurals" ] || continue; \
		mkdir -p $$folder/fr/LC_MESSAGES; \
		printf '$(FRENCH_HEAD)%s\n' "$$plurals" >$$folder/fr/LC_MESSAGES/django.po; \
	done
	$(MAKE) catalogues

.PHONY: clean
clean: ## Remove everything that set-up and checks made (never the data in var/)
	rm -rf .venv node_modules $(STAMPS) .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: setup-demo setup-test catalogues
setup-demo: $(STAMPS)/packages-demo $(STAMPS)/python-base $(STAMPS)/node catalogues
setup-test: $(STAMPS)/packages-test $(STAMPS)/python-dev
catalogues: $(CATALOGUES)

$(STAMPS):
	@mkdir -p $@

$(STAMPS)/packages-demo: Makefile .ci/apt | $(STAMPS)
	@.ci/apt $(DEMO_PACKAGES)
	@touch $@

$(STAMPS)/packages-test: Makefile .ci/apt | $(STAMPS)
	@.ci/apt $(TEST_PACKAGES)
	@touch $@

$(STAMPS)/venv: | $(STAMPS)
	@command -v python3 >/dev/null || .ci/apt python3
	@python=""; for candidate in python3.11 python3 python; do \
		if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
		then python=$$candidate; break; fi; done; \
	if [[ -z $$python ]]; then echo "LSC needs Python 3.11, 3.12 or 3.13" >&2; exit 1; fi; \
	$$python -c 'import ensurepip' 2>/dev/null || .ci/apt python3-venv; \
	$$python -m venv .venv >&2
	@touch $@

$(STAMPS)/python-base: requirements/base.txt $(STAMPS)/venv
	@echo "Installing the Python packages" >&2
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r $< >&2
	@touch $@

$(STAMPS)/python-dev: requirements/dev.txt $(STAMPS)/venv
	@echo "Installing the Python packages for development" >&2
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r $< >&2
	@touch $@

$(STAMPS)/node: package-lock.json package.json requirements/node.txt $(STAMPS)/venv
	@echo "Installing the front-end packages" >&2
	@if ! node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' 2>/dev/null || \
		! command -v npm >/dev/null; then \
		$(BIN)/pip install -qq --disable-pip-version-check --require-hashes \
			-r requirements/node.txt >&2; fi
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
	@touch $@

%.mo: %.po
	@msgfmt --check-format --output-file=$@ $< >&2
