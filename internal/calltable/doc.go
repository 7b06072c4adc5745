// Package calltable checks the tables in documents that list the calls of another library, each
// with its equivalent here. A test runs the code that a table shows.
//
// A row has three cells: the call, code that uses the other library, and code that uses this one.
//
//	| `DB.get(key)` | `db.get(b"a1")` | `db.AppendRaw(nil, "a1")`; a missing key is an error |
//
// The name of the function that runs a row follows from the call; see Name. Each piece of code in a
// cell must be part of that function. Text between pieces of code is not checked.
package calltable
