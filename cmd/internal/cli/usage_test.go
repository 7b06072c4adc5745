package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

// The messages about bad usage are the program's own, whatever cobra and pflag return.
func TestUsageText(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"frobnicate", `unknown command "frobnicate"`},
		{"dooo", `unknown command "dooo"; did you mean do?`},
		{"d", `unknown command "d"; did you mean do or dig?`},
		{"do now", `do takes no arguments, got "now"`},
		{"do --frobnicate", "unknown flag: --frobnicate"},
		{"do --limt 1", "unknown flag: --limt; did you mean --limit?"},
		{"do -x", "unknown flag: -x"},
		{"do -sx", "unknown flag: -x"},
		{"do --limit", "--limit needs a value"},
		{"do --=1", `"--=1" is not a flag`},
		{"do --limit many", `--limit: "many" is not a whole number from 0 on`},
		{"do --limit -1", `--limit: "-1" is not a whole number from 0 on`},
		{"do --limit 99999999999999999999", `--limit: "99999999999999999999" is too large`},
		{"do --count 1.5", `--count: "1.5" is not a whole number`},
		{"do --scale x", `--scale: "x" is not a number`},
		{"do --wait 5", `--wait: "5" is not a duration such as 30s, 5m or 1h30m`},
		{"do --summarize=maybe", `--summarize: "maybe" is neither true nor false`},
		{`do --type a"b`, `--type: "a\"b" is not a list of values with commas between them`},
		{"do --a 1 --b 1", "--a and --b cannot be combined"},
		{"do --a 1 --b 1 --c 1", "--a, --b and --c cannot be combined"},
		{"do --cert x --a 1", "--key is missing: --cert and --key are needed together"},
		{"dig", "expected --up or --down"},
	} {
		root := &cobra.Command{Use: "prog", SilenceErrors: true, SilenceUsage: true}
		nothing := Action(func(*cobra.Command, []string) error { return nil })
		do := &cobra.Command{Use: "do", Args: NoArgs, RunE: nothing}
		flags := do.Flags()
		flags.Uint("limit", 0, "")
		flags.Int("count", 0, "")
		flags.Float64("scale", 0, "")
		flags.Duration("wait", 0, "")
		flags.BoolP("summarize", "s", false, "")
		flags.StringSlice("type", nil, "")
		for _, name := range []string{"a", "b", "c", "cert", "key"} {
			flags.String(name, "", "")
		}
		do.MarkFlagsMutuallyExclusive("a", "b", "c")
		do.MarkFlagsRequiredTogether("cert", "key")
		dig := &cobra.Command{Use: "dig", RunE: nothing}
		dig.Flags().Bool("up", false, "")
		dig.Flags().Bool("down", false, "")
		dig.MarkFlagsOneRequired("up", "down")
		root.AddCommand(do, dig)
		var out, errOut strings.Builder
		assert.Equal(t, 2, Run(root, strings.Fields(c.line), strings.NewReader(""), &out, &errOut), c.line)
		assert.Empty(t, out.String(), c.line)
		message, _, _ := strings.Cut(errOut.String(), "\n")
		assert.Equal(t, "prog: "+c.want, message, c.line)
	}
}
