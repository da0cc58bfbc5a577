"""Writes goldens.json: what Jinja2 itself, set up as Hugging Face's library does, makes of the templates here.

    python3 -m pip install jinja2==3.1.6 && python3 make_goldens.py

chats/*.jinja are rendered with every chat of chats.json; each line of snippets.txt is a template of its own.
A result of null means that the reference raised an error.
"""
import datetime
import glob
import json
import os

from jinja2 import ext, nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = os.path.dirname(os.path.abspath(__file__))
NOW = datetime.datetime(2024, 7, 26, 15, 4, 5)


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def raise_exception(message):
    raise TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, ext.loopcontrols])
env.filters["tojson"] = tojson
env.globals["raise_exception"] = raise_exception
env.globals["strftime_now"] = NOW.strftime


def render(source, variables):
    try:
        return env.from_string(source).render(**variables)
    except Exception:
        return None


def main():
    with open(os.path.join(HERE, "chats.json"), encoding="utf-8") as file:
        chats = json.load(file)
    with open(os.path.join(HERE, "snippets.txt"), encoding="utf-8") as file:
        snippets = [line.rstrip("\n") for line in file if line.strip()]
    goldens = {"chats": [], "snippets": []}
    for path in sorted(glob.glob(os.path.join(HERE, "chats", "*.jinja"))):
        with open(path, encoding="utf-8", newline="") as file:
            source = file.read()
        for name, variables in chats["chats"].items():
            text = render(source, {"tools": None, "documents": None} | chats["tokens"] | variables)
            goldens["chats"].append({"template": os.path.basename(path), "chat": name, "text": text})
    for snippet in snippets:
        goldens["snippets"].append({"template": snippet, "text": render(json.loads('"' + snippet + '"'), chats["variables"])})
    with open(os.path.join(HERE, "goldens.json"), "w", encoding="utf-8") as file:
        json.dump(goldens, file, ensure_ascii=False, indent=1)
        file.write("\n")


main()
