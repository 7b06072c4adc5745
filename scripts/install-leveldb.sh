#!/bin/sh
# Installs what this module needs to build (LevelDB and Snappy with their headers) and what its
# tests and benchmarks need (Plyvel, numpy, rapidjson, requests and Flask; Redis; Chromium and
# Node.js). Plain sh, because Alpine has no bash.
#
# To find out what is installed, it compiles, links and runs a program with the compiler and flags
# that cgo uses. It does not ask a package manager: a library built by hand counts, and an
# incomplete one does not.
set -eu

usage() {
	cat <<'END'
usage: scripts/install-leveldb.sh [--with-…]                install what is missing
       scripts/install-leveldb.sh [--with-…] --check        print versions, install nothing
       scripts/install-leveldb.sh --from-source DIR         build and install LevelDB from source

  --with-python      also install Plyvel, numpy, rapidjson, requests and Flask, for the tests
  --with-redis       also install redis-server, for the benchmarks
  --with-page        also install Chromium, Node.js and npm, to build and test the page for browsers
  --check            exit with status 1 if something is missing, and name it
  --from-source DIR  needs cmake but no network; installs under $PREFIX (default /usr/local)
  --help             show this text

Supports Debian, Ubuntu, Fedora, RHEL and its clones, Alpine, Arch, and macOS with Homebrew.
Never prompts. Without root, it uses sudo if sudo needs no password, and otherwise prints what to
run.

environment: PREFIX, OPENLEVELDB_PYTHON (the only interpreter to use), CXX and CGO_* as for go build,
OS_RELEASE (a file to read instead of /etc/os-release)
END
}

say() { echo "install-leveldb: $*" >&2; }
die() {
	say "$*"
	exit 1
}
misuse() {
	say "$*"
	usage >&2
	exit 2
}

root=$(cd "$(dirname "$0")/.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
: >"$tmp/log"

# attempt runs a command without input and logs its output. quietly also ends the script if the
# command fails.
attempt() { "$@" >>"$tmp/log" 2>&1 </dev/null; }
quietly() {
	attempt "$@" && return
	cat "$tmp/log" >&2
	if [ "$1" = as_root ]; then shift; fi
	die "failed: $*"
}

has() { command -v "$1" >/dev/null 2>&1; }

may_be_root() { [ "$(id -u)" -eq 0 ] || { has sudo && sudo -n true >/dev/null 2>&1; }; }
as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# ---- the system: its package manager, and the names of packages

# detect sets system, and the packages: libraries, modules (for the tests' Python), redis, compiler,
# and page (for --with-page).
detect() {
	redis=redis page='chromium nodejs npm'
	name=$(uname -s)
	system=unknown
	if [ "$name" = Darwin ]; then
		system=brew
	else
		release=${OS_RELEASE:-/etc/os-release}
		words=
		if [ -r "$release" ]; then
			# shellcheck source=/dev/null
			words=$(. "$release" && echo "${ID:-} ${ID_LIKE:-}")
			# shellcheck source=/dev/null
			name=$(. "$release" && echo "${PRETTY_NAME:-${ID:-$name}}")
		fi
		# ID first, then its ancestors, nearest first: Rocky is "rocky rhel centos fedora" and needs
		# the packages of RHEL.
		for word in $words; do
			case $word in
			debian | ubuntu) system=debian ;;
			rhel | centos) system=rhel ;;
			fedora) system=fedora ;;
			alpine) system=alpine ;;
			arch) system=arch ;;
			*) continue ;;
			esac
			break
		done
	fi
	# If a distribution lacks one of the modules, pip builds it in .venv, which needs Python's
	# headers.
	case $system in
	debian)
		manager=apt-get compiler='apt-get install g++' libraries='libleveldb-dev libsnappy-dev'
		modules='python3-plyvel python3-numpy python3-rapidjson python3-requests python3-flask'
		redis=redis-server
		;;
	fedora | rhel)
		manager=dnf compiler='dnf install gcc-c++' libraries='leveldb-devel snappy-devel'
		modules='python3-devel python3-numpy python3-pip'
		;;
	alpine)
		manager=apk compiler='apk add g++' libraries='leveldb-dev snappy-dev'
		modules='python3-dev py3-numpy py3-rapidjson py3-pip'
		;;
	arch)
		manager=pacman compiler='pacman -S gcc' libraries='leveldb snappy'
		modules='python-plyvel python-numpy python-rapidjson python-requests python-flask'
		;;
	brew)
		manager=brew compiler='xcode-select --install' libraries='leveldb snappy'
		modules='python' page='chromium node'
		;;
	unknown)
		manager='' compiler='g++ or clang++' libraries='' modules=''
		;;
	esac
}

apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 "$@"
}

# apt waits for the lock of dpkg, but not for the lock of its package lists, which the daily update
# holds on a freshly booted machine.
apt_update() {
	tries=0
	until attempt apt_get update; do
		tries=$((tries + 1))
		if [ "$tries" -ge 12 ] || ! tail -n 3 "$tmp/log" | grep -q lists; then
			# One broken source must not prevent the use of others: the following installation
			# decides.
			return
		fi
		sleep 10
	done
}

# On RHEL, EPEL has LevelDB, and the builder repository has Snappy's headers. The name of the
# builder repository differs between versions and clones. It is enabled only for this transaction.
rhel_install() {
	attempt as_root dnf install -y -q epel-release || say 'no epel-release to install; see https://docs.fedoraproject.org/en-US/epel/'
	builder=$(dnf -q repolist --all </dev/null 2>>"$tmp/log" |
		awk '!found && $1 ~ /^(crb|powertools|codeready-builder-for-.*-rpms)$/ { print $1; found = 1 }')
	quietly as_root dnf install -y -q ${builder:+--enablerepo="$builder"} "$@"
}

install_packages() { # PACKAGE...
	if [ -z "$manager" ] || ! has "$manager"; then
		die "no supported package manager${manager:+ ($manager)} on $name; install LevelDB 1.21 or later and Snappy
with their headers, or build LevelDB from its sources with scripts/install-leveldb.sh --from-source DIR;
then run scripts/install-leveldb.sh --check"
	fi
	if [ "$system" != brew ] && ! may_be_root; then
		die "this needs root, and sudo is missing or would ask for a password; run this script as root, or install with $manager: $*"
	fi
	say "installing $* with $manager"
	case $system in
	debian)
		# A new machine has no package lists. On an old one, they name files that no longer exist.
		attempt apt_get install --no-install-recommends "$@" && return
		apt_update
		quietly apt_get install --no-install-recommends "$@"
		;;
	fedora) quietly as_root dnf install -y -q "$@" ;;
	rhel) rhel_install "$@" ;;
	alpine) quietly as_root apk add --no-cache --no-progress "$@" ;;
	arch)
		# Refresh lists only if they are missing or too old: pacman would then mix new packages with
		# old ones.
		attempt as_root pacman -S --needed --noconfirm --noprogressbar "$@" ||
			quietly as_root pacman -Sy --needed --noconfirm --noprogressbar "$@"
		;;
	brew) quietly env HOMEBREW_NO_AUTO_UPDATE=1 HOMEBREW_NO_INSTALL_CLEANUP=1 brew install --quiet "$@" ;;
	esac
}

# ---- what is installed

# go_env prints one of cgo's settings as go build sees it. It runs outside of any module, so that no
# other toolchain is downloaded. go may be missing, or fail because there is no home directory.
go_env() { (cd / && GOTOOLCHAIN=local go env "$1" 2>/dev/null) || printenv "$1" || true; }

# settings sets cxx, cppflags and ldflags to what cgo uses. It sets elsewhere to the directory of
# Homebrew if compilers do not search it.
settings() {
	cxx=$(go_env CXX)
	cxx=${cxx:-g++}
	cppflags="$(go_env CGO_CPPFLAGS) $(go_env CGO_CXXFLAGS)"
	ldflags=$(go_env CGO_LDFLAGS)
	elsewhere=
	if [ "$system" = brew ] && has brew && [ "$(brew --prefix)" != /usr/local ]; then
		elsewhere=$(brew --prefix)
		cppflags="$cppflags -I$elsewhere/include"
		ldflags="$ldflags -L$elsewhere/lib"
	fi
}

# probe NAME LIBRARY... compiles and runs the C++ program on standard input. It sets answer to the
# output, or to the error.
probe() {
	probe=$tmp/$1
	shift
	cat >"$probe.cc"
	# shellcheck disable=SC2086 # settings of several words
	if ! $cxx -std=c++11 $cppflags -O0 -g0 -o "$probe" "$probe.cc" $ldflags "$@" >"$probe.out" 2>&1 </dev/null; then
		answer=$(awk '!found && /error:|cannot find|not found|undefined/ { sub(/^.*error: /, ""); print; found = 1 }
			END { if (!found) print "failed" (NR ? ": " $0 : "") }' "$probe.out")
		return 1
	fi
	if ! answer=$("$probe" "$tmp" 2>&1 </dev/null); then
		answer="it builds, but does not run: $answer"
		return 1
	fi
}

find_compiler() {
	# shellcheck disable=SC2086
	set -- $cxx
	if ! has "$1"; then
		answer="no $1; install it with: $compiler"
		return 1
	fi
	probe compiler <<'END' || { answer="$cxx does not build a program: $answer" && return 1; }
#include <string>
int main(int argc, char** argv) { return std::string(argv[0]).empty(); }
END
	answer=$("$@" --version 2>&1 </dev/null | sed -n 1p)
}

# A LevelDB built without Snappy opens every database, but cannot read the compressed blocks that
# Python wrote. So the probe stores 64 KiB of zeros and checks their size on disk.
find_leveldb() {
	probe leveldb -lleveldb <<'END'
#include <cstdint>
#include <cstdio>
#include <string>
#include <leveldb/c.h>
#include <leveldb/db.h>
int main(int, char** argv) {
  if (leveldb::kMajorVersion != leveldb_major_version() || leveldb::kMinorVersion != leveldb_minor_version()) {
    std::printf("headers of %d.%d, but a library of %d.%d", leveldb::kMajorVersion, leveldb::kMinorVersion,
                leveldb_major_version(), leveldb_minor_version());
    return 1;
  }
  char* error = nullptr;
  leveldb_options_t* options = leveldb_options_create();
  leveldb_options_set_create_if_missing(options, 1);
  leveldb_options_set_compression(options, leveldb_snappy_compression);
  leveldb_options_set_max_file_size(options, 2 << 20);  // new in 1.21
  leveldb_t* db = leveldb_open(options, (std::string(argv[1]) + "/db").c_str(), &error);
  if (error == nullptr) {
    leveldb_writeoptions_t* write = leveldb_writeoptions_create();
    std::string zeros(64 << 10, '\0');
    leveldb_put(db, write, "k", 1, zeros.data(), zeros.size(), &error);
    leveldb_writeoptions_destroy(write);
  }
  if (error != nullptr) {
    std::printf("%s", error);
    return 1;
  }
  leveldb_compact_range(db, nullptr, 0, nullptr, 0);
  const char* start[] = {"k"};
  const char* limit[] = {"l"};
  size_t length[] = {1};
  uint64_t size = 0;
  leveldb_approximate_sizes(db, 1, start, length, limit, length, &size);
  leveldb_close(db);
  leveldb_options_destroy(options);
  std::printf("%d.%d, %s Snappy", leveldb_major_version(), leveldb_minor_version(),
              size > 0 && size < 32 << 10 ? "with" : "built without");
}
END
}

find_snappy() {
	probe snappy -lsnappy <<'END'
#include <cstdio>
#include <string>
#include <snappy.h>
int main() {
  std::string packed, text;
  snappy::Compress("snappy", 6, &packed);
  if (!snappy::Uncompress(packed.data(), packed.size(), &text) || text != "snappy") return 1;
  std::printf("%d.%d.%d", SNAPPY_MAJOR, SNAPPY_MINOR, SNAPPY_PATCHLEVEL);
}
END
}

# find_python searches the same places as internal/python. It puts .venv in front of PATH, as the
# Makefile does.
find_python() {
	set -- "${OPENLEVELDB_PYTHON:-}"
	if [ -z "$1" ]; then
		set -- /usr/bin/python3 /usr/local/bin/python3 /opt/homebrew/bin/python3
		path=$root/.venv/bin:$PATH
		IFS=:
		for dir in $path; do set -- "$@" "$dir/python3"; done
		unset IFS
	fi
	for python; do
		answer=$("$python" -c 'import sys, plyvel, numpy, rapidjson, requests, flask
from importlib.metadata import version
print("plyvel %s, numpy %s, rapidjson %s, requests %s, flask %s in %s" % (
    plyvel.__version__, numpy.__version__, rapidjson.__version__, requests.__version__, version("flask"), sys.executable))' 2>/dev/null </dev/null) && return
	done
	answer="no python3 imports plyvel, numpy, rapidjson, requests and flask${OPENLEVELDB_PYTHON:+; only $OPENLEVELDB_PYTHON was tried (OPENLEVELDB_PYTHON)}"
	return 1
}

find_redis() {
	has redis-server || { answer='no redis-server' && return 1; }
	answer=$(redis-server --version 2>&1 </dev/null | sed -n 's/.*v=\([^ ]*\).*/\1/p')
}

# Vite needs a recent Node.js, which some distributions lack.
find_node() {
	if ! has node || ! has npm; then answer='no node or no npm' && return 1; fi
	answer=$(node --version 2>&1 </dev/null)
	case $answer in
	v20.19.* | v20.[2-9][0-9].* | v22.1[2-9].* | v22.[2-9][0-9].* | v2[3-9].* | v[3-9][0-9].*) ;;
	*)
		answer="Node.js $answer is too old; install 20.19, 22.12 or later from https://nodejs.org"
		return 1
		;;
	esac
}

# find_chromium searches for the names that the tests in page/test search for.
find_chromium() {
	for name in "${OPENLEVELDB_CHROMIUM:-}" chromium chromium-browser google-chrome; do
		if [ -n "$name" ] && has "$name"; then
			answer=$("$name" --version 2>/dev/null </dev/null) && return
		fi
	done
	answer='no chromium' && return 1
}

# look NAME COMMAND prints one line about what COMMAND found. If it found nothing, it adds NAME to
# missing.
look() {
	if "$2"; then
		echo "$1: $answer"
		case $answer in *'built without Snappy') missing="${missing:+$missing, }Snappy inside LevelDB" ;; esac
	else
		echo "$1: missing${answer:+ ($answer)}"
		missing="${missing:+$missing, }$1"
	fi
}

check() {
	missing=
	look 'C++ compiler' find_compiler
	case $missing in
	'')
		look LevelDB find_leveldb
		look Snappy find_snappy
		;;
	*)
		echo 'LevelDB, Snappy: not checked, because there is no compiler'
		;;
	esac
	if [ "$with_python" = yes ]; then look 'Plyvel, numpy, rapidjson, requests, Flask' find_python; fi
	if [ "$with_redis" = yes ]; then look Redis find_redis; fi
	if [ "$with_page" = yes ]; then look Node.js find_node && look Chromium find_chromium; fi
	[ -z "$missing" ] || die "missing: $missing"
}

# ---- installing

advise() { # PREFIX
	say "the compiler does not search $1; before go build and go test, run:
  export CGO_CPPFLAGS=-I$1/include CGO_LDFLAGS='-L$1/lib -Wl,-rpath,$1/lib'"
}

libraries_found() {
	find_leveldb || return 1
	case $answer in *'built without Snappy') answer="LevelDB $answer" && return 1 ;; esac
	find_snappy
}

install_libraries() {
	find_compiler || die "a C++ compiler is needed: $answer"
	if ! libraries_found; then
		# shellcheck disable=SC2086 # a list of words
		install_packages $libraries
		libraries_found || die "installed, but not usable: $answer; run scripts/install-leveldb.sh --check for details"
		if [ -n "$elsewhere" ] && [ -z "$(go_env CGO_CPPFLAGS)" ]; then advise "$elsewhere"; fi
	fi
}

install_python() {
	if find_python; then return; fi
	if [ -n "${OPENLEVELDB_PYTHON:-}" ]; then die "$answer; install them there, or unset it"; fi
	if [ -n "$modules" ] && has "$manager" && { [ "$system" = brew ] || may_be_root; }; then
		# shellcheck disable=SC2086 # a list of words
		install_packages $modules
		if find_python; then return; fi
	fi
	has python3 || die "$answer, and there is no python3 to install them for; install them, or name an interpreter that has
them in OPENLEVELDB_PYTHON"
	say "installing plyvel, numpy, python-rapidjson, requests and flask with pip in $root/.venv"
	quietly python3 -m venv --system-site-packages "$root/.venv"
	# If there is no wheel, Plyvel is built here, and finds LevelDB where cgo does.
	# shellcheck disable=SC2086 # settings of several words
	quietly env CPPFLAGS="$cppflags" CFLAGS="$cppflags" LDFLAGS="$ldflags" \
		"$root/.venv/bin/python3" -m pip install --quiet --disable-pip-version-check plyvel numpy python-rapidjson requests flask
	find_python || die "installed, but not usable: $answer"
}

# Packages of Debian start the server that they install, except in most containers. The benchmarks
# start their own.
install_redis() {
	if find_redis; then return; fi
	install_packages "$redis"
	find_redis || die "installed, but not usable: $answer"
}

install_page() {
	if find_node && find_chromium; then return; fi
	missing=$page
	if has node && has npm; then missing=chromium; fi # perhaps not from a package
	if ! find_chromium || ! has npm; then
		# shellcheck disable=SC2086 # a list of words
		install_packages $missing
	fi
	find_node || die "$answer"
	find_chromium || die "installed, but not usable: $answer; set OPENLEVELDB_CHROMIUM to a program"
}

from_source() { # DIR
	if ! [ -f "$1/CMakeLists.txt" ] || ! [ -f "$1/include/leveldb/db.h" ]; then die "$1 is not a source tree of LevelDB"; fi
	has cmake || die 'building LevelDB needs cmake, which is not installed'
	find_compiler || die "a C++ compiler is needed: $answer"
	prefix=${PREFIX:-/usr/local}
	case $prefix in /*) ;; *) die "PREFIX must be an absolute path, not $prefix" ;; esac
	run=
	if ! { mkdir -p "$prefix/lib" "$prefix/include" 2>/dev/null && [ -w "$prefix/lib" ] && [ -w "$prefix/include" ]; }; then
		may_be_root || die "$prefix cannot be written to; run as root, or set PREFIX"
		run=as_root
	fi
	say "building $1 and installing it in $prefix"
	# tcmalloc would replace the allocator of the complete Go program and hide it from the address
	# sanitizer. Sources newer than 1.23 declare C++11, but use C++17.
	quietly cmake -S "$1" -B "$tmp/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=ON -DHAVE_TCMALLOC=OFF \
		-DLEVELDB_BUILD_TESTS=OFF -DLEVELDB_BUILD_BENCHMARKS=OFF \
		-DCMAKE_CXX_COMPILER="${cxx%% *}" -DCMAKE_CXX_STANDARD=17 \
		-DCMAKE_PREFIX_PATH="$elsewhere" -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib
	quietly cmake --build "$tmp/build" --parallel "$(getconf _NPROCESSORS_ONLN)"
	quietly $run cmake --build "$tmp/build" --target install
	if [ "$(uname -s)" = Linux ] && may_be_root; then
		# musl neither has nor needs ldconfig.
		for ldconfig in /sbin/ldconfig /usr/sbin/ldconfig; do
			if [ -x "$ldconfig" ]; then
				quietly as_root "$ldconfig"
				break
			fi
		done
	fi
	plain=$ldflags
	cppflags="-I$prefix/include $cppflags" ldflags="-L$prefix/lib -Wl,-rpath,$prefix/lib $ldflags"
	find_leveldb || die "installed, but not usable: $answer"
	echo "LevelDB: $answer"
	case $answer in *'built without Snappy')
		say 'Snappy was not found: this LevelDB cannot read compressed databases; install Snappy with its headers and build again'
		;;
	esac
	ldflags=$plain
	case $prefix in
	/usr | /usr/local) find_leveldb >/dev/null || advise "$prefix" ;;
	*) advise "$prefix" ;;
	esac
}

# ---- arguments

action=install with_python=no with_redis=no with_page=no source=
while [ $# -gt 0 ]; do
	case $1 in
	--check)
		[ -z "$source" ] || misuse '--check and --from-source exclude each other'
		action=check
		;;
	--with-python) with_python=yes ;;
	--with-redis) with_redis=yes ;;
	--with-page) with_page=yes ;;
	--from-source | --from-source=*)
		[ "$action" != check ] || misuse '--check and --from-source exclude each other'
		case $1 in
		*=*) source=${1#*=} ;;
		*)
			[ $# -gt 1 ] || misuse '--from-source needs a directory'
			shift
			source=$1
			;;
		esac
		[ -n "$source" ] || misuse '--from-source needs a directory'
		action=from-source
		;;
	-h | --help)
		usage
		exit
		;;
	*) misuse "unknown argument $1" ;;
	esac
	shift
done

detect
settings
case $action in
check) check ;;
from-source) from_source "$source" ;;
install) install_libraries ;;
esac
if [ "$action" != check ] && [ "$with_python" = yes ]; then install_python; fi
if [ "$action" != check ] && [ "$with_redis" = yes ]; then install_redis; fi
if [ "$action" != check ] && [ "$with_page" = yes ]; then install_page; fi
