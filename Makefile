# What a newcomer needs: `make demo` and `make test`. Both need only python3 and make.
.DEFAULT_GOAL := help
SHELL := /bin/bash

UV := $(shell command -v uv || echo .tools/uv/bin/uv)
BIN := .venv/bin
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON_PREFERENCE := only-system

help: ## say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.tools/uv/bin/uv:
	python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
	  --target .tools/uv uv

.venv/installed: pyproject.toml uv.lock | $(filter .tools%,$(UV))
	$(UV) sync --quiet --no-dev --inexact
	@$(BIN)/python -m compileall -q src  # the first start is then as fast as the second
	@touch $@

.venv/ready: pyproject.toml uv.lock | $(filter .tools%,$(UV))
	$(UV) sync --quiet --all-extras
	@touch $@ .venv/installed

READY := examples/shop-ready
demo: .venv/installed ## install into .venv; check the naive shop, fix a copy, check the copy
	@echo '$$ batten check examples/shop'
	@$(BIN)/batten check --fail-on never examples/shop
	@rm -rf .demo && mkdir .demo && cp -r examples/shop .demo/shop
	@printf '\n$$ cp -r examples/shop .demo/shop\n'
	@printf '$$ batten fix --write --guided --config $(READY)/batten.yaml .demo/shop\n'
	@$(BIN)/batten fix --write --guided --config $(READY)/batten.yaml .demo/shop
	@printf '\n$$ batten check .demo/shop\n'
	@$(BIN)/batten check --fail-on never --config $(READY)/batten.yaml .demo/shop

shop-ready: .venv/installed ## write examples/shop-ready again, by batten fix
	@cp examples/shop/*.yaml $(READY)/
	@cd $(READY) && $(CURDIR)/$(BIN)/batten fix --write --guided .

test: .venv/ready renderers sarif-schema ## install what the tests need and run them all
	$(BIN)/pytest -q

renderers: ## build helm and kustomize for the tests, where Go is and they are missing
	@tools/renderers/build || echo 'tests that need helm and kustomize will be skipped'

sarif-schema: ## fetch the official schema of SARIF for the tests, where npm is
	@tools/sarif-schema/fetch || echo 'the SARIF reports will not be held to the official schema'

lint: .venv/ready ## style, imports between folders
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: .venv/ready ## the strict type checker
	$(BIN)/mypy

generated: .venv/ready ## write again what is generated from the code: rule pages, schemas
	$(BIN)/python tools/build_docs.py
	$(BIN)/python -m tools.build_config_schema

bench: .venv/installed ## the benchmarks of batten check (benchmarks/README.md has more)
	$(BIN)/python -m benchmarks.check

.PHONY: help demo shop-ready test renderers sarif-schema lint types generated bench
