#!/bin/sh
# Fails if git tracks a built program or a file larger than 1 MiB.
# usage: scripts/check-tracked.sh
set -eu

limit=1048576

# magic prints the first four bytes of a file in hexadecimal.
magic() { od -An -tx1 -N4 -- "$1" | tr -d ' \n'; }

list=$(mktemp)
trap 'rm -f "$list"' EXIT
git -c core.quotePath=off ls-files >"$list"

failed=
while IFS= read -r file; do
	[ -f "$file" ] || continue # deleted in the working tree
	size=$(wc -c <"$file")
	if [ "$size" -gt "$limit" ]; then
		echo "$file: $size bytes, more than $limit" >&2
		failed=1
	fi
	case $(magic "$file") in
	7f454c46) kind=ELF ;;
	feedface | feedfacf | cefaedfe | cffaedfe | cafebabe) kind=Mach-O ;;
	4d5a*) kind='a Windows executable' ;;
	213c6172) kind='a static library' ;;
	0061736d) kind=WebAssembly ;;
	*) continue ;;
	esac
	echo "$file: a built program or library ($kind)" >&2
	failed=1
done <"$list"

[ -z "$failed" ] || {
	echo 'check-tracked: remove these files from git: git rm --cached FILE' >&2
	exit 1
}
