// Package scripts_test runs install-leveldb.sh on stub systems: a PATH with package managers and a
// compiler that record how they were called, and an os-release file. make deps-check tests the
// script on the real system.
package scripts_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// compiler is a stub for g++. Programs that use LevelDB or Snappy compile once a package manager
// has created the file installed.
const compiler = `
if [ "$1" = --version ]; then echo "stub 1.0"; exit; fi
while [ "$1" != -o ]; do shift; done
case $2 in *leveldb | *snappy)
	if ! [ -e "$STUBS/installed" ]; then echo "$2.cc:1:10: fatal error: no header" >&2; exit 1; fi ;;
esac
printf '#!/bin/sh\necho 1.23, with Snappy\n' >"$2"
chmod +x "$2"
`

// manager is a stub for a package manager that always succeeds.
const manager = `case $* in *leveldb*) : >"$STUBS/installed" ;; esac`

// machine is a stub system.
type machine struct {
	t   *testing.T
	dir string
	env []string
}

func newMachine(t *testing.T, release string) *machine {
	t.Helper()
	m := &machine{t: t, dir: t.TempDir()}
	for _, tool := range []string{
		"awk", "cat", "chmod", "dirname", "env", "getconf", "grep", "mkdir", "mktemp", "printenv", "rm", "sed", "sh", "sleep", "tail", "true",
	} {
		path, err := exec.LookPath(tool)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(path, filepath.Join(m.dir, tool)))
	}
	m.env = []string{
		"PATH=" + m.dir, "STUBS=" + m.dir, "TMPDIR=" + t.TempDir(), "HOME=" + m.dir, "CXX=stub-c++",
		"OS_RELEASE=" + filepath.Join(m.dir, "os-release"),
	}
	require.NoError(t, os.WriteFile(filepath.Join(m.dir, "os-release"), []byte(release), 0o600))
	m.stub("uname", "echo Linux")
	m.stub("id", "echo 0")
	m.stub("stub-c++", compiler)
	return m
}

// stub adds a command whose body is a shell script.
func (m *machine) stub(name, body string) {
	m.t.Helper()
	require.NoError(m.t, os.WriteFile(filepath.Join(m.dir, name), []byte("#!/bin/sh\n"+body+"\n"), 0o700))
}

// logged adds a command that also records its name and arguments for calls.
func (m *machine) logged(name, body string) {
	m.t.Helper()
	m.stub(name, `echo "${0##*/} $*" >>"$STUBS/calls"`+"\n"+body)
}

func (m *machine) calls() []string {
	m.t.Helper()
	text, err := os.ReadFile(filepath.Join(m.dir, "calls"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	require.NoError(m.t, err)
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// run runs the script and returns its exit status, standard output and standard error.
func (m *machine) run(args ...string) (status int, stdout, stderr string) {
	m.t.Helper()
	// Run a copy, so that go test treats the script as an input of its cached result.
	text, err := os.ReadFile("install-leveldb.sh")
	require.NoError(m.t, err)
	script := filepath.Join(m.dir, "scripts", "install-leveldb.sh")
	require.NoError(m.t, os.MkdirAll(filepath.Dir(script), 0o700))
	require.NoError(m.t, os.WriteFile(script, text, 0o700))
	cmd := exec.Command(script, args...)
	cmd.Env = m.env
	var out, problems strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &problems
	var exit *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &exit) {
		require.NoError(m.t, err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), problems.String()
}

func TestInstall(t *testing.T) {
	const apt = "apt-get -y -qq -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 "
	for _, test := range []struct {
		name, release string
		stubs         map[string]string // logged commands
		calls         []string
	}{{
		name:    "Debian with fresh lists",
		release: "ID=debian\n",
		stubs:   map[string]string{"apt-get": manager},
		calls:   []string{apt + "install --no-install-recommends libleveldb-dev libsnappy-dev"},
	}, {
		name:    "Mint without lists",
		release: "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
		stubs: map[string]string{"apt-get": `case $* in
			*update) : >"$STUBS/updated" ;;
			*install*) [ -e "$STUBS/updated" ] || { echo "E: Unable to locate package"; exit 100; }; : >"$STUBS/installed" ;;
			esac`},
		calls: []string{
			apt + "install --no-install-recommends libleveldb-dev libsnappy-dev",
			apt + "update",
			apt + "install --no-install-recommends libleveldb-dev libsnappy-dev",
		},
	}, {
		name:    "Fedora",
		release: "ID=fedora\nVERSION_ID=43\n",
		stubs:   map[string]string{"dnf": manager},
		calls:   []string{"dnf install -y -q leveldb-devel snappy-devel"},
	}, {
		name:    "Rocky",
		release: "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
		stubs: map[string]string{"dnf": `case $* in *repolist*)
			printf 'repo id  repo name\nbaseos  Base\ncrb  Builder\ncrb-debuginfo  Debug\n' ;; esac` + "\n" + manager},
		calls: []string{
			"dnf install -y -q epel-release",
			"dnf -q repolist --all",
			"dnf install -y -q --enablerepo=crb leveldb-devel snappy-devel",
		},
	}, {
		name:    "Alpine",
		release: "ID=alpine\n",
		stubs:   map[string]string{"apk": manager},
		calls:   []string{"apk add --no-cache --no-progress leveldb-dev snappy-dev"},
	}, {
		name:    "Arch without lists",
		release: "ID=arch\n",
		stubs:   map[string]string{"pacman": `case $1 in -S) echo "error: target not found"; exit 1 ;; esac` + "\n" + manager},
		calls: []string{
			"pacman -S --needed --noconfirm --noprogressbar leveldb snappy",
			"pacman -Sy --needed --noconfirm --noprogressbar leveldb snappy",
		},
	}, {
		name: "macOS, which has no os-release",
		stubs: map[string]string{
			"brew":  `case $1 in --prefix) echo /opt/homebrew ;; esac` + "\n" + manager,
			"uname": "echo Darwin",
		},
		calls: []string{"brew install --quiet leveldb snappy"},
	}} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t, test.release)
			for name, body := range test.stubs {
				m.logged(name, body)
			}

			status, out, stderr := m.run("--check")
			assert.Equal(t, 1, status)
			assert.Equal(t, "C++ compiler: stub 1.0\nLevelDB: missing (no header)\nSnappy: missing (no header)\n", out)
			assert.Equal(t, "install-leveldb: missing: LevelDB, Snappy\n", stderr)
			assert.Empty(t, m.installs(), "--check must not install anything")

			status, out, stderr = m.run()
			assert.Zero(t, status, stderr)
			assert.Empty(t, out)
			assert.Equal(t, test.calls, m.installs())

			status, out, stderr = m.run("--check")
			assert.Zero(t, status, stderr)
			assert.Contains(t, out, "LevelDB: 1.23, with Snappy\n")
			status, out, stderr = m.run()
			assert.Zero(t, status, stderr)
			assert.Empty(t, out+stderr, "output although everything is installed")
			assert.Equal(t, test.calls, m.installs(), "installed again")
		})
	}
}

// installs returns the calls without those of uname and brew --prefix.
func (m *machine) installs() (calls []string) {
	for _, call := range m.calls() {
		if call != "brew --prefix" && !strings.HasPrefix(call, "uname ") {
			calls = append(calls, call)
		}
	}
	return calls
}

func TestInstallRedis(t *testing.T) {
	m := newMachine(t, "ID=debian\n")
	m.logged("apt-get", manager+`
case $* in *redis-server) printf '#!/bin/sh\necho "Redis server v=7.0 sha=0"\n' >"$STUBS/redis-server"; chmod +x "$STUBS/redis-server" ;; esac`)
	status, _, stderr := m.run("--with-redis", "--check")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "missing: LevelDB, Snappy, Redis\n")
	status, _, stderr = m.run("--with-redis")
	assert.Zero(t, status, stderr)
	calls := m.installs()
	require.Len(t, calls, 2, "the libraries, then Redis")
	assert.Contains(t, calls[1], "install --no-install-recommends redis-server")
	status, out, stderr := m.run("--with-redis", "--check")
	assert.Zero(t, status, stderr)
	assert.Contains(t, out, "Redis: 7.0\n")
	status, _, stderr = m.run("--with-redis")
	assert.Zero(t, status, stderr)
	assert.Len(t, m.installs(), 2, "installed again")
}

func TestInstallNeedsRoot(t *testing.T) {
	m := newMachine(t, "ID=alpine\n")
	m.stub("id", "echo 1000")
	m.logged("apk", manager)
	status, _, stderr := m.run()
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "install with apk: leveldb-dev snappy-dev")

	m.stub("sudo", "exit 1") // it would ask for a password
	status, _, stderr = m.run()
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "needs root")
	assert.Empty(t, m.calls())

	m.logged("sudo", `shift; exec "$@"`)
	status, _, stderr = m.run()
	assert.Zero(t, status, stderr)
	assert.Contains(t, m.calls(), "sudo -n apk add --no-cache --no-progress leveldb-dev snappy-dev")
}

func TestInstallFailures(t *testing.T) {
	t.Run("the package manager's words are shown when it fails", func(t *testing.T) {
		m := newMachine(t, "ID=fedora\n")
		m.stub("dnf", "echo 'Error: no mirror answers'; exit 1")
		status, _, stderr := m.run()
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, "Error: no mirror answers\n")
		assert.Contains(t, stderr, "failed: dnf install")
	})
	t.Run("installed, but nothing usable", func(t *testing.T) {
		m := newMachine(t, "ID=fedora\n")
		m.stub("dnf", "exit 0")
		status, _, stderr := m.run()
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, "installed, but not usable: no header")
	})
	for name, release := range map[string]string{"unknown system": "ID=plan9\nPRETTY_NAME='Plan 9'\n", "empty os-release": ""} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t, release)
			status, _, stderr := m.run()
			assert.Equal(t, 1, status)
			assert.Contains(t, stderr, "--from-source DIR")
			require.NoError(t, os.WriteFile(filepath.Join(m.dir, "installed"), nil, 0o600))
			status, out, stderr := m.run()
			assert.Zero(t, status, stderr)
			assert.Empty(t, out+stderr)
		})
	}
	t.Run("no compiler", func(t *testing.T) {
		m := newMachine(t, "ID=debian\n")
		require.NoError(t, os.Remove(filepath.Join(m.dir, "stub-c++")))
		status, _, stderr := m.run()
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, "no stub-c++; install it with: apt-get install g++")
		status, out, _ := m.run("--check")
		assert.Equal(t, 1, status)
		assert.Contains(t, out, "C++ compiler: missing")
	})
	t.Run("an interpreter without the modules", func(t *testing.T) {
		m := newMachine(t, "ID=debian\n")
		m.logged("apt-get", manager)
		m.env = append(m.env, "OPENLEVELDB_PYTHON=/nowhere/python3")
		status, _, stderr := m.run("--with-python")
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, "only /nowhere/python3 was tried")
		assert.Len(t, m.calls(), 1, "Python packages were installed for another interpreter")
		status, out, stderr := m.run("--with-python", "--check")
		assert.Equal(t, 1, status)
		assert.Contains(t, out, "Plyvel, numpy, rapidjson, requests, Flask: missing")
		assert.Contains(t, stderr, "missing: Plyvel, numpy, rapidjson, requests, Flask")
	})
	t.Run("a directory without sources", func(t *testing.T) {
		m := newMachine(t, "ID=debian\n")
		status, _, stderr := m.run("--from-source", m.dir)
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, "is not a source tree of LevelDB")
	})
}

func TestInstallArguments(t *testing.T) {
	m := newMachine(t, "ID=debian\n")
	m.logged("apt-get", manager)
	for _, args := range [][]string{
		{"--chek"}, {"now"}, {"--from-source"}, {"--from-source="}, {"--from-source", "x", "--check"}, {"--check", "--from-source=x"},
	} {
		status, out, stderr := m.run(args...)
		assert.Equal(t, 2, status, "%q", args)
		assert.Empty(t, out, "%q", args)
		assert.Contains(t, stderr, "usage:", "%q", args)
	}
	status, out, stderr := m.run("--help")
	assert.Zero(t, status)
	assert.Contains(t, out, "usage:")
	assert.Empty(t, stderr)
	assert.Empty(t, m.calls())
}
