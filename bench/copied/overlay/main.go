// Command overlay writes a runtime.memmove that counts copied bytes, for package copied. Its first
// argument is the root of a Go installation, whose memmove it modifies. It writes the result and
// the file overlay.json, for go's flag -overlay, to the directory in its second argument.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// entry is the start of runtime.memmove for amd64. The length is in CX, as the comments after it
// say. No jump leads back to before the label, so the length is counted once.
const entry = "TEXT runtime·memmove<ABIInternal>(SB), NOSPLIT, $0-24\n\t// AX = to\n\t// BX = from\n\t// CX = n\n"

const count = "\tLOCK\n\tADDQ\tCX, runtime·copiedBytes(SB)\n"

// counter makes the variable accessible to package copied only.
const counter = `package runtime

import _ "unsafe"

//go:linkname copiedBytes
var copiedBytes uint64
`

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: overlay GOROOT DIRECTORY")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "overlay:", err)
		os.Exit(1)
	}
}

func write(goroot, dir string) error {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return fmt.Errorf("copies are counted on linux/amd64 only, not on %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	source := filepath.Join(goroot, "src", "runtime")
	memmove := filepath.Join(source, "memmove_amd64.s")
	text, err := os.ReadFile(memmove)
	if err != nil {
		return err
	}
	if strings.Count(string(text), entry) != 1 {
		return fmt.Errorf("%s does not start as expected, with the length in CX: adapt %s to this version of Go", memmove, "copied/overlay")
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	counting, variable := filepath.Join(dir, "memmove_amd64.s"), filepath.Join(dir, "copied_bytes.go")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{
		memmove: counting, filepath.Join(source, "copied_bytes.go"): variable,
	}})
	if err != nil {
		return err
	}
	for name, content := range map[string]string{
		counting:                           strings.Replace(string(text), entry, entry+count, 1),
		variable:                           counter,
		filepath.Join(dir, "overlay.json"): string(overlay),
	} {
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			return err
		}
	}
	return nil
}
