"""What numpy makes of shapes, dtypes and header texts written in unusual ways, one JSON line each.

Run with numpy 1.24: python3 literals.py > literals.jsonl
Each line has the version of the format, the text of the header in latin-1 (UTF-8 for 3), and what
numpy reads: dtype, shape and order, or "" if it refuses the text.
"""
import io
import json
import struct
import sys
import warnings

import numpy as np
from numpy.lib import format as npy

warnings.simplefilter("ignore")

INTEGERS = """0 00 000 01 02 07 08 09 010 1_0 1__0 _1 1_ 0_0 0_1 00_0 +0 +1 +02 ++1 -0 -00 -1 --1 - + +-1
~0 0x0 0x1F 0X1f 0x 0xg 0x_1 0x1_0 0o17 0O17 0o8 0o_7 0b101 0B1 0b2 0b_1 0b 1e3 1. 1.0 .5 1j 1L 0L 1l 01L 00L
1LL 1 L 0x1L 1_0L +1L -1L L 1U True False None 'a' 1+1 1+0j (1) ((1)) (+1) [1] {1} 1if 1or 1and 0xfor 1in 1is
99999999999999999999 9223372036854775807 9223372036854775808 4294967296 \u0661 1\u0661""".split()
SHAPES = """() (,) ( ) (1) (1,) (1,,) (,1) (1,2) (1,2,) (1 2) (1,2 (1,2)) [1] [] 1 1, (1L,2) (1,2L) (1L,2L,) ((1,),) ((1,2)) ((),)
(*(1,),) (1,*()) 'a' None True""".split() + ["(1,\n2)", "(1, # two\n2)", "(1,\\\n2)", "(1,\x0b2)", "(1,\x0c2)", "(1,\t2)", "(1,\r2)",
    "(1,\r\n2)", "(1,\xa02)", "(1 ,2)", "(\n)", "(1\n,)"]
ORDERS = "True False true 0 1 None True+0 (True) 'True' TrueL".split() + ["True ", "not True", "(False)", "Tr\\\nue"]
DESCRS = ["'<f4'", "u'<f4'", "U'<f4'", "b'<f4'", "r'<f4'", "R'<f4'", "f'<f4'", "ur'<f4'", "'<f' '4'", "'<f''4'", "'''<f4'''", '"""<f4"""',
    "'\\x3cf4'", "'\\074f4'", "'\\N{LESS-THAN SIGN}f4'", "'<f\\\n4'", "'<f\n4'", "('<f4')", "('<f4',)", "('<f4', (2,))", "('<f4', ())",
    "['<f4']", "[]", "[('a', '<f4')]", "[('a', '<f4'),]", "[('a', '<f4',)]", "[['a', '<f4']]", "(('a', '<f4'),)", "[(u'a', '<f4')]",
    "[('a', '<f4', 1)]", "[('a', '<f4', 2)]", "[('a', '<f4', 2L)]", "[('a', '<f4', 02)]", "[('a', '<f4', (02,))]", "[('a', '<f4', 0x2)]",
    "[('a', '<f4', (2))]", "[('a', '<f4', +2)]", "[('a', '<f4', 0)]", "[('a', '<f4', -1)]", "[('a', '<f4', ())]", "[('a', '<f4', [2])]",
    "[('a', '<f4', (2,), )]", "[('a', ('<f4', (2,)))]", "[('a', ('<f4', 2))]", "[(('t', 'a'), '<f4')]", "[(('t', 'a',), '<f4')]",
    "[(('a',), '<f4')]", "[('', '<f4')]", "[('', '<f4'), ('', '<f4')]", "[('a', '<f4'), ('', '|V3')]", "[('a', '<f04')]", "'<f04'", "'<f0004'",
    "'<U05'", "'|S007'", "'<f+4'", "'<f 4'", "'<f4 '", "'<M8[01s]'", "'<M8[ 1s]'", "'<M8[+1s]'", "'<M8[0s]'", "'<M8[1s]'", "'<M8[1 s]'", "'|b01'",
    "'\\400'", "'\\q'", "'<f4\\", "'<f4' # note\n", "{'names': ['a'], 'formats': ['<f4']}", "'<f4", "'float32'", "'f4, i4'", "'(2,)f4'", "'2f4'",
    "'f'", "'d'", "'i'", "'='", "'<'", "'f4'", "'=f4'", "'|f4'", "'|i1'", "'<i1'", "'>u1'", "'<b1'", "'|b1'", "'?'", "'<?'", "'S'", "'U'", "'V'",
    "'|V'", "'a3'", "'c'", "'m8'", "'<m8[ms/2]'", "'<M8[s]/2'", "'<M8[2s/1]'"]
TEXTS = ["{}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)},", "({'descr': '<f4', 'fortran_order': False, 'shape': (1,)})",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} # end", "# start\n{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), **{}}", "\t{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "\n{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", " {'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "\x0c{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "\\\n{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'de' 'scr': '<f4', 'fortran_order': False, 'shape': (1,)}", "{b'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (2,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 1: 2}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}\n\n", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)};",
    "dict(descr='<f4', fortran_order=False, shape=(1,))", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,),,}",
    "{,'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}\n1",
    "{'descr':\n'<f4',\n'fortran_order'\n:False\n,'shape':(1,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} \x0c"]


def text(descr="'<f4'", order="False", shape="(1,)"):
    return "{'descr': %s, 'fortran_order': %s, 'shape': %s, }" % (descr, order, shape)


def read(version, raw):
    size = struct.pack("<H" if version == 1 else "<I", len(raw))
    f = io.BytesIO(b"\x93NUMPY" + bytes([version, 0]) + size + raw)
    try:
        shape, fortran, dtype = npy._read_array_header(f, npy.read_magic(f), max_header_size=2**30)
        if dtype.hasobject:
            return ""
        np.broadcast_to(np.ndarray((), dtype), shape)
        return "%s %s %s" % (dtype, shape, str(fortran).lower())
    except Exception:
        return ""


texts = [text(shape="(%s,)" % n) for n in INTEGERS] + [text(shape="(2, %s)" % n) for n in INTEGERS]
texts += [text(shape=s) for s in SHAPES] + [text(order=o) for o in ORDERS] + [text(descr=d) for d in DESCRS] + TEXTS
for t in texts:
    for version in 1, 3:
        raw = t.encode("utf-8" if version == 3 else "latin-1", "replace")
        print(json.dumps({"version": version, "text": raw.decode("latin-1"), "want": read(version, raw)}))
