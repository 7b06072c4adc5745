package main

import (
	"bufio"
	"fmt"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newGet() *cobra.Command {
	var asJSON, raw, npy bool
	cmd := &cobra.Command{
		Use:   "get DB PART...",
		Short: "Print the value of a key",
		Long: `Print the value of the key that is the PARTs joined.

Without a flag it is printed for people:
  int      the digits; past about 4300 of them in hexadecimal, 0x...
  str      the text as it is, and a newline
  bytes    on a terminal as Python writes them, b'\x00\x01'; anywhere else the
           bytes themselves and nothing more
  json     the stored text
  ndarray  dtype and shape, as in "float32 (2, 3)", and on the next line the
           elements as numpy prints them

` + jsonHelp,
		Example: `  openleveldb get runs.db run/1/ title
  openleveldb get runs.db settings --json | jq .rate
  openleveldb get runs.db run/1/ image --npy > image.npy`,
		Args: keyArgs,
		RunE: action(func(cmd *cobra.Command, args []string) error {
			key := leveldb.Key(args[1:]...)
			return reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				stored, err := db.GetRaw(key, nil)
				if err != nil {
					return err
				}
				switch {
				case raw:
					_, err = out.Write(stored)
					return err
				case npy:
					err = writeNPY(out, stored)
				case asJSON:
					err = writeJSON(out, stored)
				default:
					err = writeText(out, stored, isTerminal(cmd.OutOrStdout()))
				}
				if err != nil {
					return &leveldb.Error{Op: "get", Name: key, Err: err}
				}
				return nil
			})
		}),
	}
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "print the value as JSON, on one line")
	flags.BoolVar(&raw, "raw", false, "print the stored bytes verbatim, tag included")
	flags.BoolVar(&npy, "npy", false, "print an array as the bytes of a .npy file")
	cmd.MarkFlagsMutuallyExclusive("json", "raw", "npy")
	return cmd
}

// writeNPY writes a stored array as a .npy file, after checking that it is valid.
func writeNPY(out *bufio.Writer, stored []byte) error {
	_, tag, err := decode(stored)
	if err != nil {
		return err
	}
	if tag != codec.Array {
		return fmt.Errorf("the value is of type %v, not ndarray", tag)
	}
	_, err = out.Write(stored[1:])
	return err
}

func writeJSON(out *bufio.Writer, stored []byte) error {
	text, err := appendJSON(nil, stored)
	if err != nil {
		return err
	}
	_, err = out.Write(append(text, '\n'))
	return err
}
