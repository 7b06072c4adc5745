package wire

// Prefix is the path of this version of the protocol; a call's name follows.
const Prefix = "/v1/"

// The calls, see the package comment.
const (
	CallGet      = "get"
	CallArray    = "array"
	CallHas      = "has"
	CallPut      = "put"
	CallDelete   = "delete"
	CallWrite    = "write"
	CallLookup   = "lookup"
	CallGather   = "gather"
	CallRange    = "range"
	CallCount    = "count"
	CallSize     = "size"
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
	// ContentType is that of the bodies of calls and answers. It is no type that a web page's form could send.
	ContentType = "application/x-openleveldb"
	// ParamDatabase is the query parameter that names the database.
	ParamDatabase = "db"
	// HeaderError holds the name of a Code.
	HeaderError = "Openleveldb-Error"
	// HeaderRange holds, in an answer to a range, the id to resume it with, in decimal.
	HeaderRange = "Openleveldb-Range"
)

const (
	// MaxShortBody is the longest body of a call, in bytes, but for put and write: a server takes these as long as it was
	// told to.
	MaxShortBody = 64 << 20
	// MaxKeys is how many keys a lookup or a gather can have.
	MaxKeys = 1 << 20
)
