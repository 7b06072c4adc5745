// Package misuse calls every method and function that a package exports with all kinds of arguments
// that their types allow. Tests use it to check that no call crashes or hangs the process, and that
// errors are the documented ones.
//
//	var a misuse.Arguments
//	misuse.Add(&a, "k", "", "\xff")        // strings to call with; the first is the ordinary one
//	misuse.AddNil[*Batch](&a)              // a nil that may panic as Go does
//	misuse.Finish(&a, func(v Value) { v.Release() })
//	for call := range misuse.Methods(t, db, &a) {
//		… call.Errors …
//	}
//
// Methods come from the method set; functions and types come from the source. Additions to a
// package are therefore tested automatically: a test fails if it has no values for a type, or if it
// was not told about a type or function.
package misuse
