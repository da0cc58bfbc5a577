#:project ../../src/Transforms/LanguageModeling.Transforms.csproj
#:package Microsoft.ML.Tokenizers
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property EnableNETAnalyzers=false
#:property EnforceCodeStyleInBuild=false

// Any tokenizers on the lines of a text, single thread, ids with the parts of the text; beside Microsoft.ML.Tokenizers, where that has the kind.
//   dotnet run -c Release --file kinds.cs -- TEXT TOKENIZER…
using System.Diagnostics;
using System.Text;
using LanguageModeling;
using Microsoft.ML.Tokenizers;

const int Rounds = 20;
string[] lines = File.ReadAllLines(args[0]);
double megabytes = lines.Sum(line => (double)Encoding.UTF8.GetByteCount(line) + 1) / 1e6;
foreach (string path in args[1..])
{
    PipelineTokenizer own = TokenizerLoader.Load(path);
    var codec = new TokenizerCodec(own);
    Measure(Path.GetFileName(path), line => codec.Encode(line).Count);
    if (CreateOther(path, own) is { } other)
    {
        Measure($"{Path.GetFileName(path)}, Microsoft.ML.Tokenizers, {other.GetType().Name}", line => other.EncodeToTokens(line, out _).Count);
    }
}

void Measure(string name, Func<string, int> encode)
{
    double best = 0;
    long tokens = 0;
    for (int round = 0; round < Rounds; round++)
    {
        long begin = Stopwatch.GetTimestamp();
        tokens = lines.Sum(line => (long)encode(line));
        best = Math.Max(best, megabytes / Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    Console.WriteLine($"{best,8:F1} MB/s  {tokens,10} tokens  {name}");
}

static Tokenizer? CreateOther(string path, PipelineTokenizer own)
{
    if (path.EndsWith(".model", StringComparison.Ordinal))
    {
        using FileStream file = File.OpenRead(path);
        return SentencePieceTokenizer.Create(file, addBeginningOfSentence: false, addEndOfSentence: false);
    }

    if (!own.Vocabulary.ContainsKey("[CLS]"))
    {
        return null;
    }

    string words = string.Join('\n', own.Vocabulary.OrderBy(token => token.Value).Select(token => token.Key));
    return BertTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(words)));
}
