package transfer

// FormatNames returns the values of --format.
func FormatNames() []string {
	return []string{formatDir, formatNPZ, formatLines, formatCSV, formatArrow, formatParquet}
}
