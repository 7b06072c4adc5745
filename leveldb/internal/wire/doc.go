// Package wire implements the versioned protocol between packages server and remote: paths, request
// bodies, frames of streamed responses, and error codes. It handles bytes only. It validates
// everything that it reads from the other side.
//
// # Calls
//
// A call is POST /v1/CALL?db=NAME with a body of type [ContentType]. The body begins with the
// [Options]:
//
//	call              after the options                           response
//	get               key                                         stored bytes
//	locate            key                                         [ParseLocated]
//	array             [ArrayRequest]                              [ArrayHead], then elements
//	part              [PartRequest]                               [PartAnswer], then the part
//	has               key                                         1 byte, 0 or 1
//	put               [PutRequest]                                empty
//	delete            key                                         empty
//	write             a packed batch (driver.Batch)               empty
//	lookup            packed keys ([AppendKeys])                  frames: a page of values each
//	gather            [GatherRequest]                             frames: rows each
//	range             [RangeRequest]                              frames: a page of entries each
//	cursor            [Span]: the bounds, and KeysOnly            [Lease]
//	seek              [SeekRequest]                               frames: a page of entries each
//	count             [Span]                                      8 bytes
//	size              [Span]: its bounds                          8 bytes
//	split             [Span]: its bounds; its limit is the        packed keys
//	                  number of parts
//	estimate          [Span]                                      8 bytes
//	compact           [Span]: its bounds                          empty
//	property          name                                        text
//	open              [OpenRequest]                               [OpenAnswer]
//	snapshot          nothing                                     [Lease]
//	renew             nothing; the options name the snapshot      [Lease]
//	                  or 8 bytes: the id of a cursor, or of a     [Lease]
//	                  range that was interrupted and will be
//	                  resumed later
//	release           nothing; the options name the snapshot      empty
//	abandon           8 bytes: the id of a range or cursor        empty
//
// Short calls can also use a link: a connection that carries many calls at a time (see [PathLink]).
//
// There are also GET /v1/databases (JSON: a list of names), GET /v1/health (JSON), and GET /metrics
// (Prometheus text).
//
// Integers are little-endian. "Sized" bytes are preceded by their length, 4 bytes.
//
// # Errors
//
// If a call fails before its response has begun, the response has the status and the [HeaderError]
// of the error's [Code], and the text as its body. After that point the error is a frame. A
// response that ends without its last frame, or is shorter than its Content-Length, was cut off.
package wire
