package values

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// hash is what a made-up value is made from: the same for the same seed and place, and as good as random.
type hash struct {
	bytes [32]byte
	at    int // the place in a collection
}

// hash is that of one place in what is being filled.
func (f *filler) hash(place string, at int) hash {
	return hash{sha256.Sum256([]byte(f.seed + "\x00" + place + "\x00" + fmt.Sprint(at))), at}
}

// hex gives n hexadecimal digits, n at most 64.
func (h hash) hex(n int) string { return hex.EncodeToString(h.bytes[:])[:n] }

// letters gives n letters and digits as OCIDs have them, n at most 100.
func (h hash) letters(n int) string {
	more := sha256.Sum256(h.bytes[:])
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(append(h.bytes[:], more[:]...)))[:n]
}

// digits gives a number of n digits, n at most 18, that does not begin with 0.
func (h hash) digits(n int) string {
	low := uint64(1)
	for range n - 1 {
		low *= 10
	}
	return fmt.Sprint(low + h.below(0, low*9))
}

// uuid gives a UUID of version 4 (RFC 9562).
func (h hash) uuid() string {
	b := h.bytes
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// below gives one of several independent numbers below limit.
func (h hash) below(which int, limit uint64) uint64 {
	return binary.BigEndian.Uint64(h.bytes[which*8:]) % limit
}
