package exchange

import (
	"bytes"
	"fmt"
)

// scanner finds the elements in the text of nested JSON lists. The text must be valid JSON.
type scanner struct {
	text []byte
	at   int
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// rest reports whether there is any text left.
func (s *scanner) rest() bool {
	s.space()
	return s.at < len(s.text)
}

// take skips the character c if it is next, and reports whether it was.
func (s *scanner) take(c byte) bool {
	s.space()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// nested calls element at each element of nested lists, whose lengths must match shape.
func (s *scanner) nested(shape []int, element func() error) error {
	if len(shape) == 0 {
		return element()
	}
	if !s.take('[') {
		return s.wrong("a list begins")
	}
	for i := range shape[0] {
		if i > 0 && !s.take(',') {
			return s.wrong(fmt.Sprintf("a list has %d items", shape[0]))
		}
		if err := s.nested(shape[1:], element); err != nil {
			return err
		}
	}
	if !s.take(']') {
		return s.wrong(fmt.Sprintf("a list has %d items", shape[0]))
	}
	return nil
}

func (s *scanner) wrong(want string) error {
	return fmt.Errorf("character %d of the data is not where %s", s.at, want)
}

// element returns the text of the next element. depth is 1 if the element is a list.
func (s *scanner) element(depth int) ([]byte, error) {
	s.space()
	start, open, inString := s.at, 0, false
	// Most elements consist of these characters only.
	for s.at < len(s.text) && isNumeric[s.text[s.at]] {
		s.at++
	}
	for ; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		switch {
		case inString:
			if c == '\\' {
				s.at++
			} else if c == '"' {
				inString = false
			}
		case c == '"':
			inString = true
		case c == '[' && open >= depth:
			return nil, s.wrong("an element is")
		case c == '[' || c == '{':
			open++
		case (c == ']' || c == '}') && open > 0:
			open--
		case c == ',' && open == 0, c == ']':
			return bytes.TrimSpace(s.text[start:s.at]), nil
		}
	}
	return bytes.TrimSpace(s.text[start:s.at]), nil
}

// isNumeric holds the characters that occur in numbers.
var isNumeric = func() (is [256]bool) {
	for _, c := range []byte("0123456789+-.eE") {
		is[c] = true
	}
	return is
}()
