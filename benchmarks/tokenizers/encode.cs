#:project ../../src/Transforms/LanguageModeling.Transforms.csproj
#:package Microsoft.ML.Tokenizers
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property EnableNETAnalyzers=false
#:property EnforceCodeStyleInBuild=false

// GPT-2's byte-level BPE on a text, single thread: this library and Microsoft.ML.Tokenizers. See docs/benchmarks.md.
//   dotnet run -c Release --file encode.cs -- VOCABULARY.tiktoken MERGES.txt TEXT [tokenizer.json to write for the peers in JavaScript]
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using LanguageModeling;
using Microsoft.ML.Tokenizers;

const int Piece = 10_000;
const int Rounds = 7;
string text = File.ReadAllText(args[2]);
string[] pieces = [.. Enumerable.Range(0, (text.Length + Piece - 1) / Piece).Select(i => text.Substring(i * Piece, Math.Min(Piece, text.Length - (i * Piece))))];
double megabytes = Encoding.UTF8.GetByteCount(text) / 1e6;

PipelineTokenizer own = TokenizerLoader.Load(args[0]);
if (args.Length > 3)
{
    own.SaveJson(args[3]);
}

var regex = new Regex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.Compiled | RegexOptions.CultureInvariant);
using FileStream vocabulary = File.OpenRead(args[0]);
Tokenizer tiktoken = TiktokenTokenizer.Create(vocabulary, new RegexPreTokenizer(regex, null), null);
Tokenizer bpe = BpeTokenizer.Create(new BpeOptions(own.Vocabulary)
{
    Merges = File.ReadLines(args[1]).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)),
    ByteLevel = true,
    PreTokenizer = new RegexPreTokenizer(regex, null),
});
var buffer = new int[Piece * 3];
ITextCodec codec = new TokenizerCodec(own);
(string Name, Func<string, int> Encode)[] subjects =
[
    ("ids: LanguageModeling, TryEncode into a buffer", piece => own.TryEncode(piece, buffer, out int count) ? count : -1),
    ("ids: LanguageModeling, EncodeToIds", piece => own.EncodeToIds(piece).Count),
    ("ids: Microsoft.ML.Tokenizers, TiktokenTokenizer.EncodeToIds", piece => tiktoken.EncodeToIds(piece).Count),
    ("ids: Microsoft.ML.Tokenizers, BpeTokenizer.EncodeToIds", piece => bpe.EncodeToIds(piece).Count),
    ("parts: LanguageModeling, ITextCodec.Encode (EncodeTokens)", piece => codec.Encode(piece).Count),
    ("parts: LanguageModeling, EncodeToTokens", piece => own.EncodeToTokens(piece, out _).Count),
    ("parts: LanguageModeling, Encode", piece => own.Encode(piece).Ids.Count),
    ("parts: Microsoft.ML.Tokenizers, TiktokenTokenizer.EncodeToTokens", piece => tiktoken.EncodeToTokens(piece, out _).Count),
    ("parts: Microsoft.ML.Tokenizers, BpeTokenizer.EncodeToTokens", piece => bpe.EncodeToTokens(piece, out _).Count),
];
var best = new double[subjects.Length];
var tokens = new long[subjects.Length];
for (int round = 0; round < Rounds; round++)
{
    for (int i = 0; i < subjects.Length; i++)
    {
        long begin = Stopwatch.GetTimestamp();
        tokens[i] = pieces.Sum(piece => (long)subjects[i].Encode(piece));
        best[i] = Math.Max(best[i], megabytes / Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }
}

for (int i = 0; i < subjects.Length; i++)
{
    Console.WriteLine($"{best[i],8:F1} MB/s  {tokens[i],10} tokens  {subjects[i].Name}");
}
