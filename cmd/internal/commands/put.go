package commands

import (
	"fmt"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// A form is a flag for the value, with the function that converts its text to stored bytes.
type form struct {
	flag, usage string
	encode      func(text string, stdin io.Reader) ([]byte, error)
	file        bool // the text names a file
	untagged    bool // for programs that know nothing of this format, and so for any key
}

// reads reports whether the value is read from a file or standard input.
func (f *form) reads(text string) bool {
	return f.file || f.flag != "int" && text == valuetext.Standard
}

var forms = []form{
	{flag: "int", usage: "an integer `N` of up to 128 bits", encode: valuetext.EncodeInt},
	{flag: "str", usage: "the `TEXT`; - is standard input", encode: valuetext.EncodeStr},
	{flag: "json", usage: "the value of the JSON `TEXT`; - is standard input", encode: valuetext.EncodeJSON},
	{flag: "bytes", usage: "the bytes of `FILE`; - is standard input", encode: valuetext.EncodeBytes, file: true},
	{flag: "npy", usage: "the array of the .npy `FILE`; - is standard input", encode: valuetext.EncodeNPY, file: true},
	{flag: "raw", usage: "the bytes of `FILE`, stored without a tag; - is standard input", encode: valuetext.EncodeRaw, file: true, untagged: true},
}

func newPut() *cobra.Command {
	var name cli.KeyName
	var stored []byte
	anyKey := false
	encode := func(cmd *cobra.Command, reads bool) error {
		for _, f := range forms {
			given := cmd.Flags().Lookup(f.flag)
			if !given.Changed || f.reads(given.Value.String()) != reads {
				continue
			}
			anyKey = f.untagged || name.AnyBytes()
			var err error
			if stored, err = f.encode(given.Value.String(), cmd.InOrStdin()); err != nil {
				return fmt.Errorf("--%s: %w", f.flag, err)
			}
		}
		return nil
	}
	cmd := &cobra.Command{
		Use:   "put DB PART... (--int|--str|--json|--bytes|--npy|--raw) VALUE",
		Short: "Store a value under a key",
		Long: `Store a value under the key formed by joining the PARTs, replacing an existing value. A
missing database is created; its parent directory must exist. The value is on the disk
when the command returns.

Exactly one flag sets the value. --json stores what Python would store for
json.loads(TEXT): an integer as int, a string as str, and anything else as JSON, with
sorted keys. true and false stay JSON, 3.0 stays 3.0, integers inside may have any size,
and NaN, Infinity and -Infinity are floats. An array is checked before it is stored. An
array of objects, which is a pickle, is refused. --str - and --json - read standard
input; of a text the last newline, which get adds, is not stored.

--raw stores the bytes that get --raw prints, or those of another program: the first byte
must be a tag if commands other than get --raw are to read them.

` + cli.KeyHelp + ` A key that is not UTF-8, which Python cannot
read, needs one of these flags or --raw.`,
		Example: `  openleveldb put runs.db run/1/ title --str 'first light'
  openleveldb put runs.db answer --int 42
  openleveldb put runs.db settings --json '{"rate": 0.5, "layers": [64, 64]}'
  openleveldb put runs.db run/1/ image --npy image.npy
  gzip -c log | openleveldb put runs.db run/1/ log.gz --bytes -
  curl https://example.org/settings.json | openleveldb put runs.db settings --json -
  openleveldb put other.db --key-hex 00ff --raw value.bin`,
		Args: name.Args,
		// A value that does not match its flag is bad usage, so it is checked before the command
		// runs.
		PreRunE: func(cmd *cobra.Command, _ []string) error { return encode(cmd, false) },
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			if err := encode(cmd, true); err != nil {
				return err
			}
			key := name.Key()
			if err := valuetext.CheckKey(key); err != nil && !anyKey {
				// Before a missing database is created.
				return fmt.Errorf("%w: --key-hex or --key-base64 names such a key", err)
			}
			return cli.Writing(cmd, args[0], true, func(db *leveldb.DB) error { return db.Raw().Put([]byte(key), stored) })
		}),
	}
	cmd.DisableFlagsInUseLine = true
	names := make([]string, len(forms))
	for i, f := range forms {
		cmd.Flags().String(f.flag, "", f.usage)
		names[i] = f.flag
	}
	name.AddFlags(cmd)
	cli.AddShared(cmd)
	cmd.MarkFlagsOneRequired(names...)
	cmd.MarkFlagsMutuallyExclusive(names...)
	return cmd
}
