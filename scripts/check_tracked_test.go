package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheckTracked(t *testing.T) {
	script, err := filepath.Abs("check-tracked.sh")
	require.NoError(t, err)
	for _, test := range []struct {
		name, content string
		want          string // in the output; empty if the script succeeds
	}{
		{"main.go", "package main\n", ""},
		{"empty", "", ""},
		{"ünï.txt", "text", ""},
		{"tool", "\x7fELF\x02\x01\x01", "tool: a built program or library (ELF)"},
		{"tool mac", "\xcf\xfa\xed\xfe\x07", "tool mac: a built program or library (Mach-O)"},
		{"tool.exe", "MZ\x90\x00", "tool.exe: a built program or library (a Windows executable)"},
		{"lib.a", "!<arch>\n", "lib.a: a built program or library (a static library)"},
		{"page.wasm", "\x00asm\x01", "page.wasm: a built program or library (WebAssembly)"},
		{"limit", string(make([]byte, 1<<20)), ""},
		{"large", string(make([]byte, 1<<20+1)), "large: 1048577 bytes, more than 1048576"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			run := func(name string, args ...string) (string, error) {
				cmd := exec.Command(name, args...)
				cmd.Dir = dir
				out, err := cmd.CombinedOutput()
				return string(out), err
			}
			_, err := run("git", "init", "-q")
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, test.name), []byte(test.content), 0o600))
			out, err := run(script)
			require.NoError(t, err, "an untracked file is not checked: %s", out)
			_, err = run("git", "add", test.name)
			require.NoError(t, err)
			out, err = run(script)
			if test.want == "" {
				assert.NoError(t, err, out)
				return
			}
			assert.Error(t, err)
			assert.Contains(t, out, test.want)
		})
	}
}
