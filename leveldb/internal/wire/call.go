package wire

// Prefix is the path of this version of the protocol. It is followed by the name of a call.
const Prefix = "/v1/"

// The calls. See the package comment.
const (
	CallGet      = "get"
	CallLocate   = "locate"
	CallArray    = "array"
	CallPart     = "part"
	CallHas      = "has"
	CallPut      = "put"
	CallDelete   = "delete"
	CallWrite    = "write"
	CallLookup   = "lookup"
	CallGather   = "gather"
	CallRange    = "range"
	CallCursor   = "cursor"
	CallSeek     = "seek"
	CallCount    = "count"
	CallSize     = "size"
	CallSplit    = "split"
	CallEstimate = "estimate"
	CallCompact  = "compact"
	CallProperty = "property"
	CallOpen     = "open"
	CallSnapshot = "snapshot"
	CallRenew    = "renew"
	CallRelease  = "release"
	CallAbandon  = "abandon"

	PathDatabases = Prefix + "databases"
	PathHealth    = Prefix + "health"
	PathMetrics   = "/metrics"
)

const (
	// ContentType is the type of request and response bodies of calls. A form on a web page cannot
	// send it.
	ContentType = "application/x-openleveldb"
	// ParamDatabase is the query parameter that names the database.
	ParamDatabase = "db"
	// HeaderError holds the name of a Code.
	HeaderError = "Openleveldb-Error"
	// HeaderOrder is present in the response to a range if the keys are not in bytewise order.
	HeaderOrder = "Openleveldb-Order"
	// HeaderRange holds, in the response to a range, the decimal id for resuming it.
	HeaderRange = "Openleveldb-Range"
)

const (
	// MaxShortBody is the maximum size of a call's body in bytes, except for put and write. For
	// these, the server's configuration sets the limit.
	MaxShortBody = 64 << 20
	// MaxKeys is the maximum number of keys in a lookup or a gather.
	MaxKeys = 1 << 20
)
