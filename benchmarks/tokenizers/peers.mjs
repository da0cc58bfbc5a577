// GPT-2's byte-level BPE on a text, single thread: tokenizers from npm. See docs/benchmarks.md.
//   npm install gpt-tokenizer js-tiktoken @huggingface/transformers tokenizers && node peers.mjs TEXT tokenizer.json
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const require = createRequire(process.cwd() + '/');
const load = name => import(pathToFileURL(require.resolve(name)).href);
const text = readFileSync(process.argv[2], 'utf8');
const pieces = [];
for (let i = 0; i < text.length; i += 10000) pieces.push(text.slice(i, i + 10000));
const megabytes = Buffer.byteLength(text) / 1e6;
const gpt = await load('gpt-tokenizer/encoding/r50k_base');
const { getEncoding } = await load('js-tiktoken');
const tiktoken = getEncoding('gpt2');
const { PreTrainedTokenizer } = await load('@huggingface/transformers');
const json = readFileSync(process.argv[3], 'utf8');
const transformers = new PreTrainedTokenizer(JSON.parse(json), {});
const { Tokenizer } = require('tokenizers');
const native = Tokenizer.fromString(json);
const subjects = [
  ['gpt-tokenizer, encode', p => gpt.encode(p).length, 7],
  ['js-tiktoken, encode', p => tiktoken.encode(p, [], []).length, 3],
  ['@huggingface/transformers, encode', p => transformers.encode(p).length, 3],
  ['tokenizers (Hugging Face, native), encode', async p => (await native.encode(p)).getLength(), 3],
];
for (const [name, encode, rounds] of subjects) {
  let best = 0, tokens = 0;
  for (let r = 0; r < rounds; r++) {
    const begin = performance.now();
    tokens = 0;
    for (const p of pieces) tokens += await encode(p);
    best = Math.max(best, megabytes / ((performance.now() - begin) / 1000));
  }
  console.log(`${best.toFixed(1).padStart(8)} MB/s  ${String(tokens).padStart(10)} tokens  ${name}`);
}
process.exit(0);
