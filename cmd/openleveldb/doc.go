// Command openleveldb reads and writes the LevelDB databases of the Python package openleveldb, and of package leveldb.
//
//	openleveldb put runs.db run/1/ title --str 'first light'
//	openleveldb put runs.db run/1/ image --npy image.npy
//	openleveldb get runs.db run/1/ image
//	openleveldb show runs.db run/1/ image
//	openleveldb ls runs.db --prefix run/1/
//	openleveldb len runs.db
//	openleveldb del runs.db run/1/ title
//	openleveldb export runs.db arrays.npz --type ndarray
//	openleveldb import runs.db arrays.npz --prefix run/2/
//	openleveldb serve --root /data
//	openleveldb stat runs.db
//	openleveldb du runs.db --human
//	openleveldb verify runs.db
//	openleveldb doctor runs.db
//	openleveldb copy http://127.0.0.1:5000/runs backup.db
//	openleveldb compact runs.db
//	openleveldb repair runs.db
//	openleveldb destroy runs.db --yes
//
// Results go to standard output, everything else to standard error. The status is 0, 1 when the command failed, also when a key
// or the database is missing, and 2 for bad usage. Only put, import and copy create a database, and serve for its clients.
//
// Each command has a file of its own, and is thin: what it does is in package leveldb. How values are shown is in text.go, for
// people, and in json.go, for programs. What show needs to know of arrays (internal/summary), what stat, du, verify and doctor look
// for (internal/inspect, internal/prefix) and the manual pages are subjects of their own. How a shell completes a
// command follows from its usage and flags (complete.go).
package main
