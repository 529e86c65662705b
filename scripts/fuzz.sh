#!/usr/bin/env bash
# Runs every fuzz target for a short while: scripts/fuzz.sh [DURATION]
# What a target finds is kept under its package's testdata/fuzz.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
cd "$root"

# Before Go 1.27 a target that ends in time may be reported as failed because
# its workers are stopped by the same clock (golang/go#75804). What was found
# is written down as an input; that error without one is no finding.
late() { grep -q '^    context deadline exceeded$' "$1" && ! grep -q 'Failing input written to' "$1"; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for dir in $(packages_with Fuzz); do
	for target in $(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/p' "$dir"/*_test.go); do
		if ! go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-30s}" "$dir" 2>&1 | tee "$log"; then
			late "$log" || die "$dir: $target"
			say "$dir: $target ended in time, without a finding"
		fi
	done
done
