package dbfile

// What the tests of package dbfile_test use, which need LevelDB to write tables, and so cannot be
// in this package.
const (
	FooterSize  = footerSize
	TrailerSize = trailerSize
	Trailing    = trailing
)

var (
	Content = content
	Entries = entries
)

func (t *TableReader) Read(b Block) ([]byte, Kind, error) { return t.read(b) }
