// Package interop compares this library with the Python package on one database: each side writes
// values of every kind, the other reads them equal in type and value; both take turns; each is kept
// out while the other has the database open; and both refuse the same damaged values.
package interop
