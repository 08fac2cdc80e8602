"""Packed events that are damaged, cut off, or none: each an error that names the place."""

import shutil
import struct
import subprocess
import zlib

import harness
from harness import EndToEnd
import packed
from packed_text import ODD


class Damage(EndToEnd):
    """Each kind of damage is an error with its place and a remedy, and nothing is written."""

    def setUp(self):
        super().setUp()
        # Under a name that is the same everywhere: it is part of the file.
        shutil.copy(harness.bundled("ww"), self.dir / "ww.lhco.gz")
        self.expect(0, "pack", "ww.lhco.gz", "-o", "events.lhcp", "--quiet")
        (self.dir / "ww.lhco.gz").unlink()
        self.good = (self.dir / "events.lhcp").read_bytes()
        self.file = packed.File(self.dir / "events.lhcp")
        self.analysis("ww")

    def with_trailer(self, data, **changes):
        """The bytes with some fields of the trailer, and its checksum of the directory, changed."""
        fields = list(struct.unpack("<QQIIQ8s", data[-40:]))
        for name, value in changes.items():
            fields[("offset", "size", "crc", "version", "file_size").index(name)] = value
        return data[:-40] + struct.pack("<QQIIQ8s", *fields)

    def messages(self, bytes_of):
        text = ""
        for title, data in bytes_of.items():
            self.write("events.lhcp", data)
            text += f"== {title}\n"
            for command in (["ww.cut", "events.lhcp", "--no-plots"], ["info", "events.lhcp"],
                            ["unpack", "events.lhcp", "-o", "out.lhco"], ["pack", "events.lhcp", "-o", "out.lhcp"]):
                run = self.expect(3, *command)
                self.assertEqual(run.out, "")
                text += f"$ collmc {' '.join(command)}\n{run.err}"
            self.assert_no_leftovers("events.lhcp", "ww.cut")
        return text

    def test_damage(self):
        good = self.good
        directory = self.file.blocks[-1]["offset"] + self.file.blocks[-1]["size"]
        second = self.file.blocks[1]
        self.assertEqual(len(self.file.blocks), 2)
        offset, = struct.unpack_from("<I", good, second["offset"] + 24 * (10 + 8 * 4 + 3))  # pt of jets

        def changed(at):
            return good[:at] + bytes([good[at] ^ 16]) + good[at + 1:]

        self.assert_golden("packed_damage.txt", self.messages({
            "cut off in the middle": good[:len(good) // 2],
            "cut off by a byte": good[:-1],
            "only a header": good[:64],
            "only the first bytes": good[:10],
            "a changed byte in a column": changed(second["offset"] + offset + 5),
            "a changed byte in a table": changed(second["offset"] + 30),
            "a changed byte in the directory": changed(directory + 60),
            "a trailer that leads elsewhere": self.with_trailer(good, offset=7),
            "a directory that contradicts itself": self.nonsense(good, directory),
            "another version": good[:8] + struct.pack("<I", 7) + good[12:],
        }))

    @staticmethod
    def nonsense(good, directory):
        """A block with more events than a block can have, and the checksum made to match."""
        data = bytearray(good)
        blocks = len(good) - 40 - 2 * 64
        struct.pack_into("<I", data, blocks + 16, 1 << 20)
        struct.pack_into("<I", data, len(data) - 24, zlib.crc32(bytes(data[directory:-40])))
        return bytes(data)

    def test_what_is_no_packed_file(self):
        self.write("events.lhco", ODD)
        text = ""
        for command in (["unpack", "events.lhco", "-o", "out.lhco"], ["unpack", "missing.lhcp", "-o", "out.lhco"],
                        ["unpack", ".", "-o", "out.lhco"], ["info", "missing.lhcp"], ["info", "ww.cut"],
                        ["pack", "missing.lhco", "-o", "out.lhcp"], ["pack", "ww.cut", "-o", "out.lhcp"]):
            run = self.expect(3, *command)
            text += f"$ collmc {' '.join(command)}\n{run.err}"
        text += self.expect(2, "pack", "events.lhco", "-o", "-").err
        text += self.expect(2, "pack", "events.lhco").err
        text += self.expect(4, "pack", "events.lhco", "-o", "no/such/folder.lhcp").err
        self.assert_golden("packed_errors.txt", text)
        self.assert_no_leftovers("events.lhco", "events.lhcp", "ww.cut")

    def test_pipes(self):
        for packer in (["cat"], ["gzip", "-c"]):
            with self.subTest(packer):
                with subprocess.Popen([*packer, "events.lhcp"], cwd=self.dir, stdout=subprocess.PIPE) as pipe:
                    done = subprocess.run([str(harness.BINARY), "ww.cut", "-", "--no-plots"], cwd=self.dir,
                                          stdin=pipe.stdout, capture_output=True, text=True, timeout=60)
                    pipe.stdout.close()
                self.assertEqual(done.returncode, 3)
                self.assertIn("name the file itself", done.stderr)

    def test_a_column_that_is_not_read_may_be_damaged(self):
        """... and the run does not look at it."""
        block = self.file.blocks[0]
        offset, size = struct.unpack_from("<II", self.good, block["offset"] + 24 * (10 + 8 * 4 + 7))  # had/em of jets
        self.assertGreater(size, 0)
        at = block["offset"] + offset
        self.write("events.lhcp", self.good[:at] + bytes([self.good[at] ^ 1]) + self.good[at + 1:])
        self.expect(0, "ww.cut", "events.lhcp", "--no-plots")
        self.expect(3, "info", "events.lhcp")


if __name__ == "__main__":
    harness.main()
