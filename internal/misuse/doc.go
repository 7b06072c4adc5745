// Package misuse calls every method and function that a package exports with whatever their types allow, for tests that nothing
// a program does ends it, hangs, or gives anything but the documented errors.
//
//	var a misuse.Arguments
//	misuse.Add(&a, "k", "", "\xff")        // strings to call with; the first is the ordinary one
//	misuse.AddNil[*Batch](&a)              // a nil that may panic as Go does
//	misuse.Finish(&a, func(v Value) { v.Release() })
//	for call := range misuse.Methods(t, db, &a) {
//		… call.Errors …
//	}
//
// Methods come from the method set, and functions and types from the source, so that what is added to a package is covered by
// itself: a test fails that meets a type it has no values of, or a type or function it has not been told of.
package misuse
