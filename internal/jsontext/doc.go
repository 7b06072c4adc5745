// Package jsontext scans and prints JSON text as python-rapidjson reads and writes it:
//
//	Check           reports whether a text is a JSON document, and what it contains
//	Reader          parses a checked text into Go values
//	TokenEnd        splits a checked text into tokens; Compact and AppendPrintable use it
//	Lists           finds the elements of nested lists in a checked text
//	AppendString    prints a string in ASCII, as Python does
//	AppendFloat     prints a float, as Python does
//	AppendText      prints a string for people: only unprintable characters are escaped
//
// Only Check accepts any text. The other scanners rely on its checks.
package jsontext
