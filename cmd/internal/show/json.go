package show

import (
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
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
	for i := skipSpace(text, 0); i < len(text); i = skipSpace(text, i) {
		line = line[:0]
		end := tokenEnd(text, i)
		token := text[i:end]
		switch c := text[i]; c {
		case '{', '[':
			line = append(line, c)
			// In ASCII, } and ] are each two after their opening bracket.
			if next := skipSpace(text, end); text[next] == c+2 {
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
			if next := skipSpace(text, end); next < len(text) && text[next] == ':' {
				color = s.Style.Cyan
			}
			line = append(line, color(string(valuetext.AppendDocument(nil, token, false)))...)
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

func skipSpace(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t') {
		i++
	}
	return i
}

// tokenEnd returns the end of the token that begins at i.
func tokenEnd(text []byte, i int) int {
	switch text[i] {
	case '{', '}', '[', ']', ',', ':':
		return i + 1
	case '"':
		for i++; text[i] != '"'; i++ {
			if text[i] == '\\' {
				i++
			}
		}
		return i + 1
	}
	for i < len(text) && !valuetext.IsDelimiter(text[i]) {
		i++
	}
	return i
}
