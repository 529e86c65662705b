#!/usr/bin/env bash
# gofmt, go vet and staticcheck over the whole module.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
cd "$root"

# Git's list of Go files is the project's own: no downloaded packages, no output.
unformatted=$(git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0r gofmt -l)
[[ -z $unformatted ]] || die "gofmt would change:"$'\n'"$unformatted"
go vet ./...
go tool -modfile=tools/lint/go.mod staticcheck ./...
for script in .ci/run scripts/*.sh; do
	bash -n "$script"
done
