// Package near reads long values of a database that another process has open on the same machine.
// The other process says in which table a value is. This process maps the table, so that nothing is
// transferred or copied. A value that is short, compressed, or not in a table yet is transferred.
//
// The result is exact: a table never changes, and its number is not used again as long as the other
// process has the database open. A Store must therefore not outlive its connection to that process.
// If a compaction has removed the table in the meantime, the value is transferred.
package near
