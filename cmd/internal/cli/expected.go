package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// ArgumentsError reports wrong arguments of a command on a database. Database describes that
// argument, and Rest the others, if the command has any. Args are the arguments, or nil if their
// number is not part of the message. Hint follows the message.
type ArgumentsError struct {
	Database, Rest string
	Args           []string
	Hint           string
}

func (e *ArgumentsError) Error() string {
	expected := e.Database
	if e.Rest != "" {
		expected += " and " + e.Rest
	}
	return "expected " + expected + e.got(len(e.Args)) + e.hint()
}

// afterDatabase returns the message for users who do not type the database.
func (e *ArgumentsError) afterDatabase(cmd *cobra.Command) string {
	switch {
	case e.Rest != "":
		return "expected " + e.Rest + e.got(len(e.Args)-1) + e.hint()
	case len(e.Args) > 1:
		return NoArgs(cmd, e.Args[1:]).Error() + e.hint()
	}
	return e.Error()
}

func (e *ArgumentsError) hint() string {
	if e.Hint == "" {
		return ""
	}
	return ": " + e.Hint
}

func (e *ArgumentsError) got(n int) string {
	if e.Args == nil {
		return ""
	}
	return fmt.Sprintf(", got %d arguments", n)
}
