package commands

import (
	"bufio"
	"errors"
	"fmt"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/part"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newGet() *cobra.Command {
	var name cli.KeyName
	var some part.Part
	var values cli.RawValues
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

` + cli.RawHelp + ` Raw bytes are printed like bytes.

` + part.Help + "\n\n" + cli.KeyHelp + "\n\n" + valuetext.JSONHelp,
		Example: `  openleveldb get runs.db run/1/ title
  openleveldb get runs.db settings --json | jq .rate
  openleveldb get runs.db run/1/ image --npy > image.npy
  openleveldb get runs.db run/1/ image --index :,0:3`,
		Args:    name.Args,
		PreRunE: func(*cobra.Command, []string) error { return some.Check() },
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			key := name.Key()
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				foreign := false
				var stored []byte
				var err error
				// Who asks for an array expects the value to have that type.
				if !raw && !npy && !some.Given() {
					if foreign, err = values.In(cmd, db); err != nil {
						return err
					}
				}
				if some.Given() {
					stored, err = some.Read(cmd.Context(), db, key)
				} else {
					stored, err = db.AppendRaw(nil, key)
				}
				if err != nil {
					return err
				}
				switch {
				case raw:
					_, err = out.Write(stored)
					return err
				case foreign:
					return writeRaw(out, stored, asJSON, cli.IsTerminal(cmd.OutOrStdout()))
				case npy:
					err = valuetext.WriteNPY(out, stored)
				case asJSON:
					err = valuetext.WriteJSON(out, stored)
				default:
					err = valuetext.WriteText(out, stored, cli.IsTerminal(cmd.OutOrStdout()))
				}
				if errors.Is(err, codec.ErrKind) {
					err = fmt.Errorf("%w: another program stored the value; --raw prints its bytes, and show a hex dump", err)
				}
				if err != nil {
					return &leveldb.Error{Op: "get", Name: key, Err: err}
				}
				return nil
			})
		}),
	}
	name.AddFlags(cmd)
	some.AddFlags(cmd)
	values.AddFlag(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "print the value as JSON, on one line")
	flags.BoolVar(&raw, "raw", false, "print the stored bytes verbatim, tag included")
	flags.BoolVar(&npy, "npy", false, "print an array as the bytes of a .npy file")
	cli.AddShared(cmd)
	cmd.MarkFlagsMutuallyExclusive("json", "raw", "npy")
	for _, flag := range []string{"rows", "index", "field"} {
		cmd.MarkFlagsMutuallyExclusive("raw", flag)
	}
	return cmd
}

// writeRaw prints the bytes of a raw value as WriteJSON and WriteText print bytes.
func writeRaw(out *bufio.Writer, stored []byte, asJSON, terminal bool) error {
	var err error
	switch {
	case asJSON:
		_, err = out.Write(append(valuetext.AppendBase64(nil, stored), '\n'))
	case terminal:
		_, err = fmt.Fprintln(out, valuetext.BytesLiteral(stored))
	default:
		_, err = out.Write(stored)
	}
	return err
}
