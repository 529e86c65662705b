#!/usr/bin/env bash
# Puts in place what the whole test suite needs beside Go: PostgreSQL, Node.js,
# a Chromium, fonts with Vietnamese letters and pdftotext. On Debian as root it installs
# what is missing; otherwise it says what to install. Quiet when all is there.
# With "bench" also what measurements compare us with.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

missing=()
postgres_bin >/dev/null || missing+=(postgresql)
have chromium-headless-shell || have chromium || have chromium-browser || have google-chrome || [[ -n ${CONGBO_TEST_CHROMIUM-} ]] ||
	missing+=(chromium-headless-shell)
if have fc-list; then
	[[ -n $(fc-list ':lang=vi' | head -c1) ]] || missing+=(fonts-noto-core)
else
	missing+=(fonts-noto-core fontconfig)
fi
have node || missing+=(nodejs)
have npm || missing+=(npm)
have pdftotext || missing+=(poppler-utils)
have cwebp || missing+=(webp)
have avifenc || missing+=(libavif-bin)
if [[ ${1-} == bench ]]; then
	have nginx || [[ -x /usr/sbin/nginx ]] || missing+=(nginx-light)
fi

if ((${#missing[@]})); then
	if [[ $(id -u) == 0 ]] && have apt-get; then
		say "installing ${missing[*]}"
		export DEBIAN_FRONTEND=noninteractive
		quietly apt-get update
		quietly apt-get install -y --no-install-recommends "${missing[@]}"
	else
		say "The full test suite also needs: ${missing[*]} (Debian's names)."
		say "Install them, for example with:  sudo apt-get install ${missing[*]}"
		die "Plain 'go test ./...' runs with Go alone and says what it left out."
	fi
fi

npm_packages e2e
