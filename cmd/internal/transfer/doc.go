// Package transfer implements the commands export and import. openleveldb and openleveldb-arrow
// both have them; only openleveldb-arrow writes and reads formats with columns.
package transfer
