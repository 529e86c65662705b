#!/usr/bin/env bash
# A throw-away PostgreSQL on a loopback port, for tests and measurements.
#
#   eval "$(scripts/postgres.sh start DIR)"   sets CONGBO_TEST_POSTGRES
#   scripts/postgres.sh url DIR               prints its address again
#   scripts/postgres.sh stop DIR              stops it and removes its data
#
# With CONGBO_TEST_POSTGRES_DURABLE=1 it writes as carefully as a real one; without,
# it does not wait for the disk. Started by root it runs as user postgres,
# because PostgreSQL refuses to run as root.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

usage() { die "usage: scripts/postgres.sh start|stop|url DIR"; }

[[ $# == 2 ]] || usage
verb=$1
dir=$(realpath -m "$2")

as_owner() {
	if [[ $(id -u) == 0 ]]; then
		# Not the caller's folder: user postgres may not be able to enter it.
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

start() {
	local bin password port settings
	bin=$(postgres_bin) || die "PostgreSQL is not installed (Debian: apt-get install postgresql)"
	[[ ! -e $dir/data ]] || die "$dir already holds a database; stop it first"
	mkdir -p "$dir"
	chmod 700 "$dir"
	password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	printf '%s' "$password" >"$dir/password"
	[[ $(id -u) != 0 ]] || chown -R postgres: "$dir"

	quietly as_owner "$bin/initdb" -D "$dir/data" -U postgres --pwfile="$dir/password" \
		--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync
	settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 -c timezone=UTC"
	if [[ -z ${CONGBO_TEST_POSTGRES_DURABLE-} ]]; then
		settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
	fi
	for _ in {1..20}; do
		port=$((20000 + RANDOM % 10000))
		if as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -o "-p $port $settings" start >/dev/null 2>&1 </dev/null; then
			printf 'postgres://postgres:%s@127.0.0.1:%s/postgres?sslmode=disable' "$password" "$port" >"$dir/url"
			printf 'export CONGBO_TEST_POSTGRES=%q\n' "$(<"$dir/url")"
			return
		fi
		# Another program may hold the port; anything else will not get better.
		grep -q 'Address already in use' "$dir/log" || break
	done
	cat "$dir/log" >&2
	die "PostgreSQL did not start"
}

case $verb in
start) start ;;
url) [[ -f $dir/url ]] && cat "$dir/url" && echo ;;
stop)
	if [[ -d $dir/data ]]; then
		as_owner "$(postgres_bin)/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
	fi
	rm -rf "$dir/data" "$dir/log" "$dir/url" "$dir/password"
	;;
*) usage ;;
esac
