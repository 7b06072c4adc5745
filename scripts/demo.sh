#!/bin/sh
# Writes values of every type with the command line, reads them back and shows them, in a
# directory that is removed at the end.
# openleveldb must be in PATH; make demo adds it.
set -eu

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$tmp"

title() { printf '\n# %s\n' "$*"; }

# show prints a command as a user would type it, then runs it.
show() {
	printf '$'
	for word; do
		case $word in
		'' | *[!A-Za-z0-9_./=-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$@"
}

fail() {
	echo "demo: $*" >&2
	exit 1
}

# A .npy file of version 1.0 as numpy writes it: ten bytes, a header padded to 128 bytes in total,
# and six little-endian float32.
{
	printf '\223NUMPY\001\000\166\000'
	printf '%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
	printf '\000\000\000\077\000\000\200\077\000\000\300\077\000\000\000\100\000\000\040\100\000\000\100\100'
} >scores.npy
printf 'any \000 bytes' >blob

title 'one value of every type'
show openleveldb put demo.db answer --int 42
show openleveldb put demo.db galaxy --int -100000000000000000000000000000
show openleveldb put demo.db greeting --str 'Hello, Wörld'
show openleveldb put demo.db blob --bytes blob
show openleveldb put demo.db pi --json 3.0
show openleveldb put demo.db settings --json '{"rate": 1e16, "layers": [64, 64.0], "name": null}'
show openleveldb put demo.db scores --npy scores.npy

title 'read back'
for key in answer galaxy greeting blob pi settings scores; do show openleveldb get demo.db "$key"; done

title 'everything, one entry a line'
show openleveldb ls demo.db

title 'several parts of a key join: a prefix is a sub-database'
show openleveldb put demo.db user/ alice --json '{"age": 41}'
show openleveldb put demo.db user/ bob --str 'not known'
show openleveldb ls demo.db --prefix user/
show openleveldb len demo.db --prefix user/
show openleveldb ls demo.db --starting-by s --reverse --json

title 'bytes and arrays come out as they went in'
echo '$ openleveldb get demo.db scores --npy >copy.npy'
openleveldb get demo.db scores --npy >copy.npy
show cmp scores.npy copy.npy || fail 'the array read back differs from the one written'
echo '$ openleveldb get demo.db blob --raw | od -c'
openleveldb get demo.db blob --raw >blob.raw
od -c blob.raw
{ printf b && cat blob; } | cmp - blob.raw || fail 'the bytes read back differ from those written'

title 'a missing key is an error, status 1'
show openleveldb del demo.db answer
status=0
show openleveldb get demo.db answer || status=$?
echo "status $status"
[ "$status" -eq 1 ] || fail 'a missing key must exit with status 1'
