// Package inspect finds what is wrong with a database, or will be: in its entries, in its files, and around them. It changes
// nothing, and works on a database that does not open.
//
//   - Checker looks at entries, one by one.
//   - CheckTables and CheckLogs look at every byte of the files, and say where one is damaged, and which keys lie there.
//   - Doctor looks at the directory: files that are missing or left over, locks, owners, room on the disk, the library.
//   - Walk reads entries behind damage, too.
package inspect
