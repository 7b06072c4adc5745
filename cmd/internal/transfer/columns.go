package transfer

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
)

// Columns writes and reads the formats with columns: Arrow IPC and Parquet.
type Columns interface {
	// Create returns a Sink that writes to out. Commit and Abort of the Sink also end out.
	Create(out exchange.Output, format string, s exchange.Survey) exchange.Sink
	// Open opens the file at path.
	Open(path, format string) (exchange.Source, error)
}

// programName is the program for formats with columns. It is a separate program because the Arrow
// library takes ten times as long to build, and as much space, as everything else.
const programName = "openleveldb-arrow"

// runProgram replaces this process by openleveldb-arrow with the same arguments. It returns only
// if that fails. Signals, streams and the exit status thus need no forwarding.
func runProgram() error {
	path, err := findProgram()
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", path, syscall.Exec(path, append([]string{programName}, os.Args[1:]...), os.Environ()))
}

// findProgram finds the program in the directory of this one, or in PATH.
func findProgram() (string, error) {
	if self, err := os.Executable(); err == nil {
		sibling := filepath.Join(filepath.Dir(self), programName)
		if info, err := os.Stat(sibling); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return sibling, nil
		}
	}
	path, err := exec.LookPath(programName)
	if err != nil {
		return "", fmt.Errorf("formats arrow and parquet need the program %s, which is neither in the directory of openleveldb nor in PATH: "+
			"run `make build-arrow` in a clone to build it", programName)
	}
	return path, nil
}
