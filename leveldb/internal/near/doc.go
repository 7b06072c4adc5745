// Package near reads long values of a database that another process has open on the same machine.
// The other process says in which table a value is. This process maps the table, so that nothing is
// transferred or copied. A value that is short, compressed, or not in a table yet is transferred.
//
// The result is exact: a table never changes, and the other process also names the inode of the
// file, which is not used again while the file is mapped. A Store can therefore outlive the other
// process, and go on with the next one that serves the database. If a compaction has removed the
// table in the meantime, the value is transferred.
package near
