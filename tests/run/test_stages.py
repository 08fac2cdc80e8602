"""--emit: what each stage of the compiler makes of the five analyses, as golden files."""

import re

import harness
from harness import EndToEnd


class Stages(EndToEnd):
    def emit(self, name, stage):
        return self.expect(0, self.analysis(name), f"--emit={stage}").out

    def test_golden_stages(self):
        for name in harness.SAMPLES:
            for stage in ("tree", "typed", "plan"):
                with self.subTest(f"{name} {stage}"):
                    self.assert_golden(f"stages/{name}.{stage}.txt", self.emit(name, stage))

    def test_llvm_speaks_of_the_program(self):
        """Values of the LLVM IR carry the names that the program gives them."""
        names = {"ww": ["leptons", "jets", "bjets", "mT_W", "W_had"], "ttbar": ["light", "dR_lb", "HT_jets"],
                 "hgg": ["photons", "diphoton"], "wz": ["leptons", "Z", "others", "mT_W"], "vbf": ["taus", "ditau"]}
        for analysis, words in names.items():
            text = self.emit(analysis, "llvm")
            self.assertIn("define ", text)
            for word in words:
                with self.subTest(f"{analysis} {word}"):
                    self.assertRegex(text, rf'%"?(size_)?{re.escape(word)}\b')

    def test_vector_code_is_vector_code(self):
        """Arithmetic on several events, and cuts on several objects, at a time; scalar code has none of it."""
        vector = self.emit("ww", "llvm")
        self.assertRegex(vector, r"fmul <(4|8) x double>")
        self.assertRegex(vector, r"fcmp \w+ <(4|8|16) x double>")
        self.assertRegex(self.emit("ww", "asm"), r"v(mul|fmadd\w+|div|sub|add)pd\s.*%?[yz]mm")
        scalar = self.expect(0, self.analysis("ww"), "--emit=llvm", "--backend=scalar").out
        self.assertNotRegex(scalar, r"f(add|sub|mul|div) <")

    def test_every_loop_of_every_example_is_vector_code(self):
        """Whatever an example computes, it computes for several events or objects at a time. (Counters, addresses and
        calls of kernels that merge and sort are no arithmetic on doubles.)"""
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            flags = file.read()
        if "avx512dq" not in flags and "avx2" not in flags:
            self.skipTest("this processor has no vectors")
        seen = set()
        for path in sorted((harness.SOURCE / "examples").glob("*/*.cut")):
            text = self.expect(0, path, "--emit=asm").out
            self.assertNotRegex(text, r"collmc_\w+_1@PLT", f"{path.name} calls a scalar mathematical function")
            for name, code in re.findall(r'^"?((?:object|candidate|region|output|fill|value)\.[^"\n]*?)"?:\n(.*?)^\.Lfunc_end',
                                         text, re.MULTILINE | re.DOTALL):
                with self.subTest(f"{path.name} {name}"):
                    self.assertNotRegex(code, r"\tv?(add|sub|mul|div|sqrt|max|min|cmp\w*|ucomi|comi)sd\s")
                    if re.search(r"\tv(add|sub|mul|div|sqrt|cmp\w*)pd\s", code):
                        self.assertRegex(code, "%[yz]mm")
                        seen.add(name.split(".")[0])
        self.assertEqual(seen, {"object", "candidate", "region", "output", "fill", "value"})

    def test_timings(self):
        text = self.emit("ww", "timings")
        for phase in ("parse", "check", "lower"):
            self.assertIn(phase, text)


if __name__ == "__main__":
    harness.main()
