// Package interop compares this library with the Python package on the same database. Each side
// writes values of every kind, and the other reads them with equal type and value. Both take turns.
// Each is locked out while the other has the database open. Both refuse the same damaged values.
package interop
