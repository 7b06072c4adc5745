// Package inspect finds what is wrong with a database, or will be: in its entries, in its files,
// and on the machine. It changes nothing, and it works on a database that does not open.
//
//   - Checker checks entries, one at a time.
//   - CheckTables and CheckLogs read every byte of the files. They report what cannot be read,
//     where it is, and which keys are affected.
//   - Doctor examines the directory: whether LevelDB wrote it, missing or damaged files, locks,
//     owners, free space, the library.
//   - Iterate iterates over the entries that can be read, even after damage.
//
// A Finding includes advice. Its commands lose no data and are in backquotes.
package inspect
