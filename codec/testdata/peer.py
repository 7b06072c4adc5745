"""The rules of the Python package openleveldb 0.1.5, spoken line by line with the Go tests.

peer.py write SEED COUNT   prints COUNT random values: stored bytes as hex, a space, description
peer.py read               reads stored bytes as hex, a value a line, prints descriptions
peer.py texts              prints what rapidjson makes of the texts below, as JSON lines (kept in rapidjson.jsonl)
"""
import io, json, math, random, struct, sys
import numpy as np, rapidjson


def encode(value):
    if isinstance(value, np.ndarray):
        out = io.BytesIO()
        np.save(out, value, allow_pickle=False)
        return b"n" + out.getvalue()
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, str):
        return b"s" + value.encode()
    if isinstance(value, int):
        return b"i" + int(value).to_bytes(16, "big", signed=True)
    return b"j" + rapidjson.dumps(value).encode()


def decode(stored):
    tag, payload = stored[:1], stored[1:]
    if tag == b"i":
        return int.from_bytes(payload, "big", signed=True)
    if tag == b"s":
        return payload.decode()
    if tag == b"b":
        return payload
    if tag == b"j":
        return rapidjson.loads(payload)
    if tag == b"n":
        return np.load(io.BytesIO(payload), allow_pickle=False)
    raise ValueError(stored)


def describe(value):
    """A text that is the same for equal values of the same type, and easy to make in any language."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return "int:%x" % value
    if isinstance(value, float):
        return "float:" + ("nan" if math.isnan(value) else struct.pack(">d", value).hex())
    if isinstance(value, str):
        return "str:" + value.encode().hex()
    if isinstance(value, bytes):
        return "bytes:" + value.hex()
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(describe, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(sorted(k.encode().hex() + ":" + describe(v) for k, v in value.items())) + "}"
    if isinstance(value, np.ndarray):
        return "ndarray:" + encode(value)[1:].hex()
    raise TypeError(type(value))


ALPHABET = [chr(c) for c in range(0x20, 0x7F)] + list('"\\/\b\f\n\r\t\0\x01\x1f\x7f<>&') + list("\u2028\u2029éß☃\ufffd\uffff\ud7ff\ue000𝄞😀\U0010ffff")


def text(rng):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.choice((0, 1, 5, 7, 8, 9, 40))))


def integer(rng, bits):
    n = rng.getrandbits(rng.randint(0, bits))
    return -n - 1 if rng.random() < 0.5 else n


def real(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice((0.0, -0.0, math.nan, math.inf, -math.inf, 1e16, 1e-4, 1e-5, 9999999999999998.0, 5e-324))
    if kind == 1:
        return float(rng.randint(-1000, 1000))
    if kind == 2:
        return float(rng.getrandbits(60))
    if kind == 3:
        return round(rng.uniform(-10, 10), 3)
    return struct.unpack(">d", rng.getrandbits(64).to_bytes(8, "big"))[0]


def tree(rng, depth):
    kind = rng.randrange(8 if depth else 6)
    if kind == 0:
        return rng.choice((None, True, False))
    if kind == 1:
        return integer(rng, rng.choice((8, 64, 1000)))
    if kind <= 3:
        return real(rng)
    if kind <= 5:
        return text(rng)
    size = rng.choice((0, 1, 2, 3, 9))
    if kind == 6:
        return [tree(rng, depth - 1) for _ in range(size)]
    return {text(rng): tree(rng, depth - 1) for _ in range(size)}


def value(rng):
    kind = rng.randrange(10)
    if kind == 0:
        return integer(rng, 127)
    if kind == 1:
        return text(rng)
    if kind == 2:
        return rng.randbytes(rng.choice((0, 1, 15, 16, 17, 100)))
    if kind == 3:
        shape = [rng.choice((0, 1, 2, 3)) for _ in range(rng.randrange(4))]
        dtype = rng.choice(("<f8", "<f4", "<i4", ">i2", "|u1", "<c16", "<f2"))
        raw = rng.randbytes(int(np.prod(shape, dtype=int)) * np.dtype(dtype).itemsize)
        return np.frombuffer(raw, dtype).reshape(shape)
    if kind == 4:
        return rng.choice((True, False))
    v = tree(rng, 4)
    return [v] if isinstance(v, (int, str)) and not isinstance(v, bool) else v


TEXTS = [t.encode("utf-8") if isinstance(t, str) else t for t in (
    "-0", "-0.0", "0e5", "1e999", "-1e999", "1e-999", "01", "-01", "1.", ".5", "+1", "1e5", "1E+5", "1e", "1e+", "-", "--1",
    "nan", "NaN", "-NaN", "Inf", "-Inf", "Infinity", "-Infinity", "+Infinity", "Infinityx", "NaNx", "Na", "[NaN,1]", "[NaN1]",
    "[Inf]", "[-Inf , Infinity]", " 1 ", "\t\n\r 1", "\x0c1", "\ufeff1", "1 2", "1,", "", " ", "[1,]", "[,1]", '{"a":1,}', "{,}",
    '{"a":1,"a":2}', '{"a":{"x":1},"a":{"y":2}}', "[1]x", '"\\ud800"', '"\\udc00"', '"\\ud800\\u0041"', '"\\ud834\\udd1e"',
    '"\\ud834x"', '"\\uD800\\uD800"', '"\\ud83d\\ude00"', '{"\\ud800":1}', b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"',
    b'"\xf4\x90\x80\x80"', b'{"\xff":1}', b'\xff', '"a\x01b"', '"a\x7fb"', '"a\tb"', '"\x00"', '"\\u0000"', '{"\\u0000":1}', "\x001",
    '"\u2028"', '"\\/"', '"\\x"', '"\\u12"', '"\\u12g4"', '"\\uABcd"', '"abc', '"abc\\', '"abc\\"', "tru", "True", "truex",
    "[true1]", "/*x*/1", "1e400000000000", "0.0000000000000000000000000000001e31", "1" + "0" * 308, "-1" + "0" * 308,
    "0." + "0" * 400 + "1", "1" * 300 + ".5", "1" * 5000 + ".5", "1" * 5000 + "e-4990", "123456789012345678901234567890e-10",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "18446744073709551616", "1.7976931348623157e308", "2.2250738585072011e-308", "5e-324", "2e-324", "3e-324", "{1:2}", "'a'",
    '{"a" :1 , "b":[ ]}', '{"a":}', '{"a"}', '{"a" 1}', "00", "-00", "0x1", "1_0", "[1e309]", "[-1e309, 1]", "[", "]", "{", "}",
    '{"a":1', "[1", "[1 2]", "null", "nul", "nullnull", "[null,true,false]", "[[[[[[]]]]]]", "{}", "[]", "[{}]", '{"":""}',
    "9007199254740993", "9007199254740993.0", "0.1", "1e16", "1e+16", "123456789012345680.0", "1.0E-7", "[" * 300 + "]" * 300,
)]

if __name__ == "__main__":
    mode, args = sys.argv[1], list(map(int, sys.argv[2:]))
    if mode == "write":
        rng = random.Random(args[0])
        for _ in range(args[1]):
            v = value(rng)
            print(encode(v).hex(), describe(int(v) if isinstance(v, bool) else v))
    elif mode == "read":
        for line in sys.stdin:
            print(describe(decode(bytes.fromhex(line))))
    elif mode == "texts":
        for t in TEXTS:
            try:
                described = describe(rapidjson.loads(t))
            except (ValueError, UnicodeDecodeError):
                described = "error"
            print(json.dumps({"text": t.hex(), "value": described}))
