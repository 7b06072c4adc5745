"""Reads a pickle from standard input and says, as JSON, what Python finds in it.

SHA256 is over all entries: for each the number of its parts (none for None, one for bytes, two for a pair), then for each part
a space, its length, a space and the part itself.
"""

import hashlib
import json
import pickle
import pickletools
import sys

stream = sys.stdin.buffer.read()
entries = pickle.loads(stream)
digest = hashlib.sha256()
for entry in entries:
    parts = () if entry is None else (entry,) if isinstance(entry, bytes) else entry
    assert isinstance(parts, tuple) and len(parts) < 3, parts
    digest.update(b"%d" % len(parts))
    for part in parts:
        assert isinstance(part, bytes), part
        digest.update(b" %d " % len(part))
        digest.update(part)

# The stack as the reader keeps it: each opcode says what it takes and leaves.
opcodes, depth, deepest, marks = set(), 0, 0, []
for opcode, argument, _ in pickletools.genops(stream):
    opcodes.add(opcode.name)
    assert opcode.proto <= 4, opcode.name
    if opcode.name == "MARK":
        marks.append(depth)
    elif opcode.name == "APPENDS":
        depth = marks.pop()
    else:
        depth += len(opcode.stack_after) - len(opcode.stack_before)
    deepest = max(deepest, depth)
assert depth == 0 and not marks, (depth, marks)

print(json.dumps({"Entries": len(entries), "SHA256": digest.hexdigest(), "Opcodes": sorted(opcodes), "Stack": deepest}))
