package exchange

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How a key becomes the path of a file and back. The key is split at each slash. The last part is
// the name of the file without its extension; the other parts are names of directories. These
// sequences are special:
//
//	%XX   a byte: unprintable characters, invalid UTF-8, a percent sign, a dot at the start of a
//	      name, and the dot in the name of a directory that ends as a file name would
//	%-    as a complete name: an empty part
//	%+    at the end of a directory: the part continues in the next name, because it is too long
//
// Portable names escape more bytes: characters that another name could have in the other case or in
// another form (capitals and all non-ASCII characters), and those that Windows does not allow.
const (
	emptyPart  = "%-"
	goesOn     = "%+"
	maxName    = 200 // maximum bytes of a name before its extension; file systems allow 255
	notOnAll   = `:*?"<>|\`
	hexDigits  = "0123456789ABCDEF"
	deviceNote = "CON PRN AUX NUL COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9"
)

// devices are the names that Windows reserves, with any extension.
var devices = strings.Fields(deviceNote)

// errName: the path is not the path of any key.
var errName = errors.New(`not a valid name for a key: a percent sign is written as %25`)

// pathOf returns the path of the file of a key, with its parts joined by slashes. The path is never
// empty, absolute, or outside the directory.
func pathOf(key, extension string, portable bool) string {
	parts := strings.Split(key, "/")
	var path []byte
	for i, part := range parts {
		if i > 0 {
			path = append(path, '/')
		}
		path = appendPart(path, part, i == len(parts)-1, portable)
	}
	return string(append(path, extension...))
}

// appendPart appends the name, or names, of one part of a key.
func appendPart(path []byte, part string, isFile, portable bool) []byte {
	if part == "" {
		return append(path, emptyPart...)
	}
	dot := -1 // the dot of what looks like the extension of a file
	if !isFile {
		if at := len(part) - len(extensionOf(part)); at < len(part) {
			dot = at
		}
	}
	device := portable && isDevice(part)
	start := len(path)
	for i := 0; i < len(part); {
		_, size := utf8.DecodeRuneInString(part[i:])
		if len(path)-start+3*size > maxName {
			path = append(append(path, goesOn...), '/')
			start = len(path)
		}
		end := !isFile && i+size == len(part)
		escape := i == dot || device && i == 0 || len(path) == start && part[i] == '.' ||
			mustEscape(part[i:i+size], portable, end)
		for _, c := range []byte(part[i : i+size]) {
			if escape {
				path = append(path, '%', hexDigits[c>>4], hexDigits[c&15])
			} else {
				path = append(path, c)
			}
		}
		i += size
	}
	return path
}

// mustEscape reports whether a character must be escaped in a name. end is set for the last
// character of a directory's name.
func mustEscape(character string, portable, end bool) bool {
	r, size := utf8.DecodeRuneInString(character)
	switch {
	case r == utf8.RuneError && size == 1, r == '%', !unicode.IsPrint(r):
		return true
	case !portable:
		return false
	}
	return r >= utf8.RuneSelf || r >= 'A' && r <= 'Z' || strings.ContainsRune(notOnAll, r) || end && (r == '.' || r == ' ')
}

func isDevice(part string) bool {
	head, _, _ := strings.Cut(part, ".")
	for _, name := range devices {
		if strings.EqualFold(head, name) {
			return true
		}
	}
	return false
}

// keyOf returns the key of a path without its extension.
func keyOf(path string) (string, error) {
	var key []byte
	names := strings.Split(path, "/")
	for i, name := range names {
		if name == emptyPart {
			name = ""
		} else if name == "" {
			return "", fmt.Errorf("%q: %w, and an empty part as %s", path, errName, emptyPart)
		}
		name, more := strings.CutSuffix(name, goesOn)
		for j := 0; j < len(name); j++ {
			c := name[j]
			if c == '%' {
				high, low := -1, -1
				if j+2 < len(name) {
					high, low = digit(name[j+1]), digit(name[j+2])
				}
				if high < 0 || low < 0 {
					return "", fmt.Errorf("%q: %w", path, errName)
				}
				c = byte(high<<4 | low)
				j += 2
			}
			key = append(key, c)
		}
		if i < len(names)-1 && !more {
			key = append(key, '/')
		} else if i == len(names)-1 && more {
			return "", fmt.Errorf("%q: %w", path, errName)
		}
	}
	return string(key), nil
}

// digit returns the value of a hexadecimal digit, or -1 for anything else.
func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
