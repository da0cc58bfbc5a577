using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The options of <c>lm word2vec train</c>.</summary>
internal sealed class Word2VecSettings
{
    private static readonly Word2VecOptions Defaults = new();

    private readonly Option<string> _architecture = new("--model")
    {
        Description = "skipgram (each word of a window predicts the middle one) or cbow (their mean does).",
        DefaultValueFactory = _ => "skipgram",
    };

    private readonly Option<string> _loss = new("--loss")
    {
        Description = "ns (negative sampling) or hs (hierarchical softmax).",
        DefaultValueFactory = _ => "ns",
    };

    private readonly Option<int> _dimension = Number("--dim", "Numbers in each vector.", Defaults.Dimension);
    private readonly Option<int> _window = Number("--window", "Most words on each side that belong to a window.", Defaults.Window);
    private readonly Option<bool> _fullWindow = new("--full-window") { Description = "Use whole windows instead of windows of random size." };
    private readonly Option<int> _negative = Number("--negative", "ns: words drawn from the noise for each prediction.", Defaults.NegativeSamples);
    private readonly Option<bool> _ownNegatives = new("--own-negatives") { Description = "skipgram, ns: draw noise for each word instead of each window; slower." };
    private readonly Option<double> _noiseExponent = Number("--noise-exponent", "ns: noise is frequency to this power.", Defaults.NoiseExponent);
    private readonly Option<double> _sample = Number("--sample", "Frequency above which words are passed over at random; 0 for none.", Defaults.SubsamplingThreshold);
    private readonly Option<int> _minimumCount = Number("--min-count", "Leave out words seen less often.", Defaults.MinimumCount);
    private readonly Option<int?> _maximumSize = new("--max-vocab") { Description = "Most words.", HelpName = "N" };
    private readonly Option<int> _epochs = Number("--epochs", "How often the text is gone through.", Defaults.Epochs);
    private readonly Option<double?> _rate = new("--alpha") { Description = "Learning rate at the beginning. Default 0.025 for skipgram, 0.05 for cbow.", HelpName = "A" };
    private readonly Option<double> _finalRate = Number("--final-alpha", "Learning rate at the end.", Defaults.FinalLearningRate);
    private readonly Option<int> _minimumCharacters = Number("--minn", "Shortest n-gram of characters.", Defaults.MinimumCharacters);
    private readonly Option<int> _maximumCharacters = Number("--maxn", "Longest n-gram of characters; 0 for no sub-word vectors.", Defaults.MaximumCharacters);
    private readonly Option<int> _buckets = Number("--bucket", "Vectors that n-grams of characters share.", Defaults.Buckets);
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads. Default: one for each core. One gives the same vectors everywhere.", HelpName = "N" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of all that is random.", DefaultValueFactory = _ => Defaults.Seed, HelpName = "N" };
    private readonly SplitterOption _tokenizer = new("--tokenizer", "whitespace");

    private readonly Option<bool> _lowercase = new("--lowercase") { Description = "Put text in lower case first." };

    public Word2VecSettings()
    {
        _architecture.AcceptOnlyFromAmong("skipgram", "cbow");
        _loss.AcceptOnlyFromAmong("ns", "hs");
    }

    private Option[] All =>
    [
        _architecture, _loss, _dimension, _window, _fullWindow, _negative, _ownNegatives, _noiseExponent, _sample, _minimumCount, _maximumSize,
        _epochs, _rate, _finalRate, _minimumCharacters, _maximumCharacters, _buckets, _threads, _seed, _lowercase,
    ];

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }

        _tokenizer.AddTo(command);
    }

    /// <summary>The options as given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="trained">The settings of a model to go on with, which stand where nothing is given; null for a new one.</param>
    public Word2VecOptions Read(ParseResult parsed, Word2VecOptions? trained)
    {
        Word2VecOptions start = trained ?? Defaults;
        return new Word2VecOptions
        {
            Architecture = Get(_architecture, start.Architecture, name => name == "cbow" ? Word2VecArchitecture.Cbow : Word2VecArchitecture.SkipGram),
            Objective = Get(_loss, start.Objective, name => name == "hs" ? Word2VecObjective.HierarchicalSoftmax : Word2VecObjective.NegativeSampling),
            Dimension = Get(_dimension, start.Dimension, value => value),
            Window = Get(_window, start.Window, value => value),
            DynamicWindow = Get(_fullWindow, start.DynamicWindow, value => !value),
            NegativeSamples = Get(_negative, start.NegativeSamples, value => value),
            SharedNegatives = Get(_ownNegatives, start.SharedNegatives, value => !value),
            NoiseExponent = Get(_noiseExponent, start.NoiseExponent, value => value),
            SubsamplingThreshold = Get(_sample, start.SubsamplingThreshold, value => value),
            MinimumCount = Get(_minimumCount, start.MinimumCount, value => value),
            MaximumVocabularySize = Get(_maximumSize, start.MaximumVocabularySize, value => value),
            Epochs = Get(_epochs, start.Epochs, value => value),
            LearningRate = Get(_rate, start.LearningRate, value => value),
            FinalLearningRate = Get(_finalRate, start.FinalLearningRate, value => value),
            MinimumCharacters = Get(_minimumCharacters, start.MinimumCharacters, value => value),
            MaximumCharacters = Get(_maximumCharacters, start.MaximumCharacters, value => value),
            Buckets = Get(_buckets, start.Buckets, value => value),
            Threads = parsed.GetValue(_threads),
            Seed = Get(_seed, start.Seed, value => value),
            Splitter = Get(_tokenizer.Rule, start.Splitter, _ => _tokenizer.Read(parsed)),
            Lowercase = Get(_lowercase, start.Lowercase, value => value),
        };

        TResult Get<TValue, TResult>(Option<TValue> option, TResult otherwise, Func<TValue?, TResult> convert)
            => parsed.GetResult(option) is { Implicit: false } ? convert(parsed.GetValue(option)) : otherwise;
    }

    private static Option<T> Number<T>(string name, string description, T value)
        => new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };
}
