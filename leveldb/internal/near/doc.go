// Package near reads long values directly from the tables of a database that another process on the
// same machine has open. The other process returns the location of a value in a table. This process
// maps the table, so the value is neither transferred nor copied. A value that is short,
// compressed, or not in a table yet is transferred.
//
// A mapped table always holds the right value: a table never changes, and the location includes the
// inode of the file, which is not reused while the file is mapped. A Store can therefore outlive
// the other process, and continue with the next one that serves the database; it then maps the tables
// again. If a compaction has
// removed the table before it is mapped, the value is transferred.
package near
