package commands

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// script runs a script in the shell.
func script(t *testing.T, path string, lines ...string) result {
	t.Helper()
	return runWith(t, []byte(strings.Join(lines, "\n")), "shell", path)
}

func TestShellScript(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	r := script(t, path,
		"# a comment",
		`put title --str 'first "light"'`,
		"cd run/1/",
		`put "image\x00" --int 1   # any key`,
		"put loss --json '[1, 2.5]'",
		`get "image\x00"`,
		"ls",
		"ls --prefix lo",
		"len",
		"du -s | cut -f 1,3,4",
		"mv loss loss2",
		"get loss2 --json",
		"cd ../2",
		"put --int 7 -- -dash",
		"get -- -dash",
		"mv -- -dash dash",
		"cd",
		"ls --keys",
		"cd run/1",
		"del --prefix i --yes",
		"cd ..",
		"ls --keys",
		"exit",
		"not run",
	)
	assert.Zero(t, r.status, r.stderr)
	assert.Equal(t, strings.Join([]string{
		"1",
		"\"image\\x00\"\tint\t1", "loss\tjson\t[1,2.5]",
		"ss\tjson\t[1,2.5]",
		"2",
		"47\t2\trun/1/",
		"[1,2.5]",
		"7",
		`"run/1/image\x00"`, "run/1/loss2", "run/2dash", "title",
		"deleted  1 entry",
		"1/loss2", "2dash",
	}, "\n")+"\n", r.stdout)
	assert.Equal(t, lines(`openleveldb: no key begins with "run/1/" yet`, `openleveldb: no key begins with "run/2" yet`), r.stderr)
	assert.Equal(t, "first \"light\"\n", output(t, "get", path, "title"))
}

// A prefix is data: neither dashes nor quotes in it change what a command does.
func TestShellWithAStrangePrefix(t *testing.T) {
	for _, prefix := range []string{"--json", "-", `"`, `'`, " ", "\x00\xff/", "#", "%", `\`} {
		path := filepath.Join(t.TempDir(), "db")
		quoted := strings.TrimSuffix(output(t, "put", path, "--key-base64", base64Of(prefix+"k"), "--int", "5"), "\n")
		require.Empty(t, quoted)
		literal := goQuoted(prefix)
		r := script(t, path, "cd -- "+literal, "get k", `get --quoted "\"k\""`, "get --key-hex 6b", "ls --keys", "ls --keys --quoted", "mv k l", "mv --quoted l k",
			"len", "cd", "ls --keys --prefix="+literal)
		assert.Equal(t, lines("5", "5", "5", "k", "k", "1", "k"), r.stdout, "%q %s", prefix, r.stderr)
		assert.Zero(t, r.status)
	}
}

func TestShellScriptThatFails(t *testing.T) {
	path := database(t, map[string]string{"k": "s"})
	for _, c := range []struct{ line, message string }{
		{"get missing", `get "missing": not found`},
		{"frobnicate", "unknown command \"frobnicate\"\nSee help"},
		{"get", "openleveldb: expected at least one PART\nSee help get"},
		{"ls x", "openleveldb: ls takes no arguments, got \"x\": --prefix \"x\" selects keys\nSee help ls"},
		{"mv a", "openleveldb: expected the keys FROM and TO, got 1 arguments\nSee help mv"},
		{"export", "openleveldb: expected a DIR or FILE, got 0 arguments\nSee help export"},
		{"copy", "openleveldb: expected DST, got 0 arguments\nSee help copy"},
		{"diff", "openleveldb: expected B, got 0 arguments\nSee help diff"},
		{"get k --frob", "unknown flag: --frob\nSee help get"},
		{"cd a b", "expected one PREFIX\nSee help cd"},
		{"get 'k", "a ' is not closed"},
		{"| cat", "expected a command before | cat"},
		{"serve --root .", `unknown command "serve"`},
		{"shell", `unknown command "shell"`},
		{"put x --str -", "--str: standard input holds the lines of the shell"},
		{"del --prefix k", "del asks for confirmation on a terminal; elsewhere it needs --yes\nSee help del"},
		{"destroy", "destroy asks for confirmation on a terminal; elsewhere it needs --yes\nSee help destroy"},
		{"get k | exit 3", ""},
		{"get k > /nonexistent/file", "cannot create"},
	} {
		r := script(t, path, "", c.line, "get k")
		assert.Equal(t, 1, r.status, c.line)
		assert.Empty(t, r.stdout, c.line)
		assert.Contains(t, r.stderr, c.message, c.line)
		assert.True(t, strings.HasSuffix(r.stderr, "openleveldb: line 2 failed; the lines after it were not run\n"), r.stderr)

		r = runWith(t, []byte(c.line+"\nget k\n"+c.line), "shell", path, "--keep-going")
		assert.Equal(t, 1, r.status, c.line)
		assert.Equal(t, "\n", r.stdout, c.line)
		assert.True(t, strings.HasSuffix(r.stderr, "openleveldb: 2 lines failed\n"), r.stderr)
	}
}

// What follows | and > is for the system's shell.
func TestShellPipes(t *testing.T) {
	path := fill(t, 20_000) // more than fits into the pipes
	file := filepath.Join(t.TempDir(), "file name")
	r := script(t, path, "ls --keys | head -n 1", "len | tr 0 o | cat", "get 'key 000007' --raw > '"+file+"'", "cd key", "ls --keys | tail -n 1")
	assert.Equal(t, result{stdout: "key 000000\n2oooo\n\" 019999\"\n"}, r)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, output(t, "get", path, "key 000007", "--raw"), string(content))
}

func TestShellHelp(t *testing.T) {
	path := database(t, nil)
	r := script(t, path, "help")
	for line := range strings.Lines(r.stdout) {
		assert.LessOrEqual(t, len(line), len("\n")+80, line)
	}
	r = script(t, path, "help", "help cd", "get --help")
	assert.Zero(t, r.status, r.stderr)
	for _, text := range []string{"\nCommands:\n", "\n  cd ", "\n  get ", "\n  exit ", "\n  pwd ", "\nUsage:\n  cd [PREFIX] [flags]\n", "\nUsage:\n  get PART... [flags]\n"} {
		assert.Contains(t, r.stdout, text)
	}
	assert.NotContains(t, r.stdout, "\n  serve ")
	for line := range strings.Lines(r.stdout) {
		assert.LessOrEqual(t, len(line), 92, line)
	}
}

func TestShellPrintsWhereItIs(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	path := database(t, map[string]string{"a b/c": "s"})
	require.NoError(t, os.Mkdir(filepath.Join(state, "openleveldb"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(state, "openleveldb", "shell_history"), []byte("get a\nls\n"), 0o600))
	r := script(t, path, "pwd", "cd 'a b'", "pwd", "history", "clear")
	assert.Equal(t, result{stdout: lines(`""`, "a b/", "get a", "ls")}, r)
}

// A program that a command delegates to runs as a child with the arguments of the line.
func TestShellDelegates(t *testing.T) {
	bin := t.TempDir()
	// The test binary is the tool here, and it has no openleveldb-arrow in its directory.
	fake := filepath.Join(bin, "openleveldb-arrow")
	require.NoError(t, os.WriteFile(fake, []byte("#!/bin/sh\nprintf '[%s]' \"$@\"\nexit 5\n"), 0o755))
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	path := database(t, map[string]string{"k": "s"})
	r := runWith(t, []byte("cd k\nexport --type int,str --starting-by - x.parquet\nlen"), "shell", path, "--keep-going")
	assert.Equal(t, "[export][--prefix=k][--starting-by=-][--type=int][--type=str][--]["+path+"][x.parquet]1\n", r.stdout)
	assert.Equal(t, 1, r.status)
}
