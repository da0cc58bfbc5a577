// Writes goldens.json: what Hugging Face's library learns, and what it makes of tokenizers that lm trained.
//
//   npm install tokenizers@0.23.2 && node make_goldens.js PATH-TO-lm
//
// merges: byte-level BPE trained by that library on text.txt, 30,000 tokens wanted, every pair that occurs.
// ids: for each configuration, the ids and texts that the library gives for samples.json with lm's tokenizer.json.
const { execFileSync } = require('child_process');
const fs = require('fs'), os = require('os'), path = require('path');
const t = require('tokenizers');

const at = name => path.join(__dirname, name);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'goldens'));
const read = name => JSON.parse(fs.readFileSync(name, 'utf8'));

async function main() {
  const trained = new t.Tokenizer(t.BPE.empty());
  trained.setPreTokenizer(t.byteLevelPreTokenizer(false, true));
  trained.train([at('text.txt')]);
  const file = path.join(folder, 'trained.json');
  trained.save(file, true);
  const goldens = { merges: read(file).model.merges.map(m => Array.isArray(m) ? m.join(' ') : m), ids: {} };
  for (const [name, options] of Object.entries(read(at('configurations.json')))) {
    const json = path.join(folder, name + '.json');
    execFileSync(process.argv[2], ['tokenizer', 'train', options[0], at('text.txt'), '-o', json, ...options.slice(1)]);
    const tokenizer = t.Tokenizer.fromFile(json);
    goldens.ids[name] = [];
    for (const sample of read(at('samples.json'))) {
      const ids = (await tokenizer.encode(sample)).getIds();
      goldens.ids[name].push({ ids, text: await tokenizer.decode(ids, true) });
    }
  }
  const lines = Object.entries(goldens.ids).map(([name, all]) => `  ${JSON.stringify(name)}: [\n${all.map(x => '   ' + JSON.stringify(x)).join(',\n')}\n  ]`);
  fs.writeFileSync(at('goldens.json'), `{\n "merges": [\n${goldens.merges.map(m => '  ' + JSON.stringify(m)).join(',\n')}\n ],\n "ids": {\n${lines.join(',\n')}\n }\n}\n`);
}

main();
