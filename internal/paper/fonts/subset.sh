#!/bin/sh
# Makes the fonts here from the whole ones in the folder given.
set -eu
cd "$(dirname "$0")"
for face in Regular Bold Italic; do
	hb-subset "$1/Tinos-$face.ttf" -o "Tinos-$face.ttf" --layout-features='' --no-hinting --name-IDs='0,1,2,3,4,5,6,7,13,14' \
		--unicodes='20-7e,a0-ff,102,103,110,111,128,129,168,169,1a0,1a1,1af,1b0,300,301,303,309,323,1ea0-1ef9,2010-2014,2018-201d,2020,2022,2026,20ab,2190-2193,2212,2248,2260,2264,2265,25a1'
done
