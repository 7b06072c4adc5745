package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// root is the root of the module.
const root = "../.."

// Each entry of named.txt applies to the present code.
func TestNamed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, namedFile))
	require.NoError(t, err)
	list, err := readNamed(string(text))
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, m := range list {
		code, err := os.ReadFile(filepath.Join(root, m.file))
		if !assert.NoError(t, err, m.name) {
			continue
		}
		changed, err := m.apply(code)
		if assert.NoError(t, err) {
			assert.NotEqual(t, string(code), string(changed), m.name)
		}
	}
}

func TestNamedRefusals(t *testing.T) {
	const head = "mutant a\nfile f.go\ntests ./p\n"
	for text, want := range map[string]string{
		"file f.go\n":                   "before the first mutant",
		head:                            "lacks",
		head + "x y\n":                  "cannot read the line",
		head + "- x\n" + head:           "lacks",
		"mutant a\n- x\n":               "lacks",
		strings.Repeat(head+"- x\n", 2): "not unique",
	} {
		_, err := readNamed(text)
		assert.ErrorContains(t, err, want, text)
	}
	list, err := readNamed("# comment\n\n" + head + "- if a {\n- b()\n+ if c {\n+ d()\n")
	require.NoError(t, err)
	changed, err := list[0].apply([]byte("{\n\tif a {  \n\t\tb()\n\t}\n}"))
	require.NoError(t, err)
	assert.Equal(t, "{\n\tif c {\nd()\n\t}\n}", string(changed))
	for _, text := range []string{"", "if a {\nb()\nif a {\nb()"} {
		_, err = list[0].apply([]byte(text))
		assert.ErrorContains(t, err, "not once")
	}
}

// code is a package with mutants of every kind. TestSum does not reach all of them.
const code = `package p

func Sum(list []int) (sum int) {
next:
	for i := 0; i < len(list); i++ {
		if list[i] < 0 {
			continue next
		}
		sum += list[i]
	}
	return sum
}

func Unused(a, b string) (both string, ok bool) {
	if a == "" || !(b > a) {
		return "", false
	}
	return a + b, true
}

func Hang(n int) {
	defer done()
	for n > 0 {
		n--
	}
}

func done() {}
`

const codeTest = `package p

import "testing"

func TestSum(t *testing.T) {
	if Sum([]int{1, -2, 3}) != 4 {
		t.Fatal("wrong")
	}
	Hang(3)
}
`

// testModule creates a module with package p, changes to it, and returns its directory.
func testModule(t *testing.T) string {
	module := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/p\n\ngo 1.24\n", "p.go": code, "p_test.go": codeTest,
		"scripts/mutants/MUTANTS.md": "| package |\n| --- |\n| q |\nend", "scripts/mutants/equal.txt": "# why\np.go Hang: n-- -> n++\n"} {
		path := filepath.Join(module, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	t.Chdir(module)
	for _, args := range [][]string{{"init", "-q"}, {"-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "--allow-empty", "-m", "x"}} {
		out, err := exec.Command("git", args...).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	return module
}

func TestMutants(t *testing.T) {
	module := testModule(t)
	require.NoError(t, run(options{workers: 2, memory: 1 << 20, record: true}, false, []string{"."}))

	survivors, err := os.ReadFile(filepath.Join(module, "bin", "mutants", "..txt"))
	require.NoError(t, err)
	assert.Equal(t, `p.go Hang: defer done() -> removed
p.go Hang: n > 0 -> n <= 0
p.go Hang: n > 0 -> n >= 0
p.go Sum: list[i] < 0 -> list[i] <= 0
p.go Unused: !(b > a) -> (b > a)
p.go Unused: a == "" -> a != ""
p.go Unused: a == "" || !(b > a) -> a == "" && !(b > a)
p.go Unused: b > a -> b <= a
p.go Unused: b > a -> b >= a
p.go Unused: if a == "" || !(b > a) -> if false
p.go Unused: return "", false -> return "", true
p.go Unused: return a + b, true -> return a + b, false
`, string(survivors))
	score, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(scoreFile)))
	require.NoError(t, err)
	assert.Contains(t, string(score), "| --- |\n| . | ")
	assert.Contains(t, string(score), " | 18 | 6 | 33.3 % | 1 |  |\n| q |\nend")
	after, err := os.ReadFile(filepath.Join(module, "p.go"))
	require.NoError(t, err)
	assert.Equal(t, code, string(after))

	require.NoError(t, os.WriteFile(filepath.Join(module, filepath.FromSlash(equalFile)), []byte("p.go Gone: a -> b\n"), 0o644))
	require.ErrorContains(t, run(options{workers: 1, memory: 1 << 20}, false, []string{"."}), "no such mutant")
}

// Named faults are caught or survive, and those that cannot be tested are errors. The code is
// unchanged afterwards.
func TestRunNamed(t *testing.T) {
	module := testModule(t)
	const caught = "mutant sum: nothing is added\nfile p.go\ntests . TestSum\n- sum += list[i]\n+ _ = list[i]\n\n"
	o := options{memory: 1 << 20, record: true, short: true}
	for name, c := range map[string]struct{ list, err, score string }{
		"caught":   {caught, "", "| named.txt | "},
		"survives": {caught + "mutant unused: a is left out\nfile p.go\ntests . TestSum\n- return a + b, true\n+ return b, true\n", "1 named mutants survived", "| 2 | 1 | 50.0 % |"},
		"does not compile": {"mutant x: no code\nfile p.go\ntests . TestSum\n- sum += list[i]\n+ )\n",
			"does not compile", ""},
		"no such test": {"mutant x: no test\nfile p.go\ntests . TestNone\n- sum += list[i]\n+ _ = list[i]\n",
			"the tests do not pass without it", ""},
		"no such text": {"mutant x: no text\nfile p.go\ntests . TestSum\n- product\n+ sum\n", "not once", ""},
		"no such file": {"mutant x: no file\nfile q.go\ntests . TestSum\n- product\n+ sum\n", "q.go", ""},
	} {
		path := filepath.Join(module, filepath.FromSlash(namedFile))
		require.NoError(t, os.WriteFile(path, []byte(c.list), 0o600))
		err := run(o, true, nil)
		if c.err == "" {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, c.err, name)
		}
		score, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(scoreFile)))
		require.NoError(t, err)
		assert.Contains(t, string(score), c.score, name)
		after, err := os.ReadFile(filepath.Join(module, "p.go"))
		require.NoError(t, err)
		require.Equal(t, code, string(after), name)
	}
	require.NoError(t, run(o, true, []string{"nothing matches"}))
	require.ErrorContains(t, run(o, true, []string{"("}), "error parsing regexp")
	require.ErrorContains(t, run(o, false, nil), "name a package")
}

// A sample tests that many mutants. Tests that fail without a mutant, or take too long, are left out,
// and a pattern that limits the mutants is not recorded.
func TestSample(t *testing.T) {
	module := testModule(t)
	require.NoError(t, os.WriteFile(filepath.Join(module, "fails_test.go"), []byte("package p\n\nimport (\n\t\"testing\"\n\t\"time\"\n)\n\n"+
		"func TestFails(t *testing.T) { t.Fatal(\"it does\") }\n\nfunc TestSleeps(t *testing.T) { time.Sleep(3 * time.Second) }\n"), 0o600))
	o := options{workers: 1, memory: 1 << 20, record: true, sample: 4, seed: 1, longest: time.Second}
	require.NoError(t, run(o, false, []string{"."}))
	score, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(scoreFile)))
	require.NoError(t, err)
	assert.Contains(t, string(score), "| 4 | 1 | 25.0 % | 1 | a sample, seed 1; without tests of more than 1s |")
	require.NoError(t, pattern(&o.only)("Sum"))
	o.sample = 0
	require.NoError(t, run(o, false, []string{"."}))
	limited, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(scoreFile)))
	require.NoError(t, err)
	assert.Equal(t, string(score), string(limited))
	require.NoError(t, pattern(&o.skip)(""))
	require.Nil(t, o.skip)
	require.Error(t, pattern(&o.skip)("("))
}

func TestPercent(t *testing.T) {
	assert.InDelta(t, 100, score{}.percent(), 0)
	assert.InDelta(t, 25, score{Tested: 4, Caught: 1}.percent(), 0)
}

// A coverage profile that cannot be read is an error that names it.
func TestReadProfile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "profile")
	_, err := readProfile(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("mode: set\nexample.com/p/p.go:1.2,3.4 5 1\nexample.com/p/p.go:6.7,8.9 1 0\n"), 0o600))
	blocks, err := readProfile(path)
	require.NoError(t, err)
	require.Equal(t, []block{{file: "p.go", fromLine: 1, fromColumn: 2, toLine: 3, toColumn: 4}}, blocks)
	require.NoError(t, os.WriteFile(path, []byte("p.go:from here to there\n"), 0o600))
	_, err = readProfile(path)
	require.ErrorContains(t, err, path)
}
