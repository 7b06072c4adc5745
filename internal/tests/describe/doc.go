// Package describe puts the entries of a database into words, the same in Go as in the Python
// script testdata/interop.py, which reads them with Plyvel, numpy and rapidjson. Two values have the
// same text if and only if they are equal in type and value, so a test compares texts.
//
//	want := describe.ParseContents(t, describe.Run(t, nil, "read", path, describe.Config{}.Script(t, nil)))
//	describe.AssertEqual(t, want, describe.Database(t, db))
package describe
