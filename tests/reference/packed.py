"""Packed events, read as docs/packed-events.md describes them; shares nothing with the C++.

    packed.py FILE      prints the values of all events
"""

import struct
import sys
import zlib

KINDS = ("photon", "electron", "muon", "tau", "jet", "met", "other")
COLUMNS = ("row", "eta", "phi", "pt", "jmass", "ntrk", "btag", "hadem")
CHUNKS = 67


class Damaged(Exception):
    pass


def checked(data, crc, what):
    if zlib.crc32(data) != crc:
        raise Damaged(what)
    return data


class Source:
    def __init__(self, path, size, checksum, events, skipped_lines, bad_events, first_bad_row):
        self.path, self.size, self.checksum = path, size, checksum
        self.events, self.skipped_lines, self.bad_events = events, skipped_lines, bad_events
        self.first_bad_row = first_bad_row


class Row:
    """typ, row (from 1), eta, phi, pt, jmass, ntrk, btag, hadem"""


class Event:
    """number, trigger, weight, rows: in the order of the file"""


class File:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        data = self.data
        if data[:8] != b"\x89LHCP\r\n\x1a":
            raise Damaged("no packed events")
        self.version, = struct.unpack_from("<I", data, 8)
        offset, size, crc, version, file_size, magic = struct.unpack("<QQIIQ8s", data[-40:])
        if magic != b"LHCPend\n" or file_size != len(data) or version != self.version:
            raise Damaged("cut off")
        directory = checked(data[offset:offset + size], crc, "directory")
        self.events, blocks, sources, comments, _ = struct.unpack_from("<QIIII", directory)
        at = 24
        self.comments = directory[at:at + comments].decode()
        at += comments
        self.sources = []
        for _ in range(sources):
            *numbers, path_size, row_size = struct.unpack_from("<5Q2I", directory, at)
            at += 48
            name = directory[at:at + path_size].decode()
            row = directory[at + path_size:at + path_size + row_size].decode()
            at += path_size + row_size
            self.sources.append(Source(name, *numbers, row))
        self.blocks = []
        for _ in range(blocks):
            fields = struct.unpack_from("<Q14I", directory, at)
            at += 64
            self.blocks.append({"offset": fields[0], "size": fields[1], "crc": fields[2], "events": fields[3],
                                "flags": fields[4], "without_met": fields[5], "many_mets": fields[6],
                                "rows": fields[7:14]})
        if at != len(directory):
            raise Damaged("directory")

    def columns(self, block):
        """All chunks of a block, as lists of doubles."""
        begin = block["offset"]
        data = self.data[begin:begin + block["size"]]
        table = checked(data[:24 * CHUNKS], block["crc"], "table")
        columns = []
        for chunk in range(CHUNKS):
            offset, size, crc, form, decimals, compressed, _, base = struct.unpack_from("<IIIBBBBq", table, 24 * chunk)
            stored = checked(data[offset:offset + size], crc, f"chunk {chunk}")
            count = block["events"] if chunk < 10 else block["rows"][min((chunk - 10) // 8, 6)]
            if compressed:
                stored = decompress(stored, count * form)
            if form == 8:
                values = struct.unpack(f"<{count}d", stored)
            elif form == 0:
                values = [base / 10**decimals] * count
            elif form > 0x80:
                if self.version < 2 or len(stored) != (count * (form & 0xf) + 7) // 8:
                    raise Damaged(f"form of chunk {chunk}")
                bits, u = form & 0xf, int.from_bytes(stored, "little")
                values = [(base + (u >> bits * i) % (1 << bits)) / 10**decimals for i in range(count)]
            else:
                letter = {1: "B", 2: "H", 4: "I"}[form]
                values = [(base + u) / 10**decimals for u in struct.unpack(f"<{count}{letter}", stored)]
            columns.append([float(value) for value in values])
        return columns

    def events_of(self, block):
        columns = self.columns(block)
        begin = [0] * len(KINDS)
        for e in range(block["events"]):
            event = Event()
            event.number, event.trigger, event.weight = (columns[c][e] for c in range(3))
            event.rows = []
            for kind in range(len(KINDS)):
                for _ in range(int(columns[3 + kind][e])):
                    row = Row()
                    for name, values in zip(COLUMNS, columns[10 + 8 * kind:18 + 8 * kind]):
                        setattr(row, name, values[begin[kind]])
                    row.typ = columns[66][begin[kind]] if kind == 6 else float(6 if kind == 5 else kind)
                    row.row = int(row.row) + len(event.rows) + 1
                    begin[kind] += 1
                    event.rows.append(row)
            event.rows.sort(key=lambda row: row.row)
            yield event

    def __iter__(self):
        for block in self.blocks:
            yield from self.events_of(block)


def decompress(data, size):
    """One zstd frame, by the system's library: Python has none of its own."""
    import ctypes
    library = ctypes.CDLL("libzstd.so.1")
    library.ZSTD_decompress.restype = ctypes.c_size_t
    library.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    result = ctypes.create_string_buffer(size)
    if library.ZSTD_decompress(result, size, data, len(data)) != size:
        raise Damaged("zstd")
    return result.raw


def main(path):
    for event in File(path):
        print(event.number, event.trigger, event.weight)
        for row in event.rows:
            print("   ", row.row, row.typ, *(getattr(row, name) for name in COLUMNS[1:]))


if __name__ == "__main__":
    main(sys.argv[1])
