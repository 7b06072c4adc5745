// Package wire is the versioned protocol between a Handler and the client of Dial: paths, bodies of requests, frames of
// streamed answers, codes of errors. It is bytes only; all that is read from the other side is checked here.
//
// # Calls
//
// A call is POST /v1/CALL?db=NAME with a body of type [ContentType], which begins with the [Options]:
//
//	call              behind the options                          answer
//	get               key                                         stored bytes
//	array             [ArrayRequest]                              [ArrayHead], then elements
//	has               key                                         1 byte, 0 or 1
//	put               [PutRequest]                                nothing
//	delete            key                                         nothing
//	write             a packed batch (native.Batch)               nothing
//	lookup            packed keys ([AppendKeys])                  frames: a page of values each
//	gather            [GatherRequest]                             frames: rows each
//	range             [RangeRequest]                              frames: a page of entries each
//	count             [Span]                                      8 bytes
//	size              [Span]: its bounds                          8 bytes
//	compact           [Span]: its bounds                          nothing
//	property          name                                        text
//	open              [OpenRequest]                               [OpenAnswer]
//	snapshot          nothing                                     [Lease]
//	renew             nothing; the options name the snapshot      [Lease]
//	                  or 8 bytes: the id of a range that was      [Lease]
//	                  broken off and is to be resumed later
//	release           nothing; the options name it                nothing
//	abandon           8 bytes: a range's id                       nothing
//
// and GET /v1/databases (JSON: a list of names), GET /v1/health (JSON), GET /metrics (Prometheus text).
//
// Integers are little-endian. "sized" bytes have their length before them, 4 bytes.
//
// # Errors
//
// A call that fails before its answer began is answered with the status and the [HeaderError] of its [Code], and the text as
// the body. Behind that point the error is a frame; an answer that ends without its last frame, or shorter than its
// Content-Length, was cut off.
package wire
