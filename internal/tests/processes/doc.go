// Package processes tests one server and many processes that write and read through it: what they
// see while they work, what is there after the server was killed, and how much memory both take.
package processes
