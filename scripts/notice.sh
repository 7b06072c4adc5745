#!/bin/sh
# Writes the license texts of everything that is in or linked with bin/openleveldb to standard
# output: NOTICE, then each module with its license and its notice. It includes bin/openleveldb-arrow
# and bin/openleveldb-tikv if they exist, or with an argument "arrow" or "tikv". The module cache
# must be filled, as it is after a build.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}

# modules prints the path, version and directory of each module that a program contains.
modules() {
	(cd "$1" && "$go" list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' "$2")
}

cat NOTICE
{
	modules . ./cmd/openleveldb
	for program in arrow tikv; do
		if [ -e "bin/openleveldb-$program" ] || [ "${1:-}" = "$program" ]; then
			modules "cmd/openleveldb-$program" .
		fi
	done
} | sort -u | while read -r path version dir; do
	case $path in github.com/openleveldb/*) continue ;; esac
	printf '\n\n==== %s %s\n' "$path" "$version"
	found=
	for file in "$dir"/LICENSE* "$dir"/LICENCE* "$dir"/COPYING* "$dir"/NOTICE*; do
		[ -f "$file" ] || continue
		found=1
		printf '\n'
		cat "$file"
	done
	[ -n "$found" ] || { echo "notice.sh: $path has no license file in $dir" >&2; exit 1; }
done
for package in libleveldb-dev libleveldb1d libsnappy-dev libsnappy1v5; do
	file=/usr/share/doc/$package/copyright
	[ -f "$file" ] || continue
	printf '\n\n==== %s\n\n' "$package"
	cat "$file"
done
printf '\n\n==== the page of the commands view and serve\n\n'
cat leveldb/server/page/files/page/NOTICE.txt
