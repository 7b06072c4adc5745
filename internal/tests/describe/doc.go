// Package describe describes the entries of a database as text. The Python script
// testdata/interop.py, which reads them with Plyvel, numpy and rapidjson, produces the same text.
// Two values have the same text if and only if they are equal in type and value, so tests compare
// texts.
//
//	want := describe.ParseContents(t, describe.Run(t, nil, "read", path, describe.Config{}.Script(t, nil)))
//	describe.AssertEqual(t, want, describe.Database(t, db))
package describe
