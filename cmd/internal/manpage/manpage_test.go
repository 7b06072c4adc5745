package manpage

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

func TestWriteText(t *testing.T) {
	var out strings.Builder
	writeText(&out, `Flowing text --with a flag
and 'quotes', b'\x00'.

.starts like a request:
  term    its explanation
          goes on
          part: of it
  a term  another
Flowing again:
  a command of its own
  x   y   a table
The end.`)
	assert.Equal(t, `Flowing text \-\-with a flag
and \(aqquotes\(aq, b\(aq\ex00\(aq.
.PP
\&.starts like a request:
.TP 10
.B term
its explanation
goes on
.br
part: of it
.TP 10
.B a term
another
.PP
Flowing again:
.nf
  a command of its own
  x   y   a table
.fi
The end.
`, out.String())
}

func TestWrite(t *testing.T) {
	root := &cobra.Command{Use: "tool", Short: "Do things", Long: "Do it."}
	child := &cobra.Command{Use: "sub DB", Short: "Do one", Long: "Do one.", Example: "  tool sub 'x'", Run: func(*cobra.Command, []string) {}}
	child.Flags().UintP("bins", "b", 10, "how many `N` bins")
	secret := &cobra.Command{Use: "secret", Hidden: true, Run: func(*cobra.Command, []string) {}}
	root.AddCommand(child, secret)
	sections := []Section{{Title: "EXIT STATUS", Text: "  0  success"}}

	var page strings.Builder
	Write(&page, child, "v1-2", sections)
	assert.Equal(t, `.TH TOOL\-SUB 1 "" "openleveldb v1\-2" "User Commands"
.nh
.ad l
.SH NAME
tool\-sub \- do one
.SH SYNOPSIS
.B tool sub
DB [flags]
.SH DESCRIPTION
Do one.
.SH OPTIONS
.TP
\fB\-b\fR, \fB\-\-bins\fR \fIN\fR
how many N bins (default 10)
.TP
\fB\-h\fR, \fB\-\-help\fR
help for sub
.SH EXAMPLES
.nf
tool sub \(aqx\(aq
.fi
.SH EXIT STATUS
.TP 10
.B 0
success
.PP
.SH SEE ALSO
.BR tool (1)
`, page.String())

	page.Reset()
	Write(&page, root, "v1", nil)
	assert.Contains(t, page.String(), "COMMAND [flags]\n.SH DESCRIPTION")
	assert.Contains(t, page.String(), ".SH COMMANDS\n.TP 12\n.B sub\nDo one\n.SH OPTIONS")

	names, err := WriteTree(t.TempDir(), root, "v1", nil)
	assert.NoError(t, err)
	assert.Equal(t, []string{"tool.1", "tool-sub.1"}, names)
	_, err = WriteTree("/dev/null", root, "v1", nil)
	assert.Error(t, err)
}
