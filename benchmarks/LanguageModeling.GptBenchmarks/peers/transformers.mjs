// Times transformers.js on a plain export, as StepTimings.cs times this library's graphs: node transformers.mjs FOLDER
import { GPT2LMHeadModel, Tensor, env } from '@huggingface/transformers';
import path from 'node:path';

env.allowRemoteModels = false;
const folder = path.resolve(process.argv[2]);
env.localModelPath = path.dirname(folder);
const model = await GPT2LMHeadModel.from_pretrained(path.basename(folder), { dtype: 'fp32', device: 'cpu' });
const ids = n => new Tensor('int64', BigInt64Array.from({ length: n }, (_, i) => BigInt(i * 7919 % 50000)), [1, n]);
const ones = n => new Tensor('int64', new BigInt64Array(n).fill(1n), [1, n]);
const median = v => v.sort((a, b) => a - b)[v.length >> 1];

async function generate(prompt, count) {
  const start = performance.now();
  await model.generate({ inputs: ids(prompt), attention_mask: ones(prompt), max_new_tokens: count, min_new_tokens: count, do_sample: false });
  return performance.now() - start;
}

await generate(512, 1);
const prefill = [];
for (let i = 0; i < 5; i++) prefill.push(await generate(512, 1));
const decode = [];
for (let i = 0; i < 3; i++) decode.push((await generate(256, 41) - await generate(256, 1)) / 40);
console.log(`transformers.js fp32\t${median(prefill).toFixed(1)}\t${median(decode).toFixed(2)}\t${(process.memoryUsage().rss / 1e6).toFixed(0)}`);
