package commands

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTypesAndSizes(t *testing.T) {
	path := database(t, map[string]string{"a": "s1", "b": "i\x01", "c": "\x00raw", "d": "sx", "e": "j[]", "f": "", "g": "bx"})
	assert.Equal(t, lines("a\tstr\t1", "d\tstr\tx"), output(t, "ls", path, "--type", "str"))
	assert.Equal(t, lines("b\tint\t1", "c\traw\tb'\\x00raw'"), output(t, "ls", path, "--type", "raw,int"))
	assert.Equal(t, "2\n", output(t, "len", path, "--type", "raw, int"))
	assert.Equal(t, lines("d"), output(t, "ls", path, "--type", "str", "--reverse", "--limit", "1", "--keys"))
	assert.Equal(t, lines("e", "f"), output(t, "ls", path, "--type", "json", "--keys"))
	assert.Equal(t, "3\n", output(t, "len", path, "--type", "str", "--type", "int"))
	assert.Equal(t, "0\n", output(t, "len", path, "--type", "ndarray"))
	assert.Equal(t, lines("a\tstr\t2\t1", "f\tjson\t0\tnull"), output(t, "ls", path, "--long", "--type", "str,json", "--stop", "b")+
		output(t, "ls", path, "-l", "--start", "f", "--stop", "g"))
	assert.Equal(t, lines("a\traw\tb's1'", "b\traw\tb'i\\x01'"), output(t, "ls", path, "--raw", "--limit", "2"))
	assert.Equal(t, lines(`{"key":"c","type":"raw","value":{"base64":"AHJhdw=="}}`, `{"key":"d","type":"raw","value":{"base64":"c3g="}}`),
		output(t, "ls", path, "--json", "--raw", "--start", "c", "--limit", "2"))
	r := runTool(t, "ls", path, "--type", "float")
	assert.Equal(t, 2, r.status)
	assert.True(t, strings.HasPrefix(r.stderr, `openleveldb: --type: "float" is none of int, str, bytes, json, ndarray, raw`), r.stderr)
}
