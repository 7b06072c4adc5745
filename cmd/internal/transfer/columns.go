package transfer

import (
	"errors"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
)

// Columns writes and reads the formats with columns: Arrow IPC and Parquet.
type Columns interface {
	// Create returns a Sink that writes to out. Commit and Abort of the Sink also end out.
	Create(out exchange.Output, format string, s exchange.Survey) exchange.Sink
	// Open opens the file at path.
	Open(path, format string) (exchange.Source, error)
}

// program is for formats with columns. It is a separate program because the Arrow library takes ten
// times as long to build, and as much space, as everything else.
var program = cli.Program{Name: "openleveldb-arrow", Needed: "formats arrow and parquet need", Target: "build-arrow"}

// runProgram replaces this process by openleveldb-arrow with the same arguments. It returns only
// if that fails.
func runProgram(database string) error {
	if cli.InCluster(database) {
		return errors.New("formats arrow and parquet are for databases in a directory or on a server: copy the database to a directory, or serve the cluster and use the address of the server")
	}
	return program.Replace()
}
