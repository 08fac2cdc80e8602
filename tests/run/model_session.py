"""A session of `collmc translate` with a scripted model: what its tests share."""

import json
import os

from harness import EndToEnd
from model_server import ModelServer

REQUEST = """[SELECTION_CUTS]
- Jets with pT > 30 GeV
- At least two jets
- MET > 40 GeV
[PLOTS_FOR_VALIDATION]
1 pT of the second jet, 40 bins from 0 to 200 GeV
"""
RIGHT = """analysis "two jets"

object jets from Jet
    select pt > 30 GeV   # request 2

region SR
    select size(jets) >= 2 "two jets"   # request 3
    select MET.pt > 40 GeV   # request 4
    histo pt_j2 : jets[1].pt, 40 bins from 0 to 200 GeV   # request 6
"""
ONE_JET = RIGHT.replace(">= 2", ">= 1")  # E0201
NO_NAME = ONE_JET.replace("select pt >", "select qt >")  # E0101 before E0201
KEY = "sk-this-is-a-secret-key-0123456789"


class Session(EndToEnd):
    def settings(self, server, **more):
        entry = {"url": server.url, "model": "m", "key_env": "MODEL_KEY", "timeout": {"silent": 30},
                 "retry": {"times": 2, "first_wait": 0.01, "longest_wait": 0.05}, "price": {"input": 1, "output": 3}, **more}
        self.write("models.json", json.dumps({"default": "test", "models": {"test": entry}}))

    def environment(self):
        return dict(os.environ, MODEL_KEY=KEY, NO_PROXY="127.0.0.1")

    def translate(self, script, code, *options, request=REQUEST, settings=None, timeout=60):
        """One session with a server that answers so."""
        self.write("request.txt", request)
        with ModelServer(script) as server:
            self.settings(server, **(settings or {}))
            run = self.expect(code, "translate", "request.txt", "-o", "analysis.cut", "--models", "models.json", *options,
                              env=self.environment(), timeout=timeout)
            self.asked = server.requests
        for path in self.dir.iterdir():
            self.assertNotIn(KEY, path.read_text(encoding="utf-8", errors="replace"), path.name)
        self.assertNotIn(KEY, run.out + run.err)
        return run

    def text(self, name="analysis.cut"):
        return (self.dir / name).read_text(encoding="utf-8")

    def records(self, kind, name="analysis.transcript.jsonl"):
        return [record for record in map(json.loads, self.text(name).splitlines()) if record["kind"] == kind]

    def assert_right(self):
        self.assertEqual(self.text(), RIGHT)
        self.assertFalse((self.dir / "analysis.cut.draft").exists())
