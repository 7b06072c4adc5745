// Package dblock locks the directory of a database, and reports which processes have it open.
//
// A lock keeps out everything that opens LevelDB databases: two locks on the file LOCK exclude
// other programs, one for those that use flock and one for those that use record locks, and a table
// excludes other callers in this process.
//
// Errors are [*driver.Error]. The class is driver.ErrLocked if somebody else has the database open,
// with a text that names the processes if the system reports them, and driver.ErrIO otherwise.
package dblock
