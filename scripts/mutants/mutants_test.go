package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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

func TestMutants(t *testing.T) {
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
