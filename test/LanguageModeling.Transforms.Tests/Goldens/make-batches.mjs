// Writes batches.json beside it: truncation and padding as Hugging Face's library does them (npm "tokenizers" 0.23.2).
//   npm install tokenizers@0.23.2 && node make-batches.mjs FOLDER
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
const require = createRequire(process.cwd() + '/');
const { Tokenizer } = require('tokenizers');
const folder = process.argv[2];
const { tokenizer } = JSON.parse(readFileSync(`${folder}/Tokenizers/model-wordpiece-bertprocessing.json`));
const texts = [['hello world . the quick fox', null], ['he , don', 'hello uni'], ['a', 'quick fox world hello the end of it'], ['a b c d e f g h i j', 'k l m']];
const cases = [];
for (const maxLength of [0, 8, 9, 11]) for (const stride of [0, 1]) for (const side of ['Right', 'Left']) for (const strategy of ['LongestFirst', 'OnlyFirst']) {
  if ((maxLength === 0 || strategy !== 'LongestFirst') && stride) continue;
  const json = { ...tokenizer, truncation: maxLength ? { direction: side, max_length: maxLength, strategy, stride } : null,
    padding: { strategy: maxLength === 9 ? { Fixed: 12 } : 'BatchLongest', direction: side, pad_to_multiple_of: maxLength === 8 ? 5 : null, pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' } };
  const t = Tokenizer.fromString(JSON.stringify(json));
  for (const [a, b] of texts) {
    let e; try { e = await t.encode(a, b); } catch (x) { cases.push({ maxLength, stride, side, strategy, a, b, error: true }); continue; }
    const show = e => ({ ids: e.getIds(), types: e.getTypeIds(), mask: e.getAttentionMask(), special: e.getSpecialTokensMask() });
    cases.push({ maxLength, stride, side, strategy, a, b, ...show(e), overflow: e.getOverflowing().map(show) });
  }
}
writeFileSync(`${folder}/batches.json`, JSON.stringify({ tokenizer, cases }));
console.log(cases.length, cases.filter(c => c.error).length, cases.filter(c => c.overflow?.length).length);
process.exit(0);
