package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/internal/secret"
	"github.com/openleveldb/openleveldb/native"
)

// Access holds the identity of a caller and the caller's rights.
type Access struct {
	Name     string // from the credentials file; empty if there are no credentials
	ReadOnly bool
}

// Credentials hold the names and secrets of those who may use a [Handler]. They are read from a
// text file with one entry per line:
//
//	# kind  name    rights      secret
//	user    alice   read-write  correct horse battery staple
//	user    viewer  read-only   tr0ub4dor&3
//	token   ci      read-write  3f786850e387550fdaf836ed7e6dc881
//
// A user sends the name and secret with HTTP Basic authentication, as the Python client does with
// http://alice:…@host:5000. The holder of a token sends the secret as a bearer token (RFC 6750).
// The secret is the rest of the line, without leading and trailing spaces. Names and secrets are
// printable ASCII, because HTTP clients do not agree on how to encode anything else. Names must be
// unique, and so must tokens. Empty lines and lines that begin with # are ignored.
//
// The file holds secrets in plain text. It must therefore be a regular file that belongs to the
// user of the process or to root, and that nobody else can read or write (chmod 600). Neither
// scheme protects a secret from those who can read the network. Use TLS beyond this machine.
//
// Credentials are safe for use by multiple goroutines.
type Credentials struct {
	path    string
	entries atomic.Pointer[[]credential]
}

// credential is one entry of the file. Only a hash of its secret stays in memory.
type credential struct {
	access Access
	hash   [sha256.Size]byte
}

// maxCredentials limits the number of entries, because each request is compared with all of them.
const (
	maxCredentials     = 1000
	maxCredentialsSize = 1 << 20 // bytes
)

// ReadCredentials reads a credentials file. It makes a relative path absolute first, for Reload. It
// refuses a file that users other than its owner can read or write, a file that belongs neither to
// the user of the process nor to root, a file without entries, and a file with an invalid line. The
// error includes the line number, and never includes a secret.
func ReadCredentials(path string) (*Credentials, error) {
	absolute, err := native.AbsolutePath(path) // the working directory may change before Reload
	if err != nil {
		return nil, fmt.Errorf("server: read credentials %q: %w", path, err)
	}
	c := &Credentials{path: absolute}
	if err := c.Reload(); err != nil {
		return nil, err
	}
	return c, nil
}

// TokenCredentials returns Credentials with one token, whose holder has the given access. They have
// no file; Reload does nothing.
func TokenCredentials(token string, access Access) *Credentials {
	c := new(Credentials)
	c.entries.Store(&[]credential{{access, hashToken(token)}})
	return c
}

// Reload reads the file again. The result applies to subsequent requests. On error, the current
// entries stay in effect.
func (c *Credentials) Reload() error {
	if c.path == "" {
		return nil
	}
	entries, err := readCredentials(c.path)
	if err != nil {
		return fmt.Errorf("server: read credentials %q: %w", c.path, err)
	}
	c.entries.Store(&entries)
	return nil
}

func readCredentials(path string) ([]credential, error) {
	text, err := secret.Read(path, maxCredentialsSize)
	if err != nil {
		return nil, err
	}
	return parseCredentials(string(text))
}

func parseCredentials(text string) ([]credential, error) {
	var entries []credential
	names, tokens := map[string]int{}, map[[sha256.Size]byte]int{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.Trim(line, " \t\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		entry, token, err := parseCredential(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if first := names[entry.access.Name]; first != 0 {
			return nil, fmt.Errorf("line %d: name %q is already on line %d", number, entry.access.Name, first)
		}
		names[entry.access.Name] = number
		if token {
			if first := tokens[entry.hash]; first != 0 {
				return nil, fmt.Errorf("line %d: the token is already on line %d", number, first)
			}
			tokens[entry.hash] = number
		}
		if entries = append(entries, entry); len(entries) > maxCredentials {
			return nil, fmt.Errorf("more than %d entries", maxCredentials)
		}
	}
	if len(entries) == 0 {
		return nil, errors.New("no entries")
	}
	return entries, nil
}

func parseCredential(line string) (entry credential, token bool, err error) {
	for _, c := range []byte(line) {
		if (c < ' ' && c != '\t') || c > '~' {
			return entry, false, errors.New("only printable ASCII is allowed")
		}
	}
	kind, rest := field(line)
	name, rest := field(rest)
	rights, secret := field(rest)
	if secret == "" {
		return entry, false, errors.New("a line must have the fields: user or token, name, read-write or read-only, secret")
	}
	entry.access.Name = name
	switch rights {
	case "read-write":
	case "read-only":
		entry.access.ReadOnly = true
	default:
		return entry, false, errors.New("the third field must be read-write or read-only")
	}
	switch kind {
	case "user":
		if strings.Contains(name, ":") {
			return entry, false, errors.New("a user name must not contain a colon")
		}
		entry.hash = hashUser(name, secret)
	case "token":
		if strings.ContainsAny(secret, " \t") {
			return entry, false, errors.New("a token must not contain spaces")
		}
		entry.hash = hashToken(secret)
	default:
		return entry, false, errors.New("the first field must be user or token")
	}
	return entry, kind == "token", nil
}

// field returns the first word of a line and the rest.
func field(line string) (word, rest string) {
	end := strings.IndexAny(line, " \t")
	if end < 0 {
		return line, ""
	}
	return line[:end], strings.TrimLeft(line[end:], " \t")
}

// Hashing makes all comparisons take the same time. A field cannot contain NUL, so no two different
// pairs of fields hash the same input.
func hashUser(name, password string) [sha256.Size]byte {
	return sha256.Sum256([]byte("user\x00" + name + "\x00" + password))
}

func hashToken(token string) [sha256.Size]byte { return sha256.Sum256([]byte("token\x00" + token)) }

// Check identifies the sender of a request. It returns false if the credentials are missing or
// wrong. It takes the same time for all credentials, however much of them is correct.
func (c *Credentials) Check(r *http.Request) (Access, bool) {
	headers := r.Header["Authorization"]
	if len(headers) != 1 {
		return Access{}, false
	}
	var hash [sha256.Size]byte
	if name, password, ok := r.BasicAuth(); ok {
		hash = hashUser(name, password)
	} else if scheme, token, ok := strings.Cut(headers[0], " "); ok && strings.EqualFold(scheme, "Bearer") {
		hash = hashToken(strings.TrimLeft(token, " "))
	} else {
		return Access{}, false
	}
	entries := *c.entries.Load()
	found := -1
	for i := range entries {
		equal := subtle.ConstantTimeCompare(entries[i].hash[:], hash[:])
		found = subtle.ConstantTimeSelect(equal, i, found)
	}
	if found < 0 {
		return Access{}, false
	}
	return entries[found].access, true
}
