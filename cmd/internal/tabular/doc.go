// Package tabular prints entries for people, one per line: separated by tabs, or in columns that fit
// a terminal.
package tabular
