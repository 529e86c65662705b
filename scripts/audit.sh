#!/usr/bin/env bash
# What independent programs say of public pages: the Nu HTML checker of all,
# Lighthouse of four. Without addresses of sites it starts the demonstration.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

have java || die "The HTML checker needs Java (Debian: default-jre-headless)."
"$root/scripts/install.sh"
npm_packages tools/audit

if (($# == 0)); then
	at=127.0.0.1:${PORT:-18099}
	dir=$(mktemp -d)
	(cd "$root" && go build -o "$dir/congbo" .)
	"$dir/congbo" demo --addr "$at" >"$dir/log" 2>&1 &
	demo=$!
	trap 'kill "$demo" 2>/dev/null; wait "$demo" 2>/dev/null || true; rm -rf "$dir"' EXIT
	for ((i = 0; i < 600; i++)); do
		curl -fs -o /dev/null "http://$at/w/songtien/" && break
		kill -0 "$demo" 2>/dev/null || { cat "$dir/log" >&2; die "the demonstration did not start"; }
		sleep 0.2
	done
	set --
	for site in songtien songtien-en thuysan sct sct-en thuvien-ktbs; do
		set -- "$@" "http://$at/w/$site/"
	done
fi
node "$root/tools/audit/audit.mjs" "$@"
