package dbfile

// These are exported for package dbfile_test. Its tests need LevelDB to write tables, so they
// cannot be in this package.
const (
	FooterSize  = footerSize
	TrailerSize = trailerSize
	Trailing    = trailing
)

var (
	Content        = content
	Entries        = entries
	OpenTableStart = openTable
)

func (t *TableReader) Read(b Block) ([]byte, Kind, error) { return t.read(b) }
