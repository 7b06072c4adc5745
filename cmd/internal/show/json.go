package show

import (
	"strings"

	"github.com/openleveldb/openleveldb/internal/jsontext"
)

// maxIndented is the maximum depth of containers whose items are on separate lines. The indentation
// of a deep document would be several times the size of the document.
const maxIndented = 16

var indentation = strings.Repeat("  ", maxIndented)

// document writes a checked JSON document, indented and coloured. The order of keys, numbers and
// escapes are unchanged. Containers deeper than maxIndented are written on one line.
func (s *Printer) document(text []byte) error {
	var line []byte // one token, or the space between two
	depth := 0
	indent := func(inner int) { // inner is the depth of the container
		if inner > maxIndented {
			return
		}
		line = append(line, '\n')
		line = append(line, indentation[:2*depth]...)
	}
	for i := jsontext.SkipSpace(text, 0); i < len(text); i = jsontext.SkipSpace(text, i) {
		line = line[:0]
		end := jsontext.TokenEnd(text, i)
		token := text[i:end]
		switch c := text[i]; c {
		case '{', '[':
			line = append(line, c)
			// In ASCII, } and ] are each two after their opening bracket.
			if next := jsontext.SkipSpace(text, end); text[next] == c+2 {
				line, end = append(line, text[next]), next+1
				break
			}
			depth++
			indent(depth)
		case '}', ']':
			depth--
			indent(depth + 1)
			line = append(line, c)
		case ',':
			line = append(line, c)
			if indent(depth); depth > maxIndented {
				line = append(line, ' ')
			}
		case ':':
			line = append(line, ": "...)
		case '"':
			color := s.Style.Green
			if next := jsontext.SkipSpace(text, end); next < len(text) && text[next] == ':' {
				color = s.Style.Cyan
			}
			line = append(line, color(string(jsontext.AppendPrintable(nil, token, false)))...)
		case 'n':
			line = append(line, s.Style.Faint(string(token))...)
		default: // numbers, true, false
			line = append(line, s.Style.Yellow(string(token))...)
		}
		if _, err := s.Out.Write(line); err != nil {
			return err
		}
		i = end
	}
	return s.Out.WriteByte('\n')
}
