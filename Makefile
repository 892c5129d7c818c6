# `make help` lists what there is. CI calls the same targets as people do.
PORT ?= 8080
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test lint protos protos-check conformance help
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.runtime: pyproject.toml
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PY) -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(PY) -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

protos: $(VENV)/.dev ## Regenerate the code in protos/
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) -m grpc_tools.protoc -I. --python_out=. --grpc_python_out=. \
	    --mypy_out=. --mypy_grpc_out=. protos/executor.proto
