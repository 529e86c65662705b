#!/usr/bin/env bash
# Runs a command with CONGBO_TEST_POSTGRES set to a throw-away PostgreSQL that
# is gone afterwards, however the command ends. A server that is already named
# there is used as it is.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

if [[ -n ${CONGBO_TEST_POSTGRES-} ]]; then
	exec "$@"
fi

dir=$(mktemp -d -t congbo-postgres.XXXXXX)
trap '"$root/scripts/postgres.sh" stop "$dir"; rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# Assigned first, because eval would hide a failure.
vars=$("$root/scripts/postgres.sh" start "$dir")
eval "$vars"
"$@"
