// Package inspect finds what is wrong with a database, or will be: in its entries, in its files,
// and on the machine. It changes nothing, and works on a database that does not open.
//
//   - Checker checks entries, one by one.
//   - CheckTables and CheckLogs read every byte of the files, and report what cannot be read,
//     where, and which keys are affected.
//   - Doctor examines the directory: whether LevelDB wrote it, files that are missing or damaged,
//     locks, owners, free space, the library.
//   - Walk iterates over the entries that can be read, also after damage.
//
// A Finding tells what to do. Its commands lose nothing, and stand in backquotes.
package inspect
