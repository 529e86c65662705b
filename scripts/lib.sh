# Sourced by the scripts beside it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() { say "$*"; exit 1; }

# quietly COMMAND… shows what the command printed only when it fails.
quietly() {
	local log rc=0
	log=$(mktemp)
	"$@" >"$log" 2>&1 </dev/null || rc=$?
	if ((rc)); then
		say "failed ($rc): $*"
		cat "$log" >&2
	fi
	rm -f "$log"
	return "$rc"
}

have() { command -v "$1" >/dev/null 2>&1; }

# postgres_bin prints the folder of the newest PostgreSQL server programs.
postgres_bin() {
	local dir
	for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
		if [[ -x $dir/initdb ]]; then
			echo "$dir"
			return
		fi
	done
	if have initdb; then
		dirname "$(command -v initdb)"
		return
	fi
	return 1
}

# packages_with PATTERN prints the folders of packages whose tests declare a
# function that matches, as arguments for the go command.
packages_with() {
	(cd "$root" && grep -rlE --include='*_test.go' --exclude-dir=node_modules "^func $1" . |
		xargs -r -n1 dirname | sort -u)
}

# npm_packages DIR installs what the lock file of DIR names, when it is newer
# than what is installed. Nothing that a package brings is run.
npm_packages() {
	local dir=$root/$1
	if [[ ! $dir/node_modules/.package-lock.json -nt $dir/package-lock.json ]]; then
		quietly npm --prefix "$dir" ci --ignore-scripts --no-audit --no-fund
	fi
}
