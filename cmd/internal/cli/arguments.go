package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// ArgumentName returns the name of the i-th argument in the usage of a command, such as DB, PART or
// DIR|FILE, without brackets and dots. It is empty if the command has fewer arguments. The last one
// may be repeated.
func ArgumentName(cmd *cobra.Command, i int) string {
	for at, word := range strings.Fields(cmd.Use)[1:] {
		repeated := strings.HasSuffix(strings.Trim(word, "[]"), "...")
		switch {
		case word[0] == '-' || word[0] == '(' || word == "[flags]":
			return "" // the rest are flags
		case at == i || repeated:
			return strings.Trim(word, "[].")
		}
	}
	return ""
}

// IsDatabaseName reports whether an argument with this name is a database.
func IsDatabaseName(name string) bool {
	switch name {
	case "DB", "SRC", "DST", "A", "B":
		return true
	}
	return false
}

// IsKeyName reports whether an argument with this name is a key, or the beginning of keys. A PART is
// not; it is only a part of a key.
func IsKeyName(name string) bool {
	switch name {
	case "KEY", "PREFIX", "FROM", "TO":
		return true
	}
	return false
}
