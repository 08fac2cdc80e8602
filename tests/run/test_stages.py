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
                    self.assertRegex(text, rf'%"?{re.escape(word)}\b|%"?[\w.]*\b{re.escape(word)}[.\w]*')

    def test_assembly_is_vector_code(self):
        assembly = self.emit("ww", "asm")
        self.assertRegex(assembly, r"[xyz]mm\d+|\bv\d+\.2d\b")

    def test_timings(self):
        text = self.emit("ww", "timings")
        for phase in ("parse", "check", "lower"):
            self.assertIn(phase, text)


if __name__ == "__main__":
    harness.main()
