using System.Text;
using BenchmarkDotNet.Attributes;

namespace LanguageModeling.Benchmarks;

/// <summary>The plain n-gram model: training, single scores, whole distributions, generation.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class NgramBenchmarks
{
    private const int TextLines = 10_000; // about 200,000 tokens
    private byte[] _text = [];
    private NgramLanguageModel _model = null!;
    private LanguageModelState _state = null!;
    private int[][] _sentences = [];
    private float[] _distribution = [];
    private TextLanguageModel _textModel = null!;

    [GlobalSetup]
    public void Setup()
    {
        _text = Encoding.UTF8.GetBytes(string.Join('\n', SyntheticText.Lines(TextLines)) + "\n");
        _model = Train();
        _textModel = _model.ToTextModel();
        _sentences = [.. SyntheticText.Lines(200).Select(line => _textModel.Codec.Encode(line).Select(token => token.Id).ToArray())];
        _distribution = new float[_model.VocabularySize];
        _state = _model.CreateState();
        _state.Append(_sentences[0]);
    }

    /// <summary>Text to a 5-gram model.</summary>
    [Benchmark]
    public NgramLanguageModel Train() => NgramLanguageModel.TrainFromText(new MemoryStream(_text), new NgramOptions { Order = 5, DiscountFallback = NgramOptions.UsualDiscountFallback });

    /// <summary>200 sentences, about 4,000 tokens, one after another.</summary>
    [Benchmark]
    public double Score() => _sentences.Sum(sentence => _model.Score(sentence).LogProbability);

    /// <summary>ln P(w | context) for all words w.</summary>
    [Benchmark]
    public float Distribution()
    {
        _state.GetNextLogProbabilities(_distribution);
        return _distribution[^1];
    }

    /// <summary>100 tokens, with top-k and top-p.</summary>
    [Benchmark]
    public GenerationResult Generate()
        => _textModel.Generate("w1", new GenerationOptions { MaximumTokens = 100, MinimumTokens = 100, TopK = 40, TopP = 0.95, Seed = 1 });
}
