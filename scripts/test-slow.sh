#!/usr/bin/env bash
# What is worth checking before a change is accepted but takes too long for
# every save: lint, the committed editor bundle against its sources, data
# races, slow tests, the short form of the drills, and a while of fuzzing.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
cd "$root"

export CONGBO_TEST_REQUIRE=1 CONGBO_TEST_SLOW=1 CONGBO_TEST_DRILL=short

say "== lint"
scripts/lint.sh
say "== editor bundle"
scripts/bundle.sh check

mapfile -t slow < <(packages_with 'Test(Slow|Drill)')
if ((${#slow[@]})); then
	say "== slow tests and short drills"
	go test -count=1 -timeout 30m -run '^Test(Slow|Drill)' "${slow[@]}"
fi

if have node; then
	say "== stories with PostgreSQL"
	go test -count=1 -timeout 20m -run '^TestStories$/./^postgres$' ./e2e
	say "== sample pages, in every way that they are read"
	CONGBO_TEST_SHOTS=1 go test -count=1 -timeout 20m -run '^Test(Portal|Desk)Pages$' ./e2e
fi

say "== fuzzing"
scripts/fuzz.sh 5s

# Last, so that the run ends with the result of the whole suite.
if have gcc; then
	say "== data races"
	mapfile -t all < <(go list ./... | grep -v '/e2e$')
	# The permission matrix asks one page after the other, thousands of times:
	# the detector makes it last and finds nothing in it.
	env -u CONGBO_TEST_SLOW -u CONGBO_TEST_DRILL go test -count=1 -race -timeout 45m -skip '^TestPermissionMatrix$' "${all[@]}"
else
	say "== data races: left out, the race detector needs gcc"
fi
