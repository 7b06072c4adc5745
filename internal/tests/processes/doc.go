// Package processes tests one server and many processes that write and read through it: what they
// see while they work, what is present after the server was killed, and how much memory both use.
package processes
