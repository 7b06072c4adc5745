package dbfile

import "hash/crc32"

// LevelDB stores checksums in masked form, because a file may hold bytes together with their own
// checksum (util/crc32c.h). native/crc.h has the same for C++.
const maskDelta = 0xa282ead8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maskedSum returns the checksum of b in masked form.
func maskedSum(b []byte) uint32 {
	c := crc32.Checksum(b, castagnoli)
	return (c>>15 | c<<17) + maskDelta
}

// unmask returns the checksum that is stored in masked form.
func unmask(stored uint32) uint32 {
	c := stored - maskDelta
	return c>>17 | c<<15
}
