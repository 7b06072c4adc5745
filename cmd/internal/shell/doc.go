// Package shell is an interactive command line for one database. Its commands are those of the
// program, without the name of the program and the database. With a current prefix, which cd sets,
// keys are those below the prefix.
//
// A line runs in this process exactly as the program would run it, and so opens the database and
// closes it again. Between two lines other processes can use the database.
package shell
