"""Trains word vectors with lm, gensim and word2vec.c, one after the other, on growing parts of a text: time, memory, and quality if questions are given.

    python3 scaling.py --lm 'dotnet .../lm.dll' --word2vec word2vec --text corpus.txt --words 1000000 10000000 all --work SCRATCH --results results.jsonl \
        [--questions questions-words.txt] [--pairs EN-WS-353-ALL.txt EN-MEN-TR-3k.txt] \
        [--tools lm gensim word2vec.c] [--models skipgram:ns] [--seeds 1] [--epochs 1] [--threads 2]

Window 5, 5 negatives, minimum count 5, sub-sampling 1e-4, D 100. word2vec.c needs the line `eof = 0;` after `local_iter--;` for more than one epoch; it has no
seed. A line of JSON for each run: wall and processor seconds of the whole process and peak resident megabytes, as the kernel counts them; the share of
analogies answered and Spearman's correlations as `lm word2vec evaluate` finds them, for all tools alike.
"""
import argparse, itertools, json, os, shlex, subprocess, sys, time

args = argparse.ArgumentParser()
for name in ("--lm", "--text", "--work", "--results"):
    args.add_argument(name, required=True)
args.add_argument("--word2vec", default="word2vec")
args.add_argument("--words", nargs="+", default=["all"])
args.add_argument("--tools", nargs="+", default=["lm", "gensim", "word2vec.c"])
args.add_argument("--models", nargs="+", default=["skipgram:ns"])
args.add_argument("--seeds", nargs="+", type=int, default=[1])
args.add_argument("--epochs", type=int, default=1)
args.add_argument("--threads", type=int, default=2)
args.add_argument("--questions")
args.add_argument("--pairs", nargs="+", default=[])
args.add_argument("--options", default="", help="more options for lm word2vec train")
args.add_argument("--label", help="what to call lm with these options; lm if not given")
args = args.parse_args()
os.makedirs(args.work, exist_ok=True)


def prefix(words):
    """The first lines of the text with about so many words."""
    if words == "all":
        return args.text
    path = os.path.join(args.work, f"text.{words}")
    if not os.path.exists(path):
        left = int(words)
        with open(args.text, "rb") as source, open(path, "wb") as target:
            for line in source:
                target.write(line)
                left -= len(line.split())
                if left <= 0:
                    break
    return path


def command(tool, model, loss, text, seed, out):
    alpha = 0.05 if model == "cbow" else 0.025
    if tool == "lm":
        return (f"{args.lm} word2vec train {text} --model {model} --loss {loss} --dim 100 --sample 1e-4 --epochs {args.epochs} "
                f"--threads {args.threads} --seed {seed} {args.options} -o {out}")
    if tool == "gensim":
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "train_gensim.py")
        return f"{sys.executable} {script} {text} {out} {model} {loss} 100 {args.threads} {args.epochs} 1e-4 {seed}"
    return (f"{args.word2vec} -train {text} -output {out} -size 100 -window 5 -min-count 5 -sample 1e-4 -negative {5 if loss == 'ns' else 0} "
            f"-hs {int(loss == 'hs')} -cbow {int(model == 'cbow')} -threads {args.threads} -iter {args.epochs} -alpha {alpha} -binary 1 -debug 0")


def run(words, model, loss, seed, tool):
    out = os.path.join(args.work, f"{tool}.{os.getpid()}.bin")
    line = command(tool, model, loss, prefix(words), seed, out)
    start = time.monotonic()
    process = subprocess.Popen(shlex.split(line), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status:
        raise SystemExit(f"{line}\n{error}")
    name = args.label if args.label and tool == "lm" else tool
    result = dict(tool=name, model=f"{model}:{loss}", words=words, epochs=args.epochs, threads=args.threads, seed=seed, wall=round(wall, 2),
                  cpu=round(usage.ru_utime + usage.ru_stime, 2), megabytes=usage.ru_maxrss // 1024, **quality(out))
    os.remove(out)
    print(json.dumps(result), flush=True)
    with open(args.results, "a") as file:
        file.write(json.dumps(result) + "\n")


def quality(vectors):
    tests = [f"--analogies {args.questions}" if args.questions else "", *(f"--similarities {pairs}" for pairs in args.pairs)]
    if not any(tests):
        return {}
    answer = subprocess.run(shlex.split(f"{args.lm} word2vec evaluate {vectors} {' '.join(tests)} --format json"), check=True, capture_output=True, text=True)
    rows = json.loads(answer.stdout)
    scores = {row["test"]: round(100 * row["score"], 1) for row in rows if row["section"] == ""}
    for row in rows:
        if row["section"] == "all":
            scores |= dict(analogies=round(100 * row["score"], 2), asked=row["asked"])
    return scores


for words, model, seed, tool in itertools.product(args.words, args.models, args.seeds, args.tools):
    run(words, *model.split(":"), seed, tool)
