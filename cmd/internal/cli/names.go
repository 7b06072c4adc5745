package cli

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Names holds the flag --quoted, with which the words of a command line that stand for keys or parts
// of keys have the form in which ls prints keys.
type Names struct{ flag *pflag.Flag }

// AddFlag adds the flag, which all Names of a command share.
func (n *Names) AddFlag(cmd *cobra.Command) {
	const name = "quoted"
	flags := cmd.Flags()
	if flags.Lookup(name) == nil {
		flags.Bool(name, false, `read keys as ls prints them, such as "a\x00b"`)
	}
	n.flag = flags.Lookup(name)
}

// quoted returns the value of the flag. Without the flag it is false.
func (n *Names) quoted() bool { return n.flag != nil && n.flag.Value.String() == "true" }

// Join returns the key that the parts form, as leveldb.Key does. With --quoted each part that begins
// with a quote is unquoted first.
func (n *Names) Join(parts ...string) (string, error) {
	if !n.quoted() {
		return leveldb.Key(parts...), nil
	}
	plain := make([]string, len(parts))
	for i, part := range parts {
		var err error
		if plain[i], err = unquoted(part); err != nil {
			return "", fmt.Errorf("--quoted: %w", err)
		}
	}
	return leveldb.Key(plain...), nil
}

// unquoted is the inverse of keytext.Plain, except for truncated keys.
func unquoted(text string) (string, error) {
	if !strings.HasPrefix(text, `"`) {
		return text, nil
	}
	key, err := strconv.Unquote(text)
	switch {
	case err == nil:
		return key, nil
	case strings.HasSuffix(text, " bytes)"):
		return "", fmt.Errorf("%.40s… is only the beginning of a long key: use --key-base64 with the key that ls --json prints", text)
	}
	return "", fmt.Errorf("%.40s is not in the form in which ls prints keys: expected a closing quote, and escapes as in Go", text)
}

// KeyName names one key on a command line: PARTs, which --quoted may apply to, or flags for the bytes
// that no terminal can type. A command passes its method Args to cobra, and calls Key afterwards.
type KeyName struct {
	Names
	hex, base64 string
	key         string
}

// KeyHelp explains the flags in the help of the commands that have them.
const KeyHelp = `With --quoted, PARTs are in the form in which ls prints keys: a PART that begins with a
quote is unquoted as in Go. --key-hex and --key-base64 name a key of any bytes; it comes
after the PARTs, if there are any.`

// AddFlags adds the flags.
func (k *KeyName) AddFlags(cmd *cobra.Command) {
	k.AddFlag(cmd)
	cmd.Flags().StringVar(&k.hex, "key-hex", "", "the key, in hexadecimal `DIGITS`")
	cmd.Flags().StringVar(&k.base64, "key-base64", "", "the key, in the `BASE64` of ls --json")
	cmd.MarkFlagsMutuallyExclusive("key-hex", "key-base64")
}

// Args checks the arguments DB PART... and the flags.
func (k *KeyName) Args(cmd *cobra.Command, args []string) error {
	bytes, given, err := k.bytes(cmd)
	switch {
	case err != nil:
		return err
	case len(args) < 1, len(args) < 2 && !given:
		return errKeyArgs
	}
	parts, err := k.Join(args[1:]...)
	k.key = parts + string(bytes)
	return err
}

var errKeyArgs = &ArgumentsError{Database: "a DB", Rest: "at least one PART"}

// bytes returns the key of --key-hex or --key-base64, and whether one of them is given.
func (k *KeyName) bytes(cmd *cobra.Command) (key []byte, given bool, err error) {
	switch {
	case cmd.Flags().Changed("key-hex"):
		if key, err = hex.DecodeString(strings.TrimPrefix(k.hex, "0x")); err != nil {
			err = fmt.Errorf("--key-hex: %.40q is not a sequence of pairs of hexadecimal digits", k.hex)
		}
		return key, true, err
	case cmd.Flags().Changed("key-base64"):
		if key, err = base64.StdEncoding.DecodeString(k.base64); err != nil {
			err = fmt.Errorf("--key-base64: %.40q is not base64", k.base64)
		}
		return key, true, err
	}
	return nil, false, nil
}

// Key returns the key. Args must have been called.
func (k *KeyName) Key() string { return k.key }

// AnyBytes reports whether a flag names the key, so that it may be bytes that are not text.
func (k *KeyName) AnyBytes() bool { return k.hex != "" || k.base64 != "" || k.quoted() }
