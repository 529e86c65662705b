#!/usr/bin/env bash
# The committed editor (internal/desk/assets/editor.*) and its sources:
#
#   scripts/bundle.sh write    makes it anew from web/editor
#   scripts/bundle.sh check    fails when it differs from what they make
set -euo pipefail
source "$(dirname "$0")/lib.sh"
cd "$root"

committed=internal/desk/assets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make_bundle() {
	have npm || die "the editor's packages come through npm (Debian: apt-get install npm)"
	npm_packages web/editor
	quietly env -C tools/bundle go build -o "$work/bundle" .
	mkdir -p "$1"
	"$work/bundle" web/editor "$1"
}

case ${1-} in
write)
	make_bundle "$committed"
	wc -c "$committed"/editor.*
	;;
check)
	make_bundle "$work/out"
	for file in "$work"/out/*; do
		cmp "$file" "$committed/$(basename "$file")" ||
			die "$committed is not what web/editor makes: run 'make bundle' and commit the result"
	done
	;;
*) die "usage: scripts/bundle.sh write|check" ;;
esac
