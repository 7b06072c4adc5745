package python

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/openleveldb/openleveldb/leveldb"
)

// query holds the parameters of a Python call. All of them are UTF-8.
type query struct {
	database   string // dbpath
	prefix     string // all prefixes, joined
	key        string
	startingBy string // all parts, joined; Python's own server uses only the first
	class      string

	includeKey, includeValue bool // "True"; anything else is false
}

// parseQuery parses the parameters. It ignores unknown parameters, as Python's server does.
// If a parameter that may occur only once is repeated, the first value applies.
func parseQuery(raw string, keyed bool) (q query, err error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return q, fmt.Errorf("%w: parameters: %v", leveldb.ErrInvalidArgument, err)
	}
	for name, texts := range values {
		for _, text := range texts {
			if !utf8.ValidString(text) {
				return q, fmt.Errorf("%w: parameter %q is not UTF-8", leveldb.ErrInvalidArgument, name)
			}
		}
	}
	if !values.Has("dbpath") {
		return q, fmt.Errorf("%w: no parameter dbpath", leveldb.ErrInvalidArgument)
	}
	if keyed && !values.Has("key") {
		return q, fmt.Errorf("%w: no parameter key", leveldb.ErrInvalidArgument)
	}
	return query{
		database:     values.Get("dbpath"),
		prefix:       strings.Join(values["prefixes"], ""),
		key:          values.Get("key"),
		startingBy:   strings.Join(values["starting_by"], ""),
		class:        values.Get("classname"),
		includeKey:   values.Get("include_key") == "True",
		includeValue: values.Get("include_value") == "True",
	}, nil
}

// span returns the range of /dblen and /iterator.
func (q query) span() *leveldb.Range {
	return &leveldb.Range{Prefix: q.prefix, StartingBy: q.startingBy}
}

// name returns the name of the database as Python displays it. It does not reveal where the server
// stores the database.
func (q query) name() string {
	if q.prefix != "" {
		return fmt.Sprintf("<openleveldb.PrefixedDB with name '%s' and prefix '%s'>", q.database, q.prefix)
	}
	return fmt.Sprintf("<openleveldb.DB with name '%s'>", q.database)
}
