package commands

import (
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newDel() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "del DB PART...",
		Short: "Delete a key",
		Long: `Delete the key formed by joining the PARTs, and its value. A missing key is an error.
The deletion is on the disk when the command returns.`,
		Example: `  openleveldb del runs.db run/1/ title`,
		Args:    cli.KeyArgs,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			key := leveldb.Key(args[1:]...)
			return cli.Writing(cmd, args[0], false, func(db *leveldb.DB) error {
				found, err := db.Has(key)
				if err != nil {
					return err
				}
				if !found {
					return &leveldb.Error{Op: "delete", Name: key, Err: leveldb.ErrNotFound}
				}
				return db.Delete(key)
			})
		}),
	}
	cli.AddShared(cmd)
	return cmd
}
