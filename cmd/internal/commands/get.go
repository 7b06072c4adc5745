package commands

import (
	"bufio"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newGet() *cobra.Command {
	var name cli.KeyName
	var asJSON, raw, npy bool
	cmd := &cobra.Command{
		Use:   "get DB PART...",
		Short: "Print the value of a key",
		Long: `Print the value of the key formed by joining the PARTs.

The default form is for people:
  int      decimal digits; hexadecimal, 0x..., above about 4300 digits
  str      the unchanged text and a newline
  bytes    on a terminal as Python prints them, b'\x00\x01'; elsewhere the
           unchanged bytes only
  json     the stored text
  ndarray  dtype and shape, such as "float32 (2, 3)", and on the next line the
           elements as numpy prints them

` + cli.KeyHelp + "\n\n" + valuetext.JSONHelp,
		Example: `  openleveldb get runs.db run/1/ title
  openleveldb get runs.db settings --json | jq .rate
  openleveldb get runs.db run/1/ image --npy > image.npy`,
		Args: name.Args,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			key := name.Key()
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				stored, err := db.AppendRaw(nil, key)
				if err != nil {
					return err
				}
				switch {
				case raw:
					_, err = out.Write(stored)
					return err
				case npy:
					err = valuetext.WriteNPY(out, stored)
				case asJSON:
					err = valuetext.WriteJSON(out, stored)
				default:
					err = valuetext.WriteText(out, stored, cli.IsTerminal(cmd.OutOrStdout()))
				}
				if err != nil {
					return &leveldb.Error{Op: "get", Name: key, Err: err}
				}
				return nil
			})
		}),
	}
	name.AddFlags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "print the value as JSON, on one line")
	flags.BoolVar(&raw, "raw", false, "print the stored bytes verbatim, tag included")
	flags.BoolVar(&npy, "npy", false, "print an array as the bytes of a .npy file")
	cli.AddShared(cmd)
	cmd.MarkFlagsMutuallyExclusive("json", "raw", "npy")
	return cmd
}
