#!/usr/bin/env bash
# Runs every fuzz target for a short while: scripts/fuzz.sh [DURATION]
# What a target finds is kept under its package's testdata/fuzz.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
cd "$root"

for dir in $(packages_with Fuzz); do
	for target in $(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/p' "$dir"/*_test.go); do
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-30s}" "$dir"
	done
done
