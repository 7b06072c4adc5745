// Command openleveldb reads and writes the LevelDB databases of the Python package openleveldb, and
// of package leveldb.
//
//	openleveldb put runs.db run/1/ title --str 'first light'
//	openleveldb put runs.db run/1/ image --npy image.npy
//	openleveldb get runs.db run/1/ image
//	openleveldb show runs.db run/1/ image
//	openleveldb ls runs.db --prefix run/1/
//	openleveldb len runs.db
//	openleveldb del runs.db run/1/ title
//	openleveldb del runs.db --prefix run/1/
//	openleveldb mv runs.db run/1/ archive/1/ --all
//	openleveldb shell runs.db
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
// Results go to standard output, everything else to standard error. The exit status is 0 on
// success, 1 if the command fails (including a missing key or database), and 2 for bad usage. Only
// put, import and copy create a database, and serve does so for its clients.
//
// Package commands implements the commands.
package main
