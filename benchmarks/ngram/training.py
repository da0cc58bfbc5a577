"""Times the training of n-gram models by lm and by KenLM, one after the other, and compares their ARPA files byte for byte.

    python3 training.py --lm 'dotnet .../lm.dll' --kenlm KENLM/build/bin --text docs-main.train.txt --orders 5 --tokens all --runs 3 \
        --memory 4G --work SCRATCH --results results.jsonl

KenLM is built from its public source with -DKENLM_MAX_ORDER=6. "lm" runs: text to ARPA, and text to a model in the fast form. "KenLM" runs:
lmplz, and build_binary probing on its ARPA file. Wall seconds, processor seconds and peak resident megabytes, as the kernel counts them.
"""
import argparse, filecmp, itertools, json, os, shlex, subprocess, time

args = argparse.ArgumentParser()
for name in ("--lm", "--kenlm", "--text", "--work", "--results"):
    args.add_argument(name, required=True)
args.add_argument("--orders", nargs="+", type=int, default=[5])
args.add_argument("--tokens", nargs="+", default=["all"])
args.add_argument("--runs", type=int, default=1)
args.add_argument("--memory", default="4G")
args.add_argument("--what", nargs="+", default=["lm-arpa", "lmplz", "build_binary", "lm-model"])
args = args.parse_args()
os.makedirs(args.work, exist_ok=True)


def prefix(tokens):
    """The first lines of the text with about so many tokens, ends of sentences counted."""
    if tokens == "all":
        return args.text
    path = os.path.join(args.work, f"text.{tokens}")
    left = int(tokens)
    with open(args.text, "rb") as source, open(path, "wb") as target:
        for line in source:
            target.write(line)
            left -= len(line.split()) + 1
            if left <= 0:
                break
    return path


def run(what, order, text, tokens):
    out = {name: os.path.join(args.work, name) for name in ("lm.arpa", "kenlm.arpa", "lm.model", "kenlm.binary")}
    command = {
        "lm-arpa": f"{args.lm} ngram train {text} --order {order} --memory {args.memory} --temp {args.work} --arpa {out['lm.arpa']}",
        "lm-model": f"{args.lm} ngram train {text} --order {order} --memory {args.memory} --temp {args.work} -o {out['lm.model']}",
        "lmplz": f"{args.kenlm}/lmplz -o {order} -S {args.memory} -T {args.work}/ --text {text} --arpa {out['kenlm.arpa']}",
        "build_binary": f"{args.kenlm}/build_binary -s probing {out['kenlm.arpa']} {out['kenlm.binary']}",
    }[what]
    start = time.monotonic()
    process = subprocess.Popen(shlex.split(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status:
        raise SystemExit(f"{command}\n{error}")
    result = dict(what=what, order=order, tokens=tokens, wall=round(wall, 2), cpu=round(usage.ru_utime + usage.ru_stime, 2), megabytes=usage.ru_maxrss // 1024)
    both = os.path.exists(out["lm.arpa"]) and os.path.exists(out["kenlm.arpa"])
    if what == "build_binary" or (what == "lmplz" and "build_binary" not in args.what):
        result["same"] = both and filecmp.cmp(out["lm.arpa"], out["kenlm.arpa"], shallow=False)
        for name in ("lm.arpa", "kenlm.arpa", "kenlm.binary"):
            if os.path.exists(out[name]):
                os.remove(out[name])
    if what == "lm-model":
        result["bytes"] = os.path.getsize(out["lm.model"])
        os.remove(out["lm.model"])
    print(json.dumps(result), flush=True)
    with open(args.results, "a") as file:
        file.write(json.dumps(result) + "\n")


for tokens in args.tokens:
    text = prefix(tokens)
    for _, order, what in itertools.product(range(args.runs), args.orders, args.what):
        run(what, order, text, tokens)
