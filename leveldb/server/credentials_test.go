package server

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// safetyCredentials writes a credentials file and reads it.
func safetyCredentials(t *testing.T, text string) *Credentials {
	t.Helper()
	path := filepath.Join(t.TempDir(), "credentials")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	c, err := ReadCredentials(path)
	require.NoError(t, err)
	return c
}

const safetyUsers = `# who may come in

user   alice  read-write  correct horse  battery: staple
user	bob	read-only	b0b  ` + "\r" + `
  token  ci   read-write  3f786850e387550f
token  grafana  read-only  alice
`

func safetyRequest(header ...string) *http.Request {
	r := &http.Request{Header: http.Header{}}
	for _, h := range header {
		r.Header.Add("Authorization", h)
	}
	return r
}

func safetyBasic(name, password string) *http.Request {
	r := safetyRequest()
	r.SetBasicAuth(name, password)
	return r
}

func TestCredentials(t *testing.T) {
	c := safetyCredentials(t, safetyUsers)
	for _, k := range []struct {
		r    *http.Request
		want Access
	}{
		{safetyBasic("alice", "correct horse  battery: staple"), Access{Name: "alice"}},
		{safetyBasic("bob", "b0b"), Access{Name: "bob", ReadOnly: true}},
		{safetyRequest("Bearer 3f786850e387550f"), Access{Name: "ci"}},
		{safetyRequest("bearer  3f786850e387550f"), Access{Name: "ci"}},
		{safetyRequest("Bearer alice"), Access{Name: "grafana", ReadOnly: true}},
	} {
		got, ok := c.Check(k.r)
		assert.True(t, ok, "%v", k.want)
		assert.Equal(t, k.want, got)
	}
	for i, r := range []*http.Request{
		safetyRequest(),
		safetyRequest(""),
		safetyRequest("Bearer"),
		safetyRequest("Bearer "),
		safetyRequest("Basic"),
		safetyRequest("Basic !"),
		safetyRequest("Digest alice"),
		safetyRequest("3f786850e387550f"),
		safetyRequest("Bearer 3f786850e387550"),
		safetyRequest("Bearer 3f786850e387550f "),
		safetyRequest("Bearer b0b"),
		safetyRequest("Bearer alice", "Bearer alice"),
		safetyRequest("Bearer wrong", "Bearer alice"),
		safetyBasic("", ""),
		safetyBasic("alice", ""),
		safetyBasic("alice", "correct"),
		safetyBasic("alice", "b0b"),
		safetyBasic("Alice", "correct horse  battery: staple"),
		safetyBasic("bob", "B0B"),
		safetyBasic("bob", "b0b "),
		safetyBasic("bob\x00b0b", ""),
		safetyBasic("ci", "3f786850e387550f"),
		safetyBasic("grafana", "alice"),
	} {
		got, ok := c.Check(r)
		assert.False(t, ok, "%d", i)
		assert.Zero(t, got)
	}
}

func TestCredentialsReload(t *testing.T) {
	c := safetyCredentials(t, safetyUsers)
	require.NoError(t, os.WriteFile(c.path, []byte("user alice read-only new"), 0o600))
	require.NoError(t, c.Reload())
	got, ok := c.Check(safetyBasic("alice", "new"))
	assert.True(t, ok)
	assert.True(t, got.ReadOnly)
	_, ok = c.Check(safetyBasic("bob", "b0b"))
	assert.False(t, ok)

	require.NoError(t, os.WriteFile(c.path, []byte("user alice"), 0o600))
	require.ErrorContains(t, c.Reload(), "line 1: ")
	_, ok = c.Check(safetyBasic("alice", "new"))
	assert.True(t, ok, "a file that cannot be read changes nothing")
}

func TestCredentialsRefused(t *testing.T) {
	for text, problem := range map[string]string{
		"":                                                    "no entries",
		"# a comment\n\n":                                     "no entries",
		"user":                                                "line 1: a line must have the fields",
		"\n#\nuser alice read-write":                          "line 3: a line must have the fields",
		"user alice read-write   \t \n":                       "line 1: a line must have the fields",
		"user alice secret":                                   "line 1: a line must have the fields",
		"user alice readwrite s3cret":                         "line 1: the third field",
		"admin alice read-write s3cret":                       "line 1: the first field",
		"User alice read-write s3cret":                        "line 1: the first field",
		"user a:b read-write s3cret":                          "line 1: a user name must not contain a colon",
		"token ci read-write s3 cret":                         "line 1: a token must not contain spaces",
		"user älice read-write s3cret":                        "line 1: only printable ASCII",
		"user alice read-write s3\x00":                        "line 1: only printable ASCII",
		"user alice read-write s3\x7f":                        "line 1: only printable ASCII",
		"user a read-only s3cret\nuser a read-write x":        `line 2: name "a" is already on line 1`,
		"user a read-only s3cret\n\ntoken a read-write x":     `line 3: name "a" is already on line 1`,
		"token a read-only s3cret\ntoken b read-write s3cret": "line 2: the token is already on line 1",
		strings.Repeat("#", maxCredentialsSize+1):             "more than",
	} {
		path := filepath.Join(t.TempDir(), "credentials")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := ReadCredentials(path)
		require.ErrorContains(t, err, problem)
		assert.ErrorContains(t, err, path)
		assert.NotContains(t, err.Error(), "s3", "an error holds no secret")
	}
	many := ""
	for i := range maxCredentials + 1 {
		many += "user u" + strconv.Itoa(i) + " read-only x\n"
	}
	_, err := parseCredentials(many)
	require.ErrorContains(t, err, "more than 1000 entries")
	_, err = ReadCredentials(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = ReadCredentials(t.TempDir())
	require.Error(t, err)
}

func TestCredentialsForTheOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "credentials")
	require.NoError(t, os.WriteFile(path, []byte(safetyUsers), 0o600))
	for _, mode := range []os.FileMode{0o640, 0o604, 0o610, 0o602, 0o644, 0o777} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := ReadCredentials(path)
		require.ErrorContains(t, err, "chmod 600 "+path, "%v", mode)
	}
	for _, mode := range []os.FileMode{0o600, 0o700, 0o400} {
		require.NoError(t, os.Chmod(path, mode))
		_, err := ReadCredentials(path)
		require.NoError(t, err, "%v", mode)
	}
}

// Parsed credentials never accept a caller without a secret.
func FuzzCredentials(f *testing.F) {
	f.Add(safetyUsers)
	f.Add("user a read-only b\ntoken b read-write a")
	f.Add("user\ta\tread-only\t\r\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := parseCredentials(text)
		if err != nil {
			return
		}
		require.NotEmpty(t, entries)
		c := &Credentials{}
		c.entries.Store(&entries)
		for _, e := range entries {
			require.NotEmpty(t, e.access.Name)
			for _, r := range []*http.Request{safetyBasic(e.access.Name, ""), safetyRequest("Bearer "), safetyRequest("Basic " + e.access.Name)} {
				_, ok := c.Check(r)
				require.False(t, ok)
			}
		}
	})
}
