package cli

import "github.com/dustin/go-humanize"

// Counted formats a number with its noun, such as "1 entry" and "1,234 entries".
func Counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(n) + " " + many
}

func Size(bytes int64) string { return humanize.IBytes(uint64(max(bytes, 0))) }
