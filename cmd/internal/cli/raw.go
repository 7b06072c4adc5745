package cli

import (
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/inspect"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// RawHelp explains the flag --typed.
const RawHelp = `If another program wrote the database, every value is raw: its stored bytes, whatever
they begin with. A note on standard error reports that. --typed reads the values by their
type tags all the same.`

// RawValues decides how a command reads values: by their type tags, or as the bytes that another
// program stored.
type RawValues struct {
	typed, noted bool
}

// AddFlag adds the flag --typed.
func (v *RawValues) AddFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&v.typed, "typed", false, "read values by their type tags in any database")
}

// In reports whether the values of a database are raw. If so, it prints a note on standard error, once.
func (v *RawValues) In(cmd *cobra.Command, db *leveldb.DB) (bool, error) {
	if v.typed {
		return false, nil
	}
	raw, err := inspect.OtherProgram(db)
	if raw && !v.noted {
		v.noted = true
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: another program wrote the database, so all values are raw bytes; --typed reads them by their type tags\n", cmd.Root().Name())
	}
	return raw, err
}
