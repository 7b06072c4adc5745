package calltable

import (
	"regexp"
	"strings"
	"unicode"
)

// Row is a row of a table.
type Row struct {
	Call         string   // the call of the other library, as in DB.get(key)
	More         []string // other calls in the first cell, which the same function runs
	Theirs, Ours []string // the pieces of code in the second and the third cell
}

var (
	tableRow = regexp.MustCompile("(?m)^\\| (`[^|\\n]+`) \\| ([^|\\n]+) \\| ([^|\\n]+) \\|$")
	piece    = regexp.MustCompile("`([^`]+)`")
)

// Rows returns the rows of all tables of a document that have three cells, and code in the first.
func Rows(document string) (rows []Row) {
	for _, m := range tableRow.FindAllStringSubmatch(document, -1) {
		calls := pieces(m[1])
		rows = append(rows, Row{Call: calls[0], More: calls[1:], Theirs: pieces(m[2]), Ours: pieces(m[3])})
	}
	return rows
}

func pieces(cell string) (found []string) {
	for _, m := range piece.FindAllStringSubmatch(cell, -1) {
		found = append(found, m[1])
	}
	return found
}

// Name returns the name of the function that runs the row of a call. It consists of the words of
// the call, joined by underscores: DB_get_key for DB.get(key), DB_init_name for DB.__init__(name),
// and Repair_db for repair_db(…).
func Name(call string) string {
	words := strings.FieldsFunc(call, func(r rune) bool { return r == '_' || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := strings.Join(words, "_")
	return strings.ToUpper(name[:1]) + name[1:]
}

// Split returns the name of a call and its arguments: DB.get and [key, default] for DB.get(key,
// default). The argument … stands for the arguments of another call.
func Split(call string) (name string, arguments []string) {
	name, rest, _ := strings.Cut(call, "(")
	for argument := range strings.SplitSeq(strings.TrimSuffix(rest, ")"), ",") {
		if argument = strings.TrimSpace(argument); argument != "" {
			arguments = append(arguments, argument)
		}
	}
	return name, arguments
}
