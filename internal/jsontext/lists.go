package jsontext

import (
	"bytes"
	"fmt"
)

// Lists finds the elements in the text of nested JSON lists. The text must have been checked.
type Lists struct {
	Text []byte
	At   int
}

func (s *Lists) space() { s.At = SkipSpace(s.Text, s.At) }

// More reports whether there is any text left.
func (s *Lists) More() bool {
	s.space()
	return s.At < len(s.Text)
}

// take skips the character c if it is next, and reports whether it was.
func (s *Lists) take(c byte) bool {
	s.space()
	if s.At < len(s.Text) && s.Text[s.At] == c {
		s.At++
		return true
	}
	return false
}

// Nested calls element at each element of nested lists, whose lengths must match shape.
func (s *Lists) Nested(shape []int, element func() error) error {
	if len(shape) == 0 {
		return element()
	}
	if !s.take('[') {
		return s.wrong("a list")
	}
	for i := range shape[0] {
		if i > 0 && !s.take(',') {
			return s.wrong(fmt.Sprintf("%d items in a list", shape[0]))
		}
		if err := s.Nested(shape[1:], element); err != nil {
			return err
		}
	}
	if !s.take(']') {
		return s.wrong(fmt.Sprintf("%d items in a list", shape[0]))
	}
	return nil
}

func (s *Lists) wrong(want string) error {
	return fmt.Errorf("at character %d of the data: expected %s", s.At, want)
}

// Element returns the text of the next element. depth is 1 if the element is a list.
func (s *Lists) Element(depth int) ([]byte, error) {
	s.space()
	start, open, inString := s.At, 0, false
	// Most elements consist of these characters only.
	for s.At < len(s.Text) && isNumeric[s.Text[s.At]] {
		s.At++
	}
	for ; s.At < len(s.Text); s.At++ {
		c := s.Text[s.At]
		switch {
		case inString:
			if c == '\\' {
				s.At++
			} else if c == '"' {
				inString = false
			}
		case c == '"':
			inString = true
		case c == '[' && open >= depth:
			return nil, s.wrong("an element")
		case c == '[' || c == '{':
			open++
		case (c == ']' || c == '}') && open > 0:
			open--
		case c == ',' && open == 0, c == ']':
			return bytes.TrimSpace(s.Text[start:s.At]), nil
		}
	}
	return bytes.TrimSpace(s.Text[start:s.At]), nil
}

// isNumeric holds the characters that occur in numbers.
var isNumeric = func() (is [256]bool) {
	for _, c := range []byte("0123456789+-.eE") {
		is[c] = true
	}
	return is
}()
