# What can be done from here; `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-slow shots bench performance audit drill fuzz lint install bundle bundle-check

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## the demonstration, at an address to open in a browser
	go run . demo

test: install ## every test, with a real PostgreSQL and a real browser (installs them on Debian as root)
	CONGBO_TEST_REQUIRE=1 scripts/with-postgres.sh go test -count=1 -timeout 20m ./...

test-slow: install ## lint, bundle check, races, slow tests, short drills, fuzzing
	scripts/with-postgres.sh scripts/test-slow.sh

bench: ## measurements, as ratios to nginx, and to what the machine and the database do bare; writes docs/performance.md
	@scripts/install.sh bench
	CONGBO_TEST_POSTGRES_DURABLE=1 CONGBO_BENCH_WRITE=$(CURDIR)/docs/performance.md \
		scripts/with-postgres.sh go test -run '^$$' -bench . -timeout 90m ./...

performance: ## measurements beside nginx and of a full house; writes docs/performance.md (QUICK=1: only shows that they run)
	@scripts/install.sh bench
	$(if $(QUICK),CONGBO_BENCH_QUICK=1,CONGBO_BENCH_WRITE=$(CURDIR)/docs/performance.md) \
		go test -run '^$$' -bench '^Benchmark(AgainstNginx|Full)$$' -benchtime 1x -timeout 60m ./internal/app

audit: ## what an HTML checker and Lighthouse say of the demonstration's public pages (needs Java)
	scripts/audit.sh

drill: install ## kill and power-cut drills at full length (root, Linux)
	CONGBO_TEST_REQUIRE=1 CONGBO_TEST_DRILL=full scripts/with-postgres.sh \
		go test -count=1 -v -timeout 6h -run '^TestDrill' ./...

fuzz: ## every fuzz target for 30 s
	scripts/fuzz.sh 30s

lint: ## gofmt, go vet, staticcheck
	scripts/lint.sh

install: ## what the tests need beside Go, if it is missing
	@scripts/install.sh

bundle: ## rebuild the committed editor from web/editor
	scripts/bundle.sh write

bundle-check: ## compare the committed editor with its sources, byte for byte
	scripts/bundle.sh check
