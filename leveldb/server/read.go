package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// reads maps the calls for people and their tools to functions: GET with parameters in the query,
// and JSON in the response unless a parameter requests something else. Package doc describes them.
var reads = map[string]func(c *served, p *parameters) error{
	"list":  (*served).list,
	"entry": (*served).entry,
	"value": (*served).value,
}

// serveRead serves one of reads.
func (h *Handler) serveRead(a *answer, r *http.Request, access Access, name string) error {
	if err := asGet(a, r, name); err != nil {
		return err
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return wire.Refusal(http.StatusBadRequest, "the query: %v", err)
	}
	p := &parameters{values: values}
	if _, found := values[wire.ParamDatabase]; !found {
		return wire.Refusal(http.StatusBadRequest, "the parameter %s is missing", wire.ParamDatabase)
	}
	c := &served{Handler: h, pages: pager{h: h, answer: a}, answer: a, request: r, access: access, database: p.text(wire.ParamDatabase)}
	a.database = c.database
	// Caches and histories of browsers are no place for values.
	a.Header().Set("Cache-Control", "no-store")
	a.Header().Set("X-Content-Type-Options", "nosniff")
	// acquire appends the function that releases the database at databaseRelease.
	c.release = append(c.release, nil)
	defer c.end()
	return explained(reads[name](c, p), name)
}

// storedHint follows the reason why a value cannot be decoded.
const storedHint = "; form=stored returns the stored bytes"

// explained returns an error of a call with a text for people: what is not found, and how to get a
// value that cannot be decoded.
func explained(err error, name string) error {
	text := ""
	if err != nil {
		text = textOf(err)
	}
	switch {
	case errors.Is(err, leveldb.ErrNotFound) && text == "":
		return &driver.Error{Class: leveldb.ErrNotFound, Text: "there is no such key"}
	case errors.Is(err, codec.ErrDamaged) && name == "value":
		return &driver.Error{Class: codec.ErrDamaged, Text: shortenTo(maxText-len(storedHint), text) + storedHint}
	}
	return err
}

// parameters are the parameters in a query. The first wrong one becomes the error of done.
type parameters struct {
	values url.Values
	used   int
	err    error
}

// text returns a parameter, or "" if it is missing. Any bytes are possible: %FF is the byte 255.
func (p *parameters) text(name string) string {
	text, _ := p.find(name)
	return text
}

// find is like text. It also reports whether the parameter is present.
func (p *parameters) find(name string) (string, bool) {
	values, found := p.values[name]
	if !found {
		return "", false
	}
	p.used++
	if len(values) > 1 {
		p.fail("the parameter %s is repeated", name)
	}
	return values[0], true
}

// number returns a parameter from 1 to most, or the default if it is missing.
func (p *parameters) number(name string, or, most int) int {
	text, found := p.find(name)
	if !found {
		return or
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		p.fail("the parameter %s must be a number from 1 to %d, not %.40q", name, most, text)
	}
	return n
}

// key returns the parameter key, which must be present.
func (p *parameters) key() string {
	key, found := p.find("key")
	if !found {
		p.fail("the parameter key is missing")
	}
	return key
}

func (p *parameters) fail(format string, args ...any) {
	if p.err == nil {
		p.err = wire.Refusal(http.StatusBadRequest, format, args...)
	}
}

// done returns the error of the parameters. A parameter that nothing asked for is an error.
func (p *parameters) done() error {
	if p.err == nil && p.used < len(p.values) {
		p.fail("the call has no parameter with one of the names in %.200q", p.values.Encode())
	}
	return p.err
}
