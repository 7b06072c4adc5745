package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/ndarray"
	"github.com/spf13/cobra"
)

// A form is a flag for the value, with the function that converts its text to stored bytes.
type form struct {
	flag, usage string
	encode      func(text string, stdin io.Reader) ([]byte, error)
	file        bool // the text names a file
}

var forms = []form{
	{flag: "int", usage: "an integer `N` of up to 128 bits", encode: encodeInt},
	{flag: "str", usage: "the `TEXT`", encode: encodeStr},
	{flag: "json", usage: "the value of the JSON `TEXT`", encode: encodeJSON},
	{flag: "bytes", usage: "the bytes of `FILE`, - being standard input", encode: encodeBytes, file: true},
	{flag: "npy", usage: "the array of the .npy `FILE`, - being standard input", encode: encodeNPY, file: true},
}

func newPut() *cobra.Command {
	var stored []byte
	encode := func(cmd *cobra.Command, file bool) error {
		for _, f := range forms {
			given := cmd.Flags().Lookup(f.flag)
			if f.file != file || !given.Changed {
				continue
			}
			var err error
			if stored, err = f.encode(given.Value.String(), cmd.InOrStdin()); err != nil {
				return fmt.Errorf("--%s: %w", f.flag, err)
			}
		}
		return nil
	}
	cmd := &cobra.Command{
		Use:   "put DB PART... (--int N|--str TEXT|--json TEXT|--bytes FILE|--npy FILE)",
		Short: "Store a value under a key",
		Long: `Store a value under the key that is the PARTs joined, in place of what was there. A
missing database is created; its parent directory must exist. The value is on the
disk when the command returns.

Exactly one flag gives the value. --json stores what Python would store for
json.loads(TEXT): an integer is an int, a string is a str. true and false stay JSON.
Anything else is JSON too, with the keys sorted: 3.0 stays 3.0, an integer inside may
have any size, NaN, Infinity and -Infinity are floats. An array is checked before it is
stored; one of objects, which is a pickle, is refused.`,
		Example: `  openleveldb put runs.db run/1/ title --str 'first light'
  openleveldb put runs.db answer --int 42
  openleveldb put runs.db settings --json '{"rate": 0.5, "layers": [64, 64]}'
  openleveldb put runs.db run/1/ image --npy image.npy
  gzip -c log | openleveldb put runs.db run/1/ log.gz --bytes -`,
		Args: keyArgs,
		// A value that does not match its flag is bad usage, so it is checked before the command
		// runs.
		PreRunE: func(cmd *cobra.Command, _ []string) error { return encode(cmd, false) },
		RunE: action(func(cmd *cobra.Command, args []string) error {
			key := leveldb.Key(args[1:]...)
			if err := leveldb.CheckKey(key); err != nil {
				return err // before a missing database is created
			}
			if err := encode(cmd, true); err != nil {
				return err
			}
			return writing(args[0], true, func(db *leveldb.DB) error { return db.PutRaw(key, stored) })
		}),
	}
	cmd.DisableFlagsInUseLine = true
	names := make([]string, len(forms))
	for i, f := range forms {
		cmd.Flags().String(f.flag, "", f.usage)
		names[i] = f.flag
	}
	cmd.MarkFlagsOneRequired(names...)
	cmd.MarkFlagsMutuallyExclusive(names...)
	return cmd
}

func encodeInt(text string, _ io.Reader) ([]byte, error) {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil, fmt.Errorf("%.40q is not an integer", text)
	}
	return codec.Append(nil, n)
}

func encodeStr(text string, _ io.Reader) ([]byte, error) { return codec.Append(nil, text) }

func encodeJSON(text string, _ io.Reader) ([]byte, error) {
	value, err := codec.Decode(append([]byte{byte(codec.JSON)}, text...))
	if err != nil {
		return nil, err
	}
	return codec.Append(nil, value)
}

func encodeBytes(file string, stdin io.Reader) ([]byte, error) {
	content, err := load(file, stdin)
	if err != nil {
		return nil, err
	}
	return codec.Append(nil, content)
}

func encodeNPY(file string, stdin io.Reader) ([]byte, error) {
	content, err := load(file, stdin)
	if err != nil {
		return nil, err
	}
	array, err := ndarray.Decode(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return codec.Append(nil, array)
}

// maxFile is larger than any value can be. It limits reading from an endless input.
const maxFile = 4 << 30

// load reads a file, or standard input for "-".
func load(file string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	tooLarge := fmt.Errorf("%s: %w: a value has less than 4 GiB", file, leveldb.ErrTooLarge)
	var content bytes.Buffer
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			if info.Size() >= maxFile {
				return nil, tooLarge
			}
			// A single allocation for a large file.
			content.Grow(int(min(info.Size(), math.MaxInt/2)) + bytes.MinRead)
		}
	}
	switch n, err := content.ReadFrom(io.LimitReader(in, maxFile)); {
	case err != nil:
		return nil, err
	case n == maxFile:
		return nil, tooLarge
	}
	return content.Bytes(), nil
}
