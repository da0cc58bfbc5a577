"""Trains on parts of real texts by lm and by KenLM's lmplz, with many options, and compares the ARPA files byte for byte.

    python3 identity.py --lm 'dotnet .../lm.dll' --lmplz KENLM/build/bin/lmplz --work SCRATCH --texts brown.txt general-en.txt --bytes 1000000

Each case is trained by lm twice: in memory, and with so little of it (--memory) that the text is counted in parts on disk. A case that lmplz refuses, lm
must refuse. Prints what differs, and a line at the end. Small texts full of odd bytes: LanguageModeling.Benchmarks, ngram-identity.
"""
import argparse, filecmp, os, shlex, subprocess, sys

args = argparse.ArgumentParser()
for name in ("--lm", "--lmplz", "--work"):
    args.add_argument(name, required=True)
args.add_argument("--texts", nargs="+", required=True)
args.add_argument("--bytes", type=int, default=1_000_000)
args.add_argument("--orders", nargs="+", type=int, default=[1, 2, 3, 4, 5, 6])
args.add_argument("--memory", default="4M")
args = args.parse_args()
os.makedirs(args.work, exist_ok=True)

OPTIONS = [
    "", "--prune 0 1", "--prune 0 0 1", "--prune 0 1 2", "--prune 1", "--prune 2 2 3", "--limit_vocab_file WORDS", "--limit_vocab_file WORDS --prune 0 1",
    "--vocab_pad 1000000", "--discount_fallback", "--discount_fallback 0.4 0.9 1.3", "--interpolate_unigrams 0", "--interpolate_unigrams 0 --prune 0 0 1",
    "--skip_symbols", "--skip_symbols --prune 0 1 --discount_fallback 0.6 --limit_vocab_file WORDS --vocab_pad 5",
]


def fit(options, order):
    """The options with no more thresholds than there are orders; None when that makes them another case's."""
    words = options.split()
    if "--prune" in words:
        start = words.index("--prune") + 1
        end = start
        while end < len(words) and words[end].isdigit():
            end += 1
        if end - start > order:
            return None
    return words


def cut(path, symbols):
    """A part of a text; with symbols strewn in, and without the last line's end, when lmplz shall skip them."""
    data = open(path, "rb").read(args.bytes)
    data = data[: data.rfind(b"\n") + 1]
    if symbols:
        lines = data.split(b"\n")
        for i in range(0, len(lines), 7):
            lines[i] += b" <s> </s>\t<unk> x"
        data = b"\n".join(lines)
    name = os.path.join(args.work, "text")
    open(name, "wb").write(data)
    counts = {}
    for word in data.split():
        counts[word] = counts.get(word, 0) + 1
    with open(os.path.join(args.work, "words"), "wb") as words:
        words.write(b"\n".join(sorted(counts)[::3]))
    return name


def run(command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


cases = failures = refused = 0
theirs, ours = os.path.join(args.work, "lmplz.arpa"), os.path.join(args.work, "lm.arpa")
words = os.path.join(args.work, "words")
for text in args.texts:
    for options in OPTIONS:
        part = cut(text, "--skip_symbols" in options)
        for order in args.orders:
            own = fit(options, order)
            if own is None:
                continue
            own = [words if word == "WORDS" else word for word in own]
            peer = run([args.lmplz, "-o", str(order), "-S", "1G", "-T", args.work + "/", "--text", part, "--arpa", theirs, *own])
            for memory in ("1G", args.memory):
                cases += 1
                lm = run([*shlex.split(args.lm), "ngram", "train", part, "--order", str(order), "--memory", memory, "--temp", args.work, "--arpa", ours,
                          *(word.replace("_", "-") if word.startswith("--") else word for word in own)])
                if peer.returncode and lm.returncode == 1:
                    refused += 1
                elif peer.returncode or lm.returncode or not filecmp.cmp(ours, theirs, shallow=False):
                    failures += 1
                    print(f"{text}, order {order}, {options or 'no options'}, --memory {memory}: lmplz {peer.returncode}, lm {lm.returncode} {lm.stderr.strip()}", flush=True)
print(f"{cases} cases, {failures} differences, {refused} refused by both")
sys.exit(1 if failures else 0)
