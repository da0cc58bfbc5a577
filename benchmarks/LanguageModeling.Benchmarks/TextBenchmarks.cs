using System.Text;
using BenchmarkDotNet.Attributes;

namespace LanguageModeling.Benchmarks;

/// <summary>From bytes to lines, and from lines to token ids.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class TextBenchmarks
{
    private string[] _lines = [];
    private byte[] _bytes = [];
    private VocabularyCodec _codec = null!;

    /// <summary>How lines are split.</summary>
    [Params("whitespace", "words", "characters")]
    public string Splitter { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _lines = [.. SyntheticText.Lines(2_000)];
        _bytes = Encoding.UTF8.GetBytes(string.Join('\n', _lines));
        TextSplitter splitter = TextSplitter.Parse(Splitter);
        var builder = new VocabularyBuilder();
        var parts = new List<TextPart>();
        foreach (string line in _lines)
        {
            parts.Clear();
            splitter.Split(line, parts);
            parts.ForEach(part => builder.Add(splitter.GetToken(line, part)));
        }

        _codec = new VocabularyCodec(builder.Build(), splitter);
    }

    /// <summary>Reads 2,000 lines, about 220 kB; the splitter plays no part.</summary>
    [Benchmark]
    public int ReadLines() => TextLines.Read(new MemoryStream(_bytes)).Count();

    /// <summary>Encodes 2,000 lines.</summary>
    [Benchmark]
    public int Encode() => _lines.Sum(line => _codec.Encode(line).Count);
}
