// Writes the golden files beside it: tokenizers with the encodings that Hugging Face's own library (npm "tokenizers" 0.23.2, its native binding) gives.
//   npm install tokenizers@0.23.2 && node make.mjs FOLDER
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
const require = createRequire(process.cwd() + '/');
const { Tokenizer } = require('tokenizers');
const folder = process.argv[2];

const texts = [
  '', ' ', '   ', 'Hello world', ' Hello', 'hello  world ', "I'm sure you're right, he'll don't it's WE'VE", 'The 3 quick_brown foxes, 12345.67!', 'a\tb\n\nc \r\n d',
  'for (int i = 0; i < n; i++) {\n    sum += a[i];\n}\n', '你好，世界', '我爱自然语言处理。', '中a文b混c排', 'カタカナとひらがなー漢字', '안녕하세요', 'Ünïcödé çàfé naïve façade', 'e\u0301a\u0323\u0302 A\u030a',
  'ß ẞ İ ı ǅ ﬁ ½ ² Ⅷ １２', '😀😃 👨‍👩‍👧', '𝐀𝐁 𠀀𠀁', '\u0000a\u0001\u001b[31m\u007f\u0080', '\u200b zero\u200d width\u00a0nbsp\u3000wide', 'x\ud800y\udc00z', 'مرحبا بالعالم', 'สวัสดี', 'Ελληνικά Привет',
  '<s>special</s> [MASK] text[MASK]ed  [MASK]', 'end.<|x|>', '▁mark ▁▁ two', '-_=+ “quotes” «x» … — €5 ©', 'ｶﾞ ㍿ ℡ ①', '\ufeffbom\ufffdrep', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aĀ̆ q̣̇q̣̇', '각ᄀ', 'Day monday Day-x xDay Day',
];
const bytes = Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`);
const letters = (() => { const m = []; let n = 0; for (let b = 0; b < 256; b++) { const p = (b >= 33 && b <= 126) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE; m.push(String.fromCodePoint(p ? b : 256 + n++)); } return m; })();
const vocab = list => Object.fromEntries(list.map((t, i) => [t, i]));
const bpe = (list, merges, more) => ({ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab: vocab(list), merges, ...more });
const byteModel = bpe(['<unk>', ...bytes], [], { byte_fallback: true, unk_token: '<unk>' });
const wordModel = { type: 'WordLevel', vocab: { '[UNK]': 0, Hello: 1, '▁': 2, 'Ġ': 3, ' ': 4 }, unk_token: '[UNK]' };
const added = (content, more) => ({ content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...more });
const json = (model, parts) => ({ version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...parts, model });

const number = t => { const v = Array.isArray(t.model.vocab) ? Object.fromEntries(t.model.vocab.map((p, i) => [p[0], i])) : t.model.vocab; let next = Object.keys(v).length; t.added_tokens = t.added_tokens.map(a => ({ id: v[a.content] ?? next++, ...a })); return t; };

const all = {};
const norm = (name, n) => { all['normalizer-' + name] = json(byteModel, { normalizer: n, decoder: { type: 'ByteFallback' } }); };
norm('bert', { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true });
norm('bert-cased', { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: false, strip_accents: false, lowercase: false });
norm('strip', { type: 'Strip', strip_left: true, strip_right: true });
norm('strip-left', { type: 'Strip', strip_left: true, strip_right: false });
norm('strip-accents', { type: 'Sequence', normalizers: [{ type: 'NFD' }, { type: 'StripAccents' }] });
for (const f of ['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'Nmt', 'ByteLevel']) norm(f.toLowerCase(), { type: f });
// The map of characters (field 2 of field 3) of a SentencePiece model: 'spm_train' made it of rules.tsv beside that.
const field = (message, wanted) => {
  for (let at = 0; at < message.length;) {
    const varint = () => { let value = 0, scale = 1; for (;;) { const b = message[at++]; value += (b & 127) * scale; if (b < 128) return value; scale *= 128; } };
    const key = varint();
    if ((key & 7) === 0) { varint(); continue; }
    const length = (key & 7) === 2 ? varint() : (key & 7) === 5 ? 4 : 8;
    if (key >> 3 === wanted) return message.subarray(at, at + length);
    at += length;
  }
};
norm('precompiled', { type: 'Precompiled', precompiled_charsmap: Buffer.from(field(field(readFileSync(`${folder}/../SentencePiece/unigram.model`), 3), 2)).toString('base64') });
norm('replace-string', { type: 'Replace', pattern: { String: ' ' }, content: '▁' });
norm('replace-regex', { type: 'Replace', pattern: { Regex: '\\s+|[aeiou]{2,}' }, content: '_-' });
norm('replace-delete', { type: 'Replace', pattern: { Regex: '\\p{M}|l' }, content: '' });
norm('prepend', { type: 'Prepend', prepend: '▁▁x' });
norm('sequence', { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }, { type: 'Prepend', prepend: '▁' }, { type: 'Replace', pattern: { String: ' ' }, content: '▁' }] });

const pre = (name, p) => { all['pretokenizer-' + name] = json(wordModel, { pre_tokenizer: p }); };
pre('bert', { type: 'BertPreTokenizer' });
pre('bytelevel', { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true });
pre('bytelevel-no-regex', { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false });
pre('delimiter', { type: 'CharDelimiterSplit', delimiter: 'o' });
pre('digits', { type: 'Digits', individual_digits: false });
pre('digits-individual', { type: 'Digits', individual_digits: true });
pre('fixed-length', { type: 'FixedLength', length: 3 });
pre('metaspace', { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true });
pre('metaspace-never', { type: 'Metaspace', replacement: '▁', prepend_scheme: 'never', split: true });
pre('metaspace-no-split', { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: false });
for (const b of ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous']) {
  pre('punctuation-' + b.toLowerCase(), { type: 'Punctuation', behavior: b });
  pre('split-' + b.toLowerCase(), { type: 'Split', pattern: { Regex: '[lo,]' }, behavior: b, invert: false });
}
pre('split-invert', { type: 'Split', pattern: { Regex: '\\w+|[^\\w\\s]+' }, behavior: 'Removed', invert: true });
pre('split-string', { type: 'Split', pattern: { String: 'l' }, behavior: 'MergedWithNext', invert: false });
pre('unicode-scripts', { type: 'UnicodeScripts' });
pre('whitespace', { type: 'Whitespace' });
pre('whitespace-split', { type: 'WhitespaceSplit' });
pre('sequence', { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Digits', individual_digits: true }, { type: 'Punctuation', behavior: 'Isolated' }] });
const split = (name, re) => pre('regex-' + name, { type: 'Split', pattern: { Regex: re }, behavior: 'Isolated', invert: false });
split('gpt2', "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");
split('cl100k', "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
split('o200k', "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
split('possessive', "[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{Nd}{1,2}+|\\h\\W|[[:punct:]]|[\\p{Han}&&[^好]]+|(?m:\\(.*\\))|\\bz");
split('deepseek', "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

const specials = [added('<s>'), added('</s>', { lstrip: true }), added('[MASK]', { lstrip: true }), added('<|x|>', { rstrip: true }), added('Day', { single_word: true, normalized: true, special: false }), added('world ', { normalized: true, special: false, rstrip: true })];
const gpt = bpe([...letters, 'He', 'll', 'Hell', 'Hello', 'Ġw', 'or', 'Ġwor', 'ld', 'ĠĠ', 'aa', 'aaaa', 'Ġworld'], [['H', 'e'], ['l', 'l'], ['He', 'll'], ['Hell', 'o'], ['Ġ', 'w'], ['o', 'r'], ['Ġw', 'or'], ['l', 'd'], ['Ġ', 'Ġ'], ['a', 'a'], ['aa', 'aa']]);
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
all['model-bpe-bytelevel'] = json(gpt, { pre_tokenizer: byteLevel, post_processor: byteLevel, decoder: byteLevel, added_tokens: specials });
all['model-bpe-ignore-merges'] = json({ ...gpt, ignore_merges: true }, { pre_tokenizer: byteLevel, post_processor: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true }, decoder: byteLevel });
const chars = [...'abcdefghijklmnopqrstuvwxyzHT', '好', '世', '😀'];
all['model-bpe-suffix'] = json(bpe(['<unk>', ...chars, ...chars.map(c => c + '</w>'), 'he', 'lo</w>', 'wor', 'ld</w>', 'hel', 'hello</w>', 'or'], [['h', 'e'], ['l', 'o</w>'], ['o', 'r'], ['w', 'or'], ['l', 'd</w>'], ['he', 'l'], ['hel', 'lo</w>']], { unk_token: '<unk>', end_of_word_suffix: '</w>' }), { normalizer: { type: 'Lowercase' }, pre_tokenizer: { type: 'Whitespace' }, decoder: { type: 'BPEDecoder', suffix: '</w>' } });
all['model-bpe-prefix'] = json(bpe(['<unk>', ...chars, ...chars.map(c => '##' + c), 'he', '##lo', '##or', 'wor', '##ld', 'hello'], [['h', '##e'], ['##l', '##o'], ['##o', '##r'], ['w', '##or'], ['##l', '##d']], { unk_token: '<unk>', continuing_subword_prefix: '##', fuse_unk: true }), { pre_tokenizer: { type: 'WhitespaceSplit' }, decoder: { type: 'WordPiece', prefix: '##', cleanup: true } });
all['model-bpe-no-unk'] = json(bpe(chars, []), { pre_tokenizer: { type: 'WhitespaceSplit' } });
all['model-bpe-llama'] = json(bpe(['<unk>', '<s>', '</s>', ...bytes, '▁', ...chars, 'he', 'll', 'hell', 'hello', '▁w', 'or', '▁wor', 'ld', '▁world', '▁▁', 'aa', '▁hello'], [['h', 'e'], ['l', 'l'], ['he', 'll'], ['hell', 'o'], ['▁', 'w'], ['o', 'r'], ['▁w', 'or'], ['l', 'd'], ['▁wor', 'ld'], ['▁', '▁'], ['a', 'a']], { unk_token: '<unk>', fuse_unk: true, byte_fallback: true }), {
  normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }, { type: 'Replace', pattern: { String: ' ' }, content: '▁' }] }, added_tokens: [added('<unk>'), added('<s>'), added('</s>')],
  post_processor: { type: 'TemplateProcessing', single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }], pair: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '<s>', type_id: 1 } }, { Sequence: { id: 'B', type_id: 1 } }], special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } } },
  decoder: { type: 'Sequence', decoders: [{ type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }, { type: 'Strip', content: ' ', start: 1, stop: 0 }] } });
const bertVocab = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...'abcdefghijklmnopqrstuvwxyz0123456789', ...[...'abcdefghijklmnopqrstuvwxyz0123456789'].map(c => '##' + c), 'hello', 'world', '##llo', 'he', 'quick', 'fox', '##es', ',', '.', '!', "'", 'don', 't', '你', '好', '世', '界', '的', 'uni', '##co', '##de'];
const bertTokens = bertVocab.slice(0, 5).map(t => added(t));
const bert = { normalizer: all['normalizer-bert'].normalizer, pre_tokenizer: { type: 'BertPreTokenizer' }, decoder: { type: 'WordPiece', prefix: '##', cleanup: true }, added_tokens: bertTokens };
const wordPiece = { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 20, vocab: vocab(bertVocab) };
all['model-wordpiece-bertprocessing'] = json(wordPiece, { ...bert, post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] } });
all['model-wordpiece-roberta'] = json(wordPiece, { ...bert, post_processor: { type: 'RobertaProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2], trim_offsets: true, add_prefix_space: false } });
all['model-wordlevel'] = json({ type: 'WordLevel', vocab: vocab(['<unk>', 'Hello', 'hello', 'world', ',', 'the', '你好', '世界']), unk_token: '<unk>' }, { pre_tokenizer: { type: 'Whitespace' }, post_processor: { type: 'Sequence', processors: [{ type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true }, { type: 'TemplateProcessing', single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: 'E', type_id: 2 } }], pair: [{ Sequence: { id: 'B', type_id: 1 } }, { SpecialToken: { id: 'E', type_id: 2 } }, { Sequence: { id: 'A', type_id: 0 } }], special_tokens: { E: { id: 'E', ids: [0, 3], tokens: ['<unk>', 'world'] } } }] } });
const pieces = [['<unk>', 0], ['<s>', 0], ['</s>', 0], ['▁', -2.5], ['▁hello', -4.1], ['▁world', -4.3], ['he', -5], ['llo', -5.2], ['l', -4], ['o', -3.9], ['h', -4.4], ['e', -3.3], ['▁the', -3], ['s', -3.8], ['ing', -4.7], ['a', -3.6], ['aa', -6], ['aaa', -7.1], ['▁▁', -8], ['t', -3.5], ['r', -3.6], ['d', -4.5], ['w', -4.9], ['好', -7], ['你', -7.2], ['你好', -8.9], ['.', -4], [',', -4.1], ['▁a', -3.7], ['n', -3.65], ['i', -3.7]];
all['model-unigram'] = json({ type: 'Unigram', unk_id: 0, vocab: pieces, byte_fallback: false }, { normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] }, pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true }, decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true } });
all['model-unigram-bytes'] = json({ type: 'Unigram', unk_id: 0, vocab: [...pieces, ...bytes.map(b => [b, -10])], byte_fallback: true }, { added_tokens: specials, pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: true }, decoder: { type: 'Sequence', decoders: [{ type: 'ByteFallback' }, { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: true }] } });
all['added-tokens'] = json(byteModel, { normalizer: { type: 'Lowercase' }, added_tokens: specials, decoder: { type: 'ByteFallback' } });
all['decoder-ctc'] = json(bpe(['<pad>', '|', '<unk>', ...chars], [], { unk_token: '<unk>' }), { normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '|' }, decoder: { type: 'CTC', pad_token: '<pad>', word_delimiter_token: '|', cleanup: true } });
all['decoder-strip'] = json(bpe(['<unk>', ...chars, ' ', 'l l', ' h'], [[' ', 'h']], { unk_token: '<unk>' }), { decoder: { type: 'Sequence', decoders: [{ type: 'Strip', content: ' ', start: 1, stop: 0 }, { type: 'Replace', pattern: { Regex: '[lo]' }, content: '0' }, { type: 'Fuse' }] } });
all['decoder-none'] = json(wordPiece, { ...bert, decoder: null });
all['decoder-wordpiece-plain'] = json(wordPiece, { ...bert, decoder: { type: 'WordPiece', prefix: '##', cleanup: false } });

const pairs = [['Hello world', 'the fox'], ['', 'x'], ['hello', '']];
for (const [name, tokenizer] of Object.entries(all)) {
  number(tokenizer);
  const t = Tokenizer.fromString(JSON.stringify(tokenizer));
  const cases = [];
  const run = async (text, pair) => {
    const e = await t.encode(text, pair ?? null, { addSpecialTokens: true });
    const ids = e.getIds();
    const c = { text, ids, offsets: e.getOffsets().flat() };
    if (pair !== undefined) { c.pair = pair; c.types = e.getTypeIds(); }
    if (name.startsWith('model-') || name.startsWith('added')) c.tokens = e.getTokens();
    if (tokenizer.decoder || name === 'decoder-none') { c.decoded = ids.length ? await t.decode(ids, true) : ''; c.full = ids.length ? await t.decode(ids, false) : ''; }
    cases.push(c);
  };
  for (const x of texts) { try { await run(x); } catch (e) { console.error(name, JSON.stringify(x), String(e).slice(0, 200)); } }
  if (tokenizer.post_processor) for (const [a, b] of pairs) await run(a, b);
  writeFileSync(`${folder}/${name}.json`, JSON.stringify({ tokenizer, cases }));
}
console.log(Object.keys(all).length, 'tokenizers');
process.exit(0);
