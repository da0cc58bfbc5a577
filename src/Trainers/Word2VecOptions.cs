namespace LanguageModeling;

/// <summary>Settings for training word vectors. Immutable; copy with <c>with</c>.</summary>
public sealed record Word2VecOptions
{
    /// <summary>What predicts what. Default skip-gram.</summary>
    public Word2VecArchitecture Architecture { get; init; } = Word2VecArchitecture.SkipGram;

    /// <summary>How a prediction is learnt. Default negative sampling.</summary>
    public Word2VecObjective Objective { get; init; } = Word2VecObjective.NegativeSampling;

    /// <summary>Numbers in each vector, D; from 1 to 4096. Default 100.</summary>
    public int Dimension { get; init; } = 100;

    /// <summary>Most words on each side of a word that belong to its window; from 1 to 100. Default 5.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Whether each window is cut to a random size from 1 to <see cref="Window"/>, so that near words count more. Default true.</summary>
    public bool DynamicWindow { get; init; } = true;

    /// <summary>Negative sampling: words drawn from the noise for each prediction; from 1 to 100. Default 5.</summary>
    public int NegativeSamples { get; init; } = 5;

    /// <summary>
    /// Skip-gram with negative sampling: whether the words of one window share the words drawn from the noise, which makes training much faster
    /// (Ji et al. 2019). Default true. Sub-word vectors never share them.
    /// </summary>
    public bool SharedNegatives { get; init; } = true;

    /// <summary>Negative sampling: the noise distribution is the words' frequency to this power; from -2 to 2. Default 0.75.</summary>
    public double NoiseExponent { get; init; } = 0.75;

    /// <summary>
    /// The frequency above which words are passed over at random (t of Mikolov et al. 2013b, in word2vec's form); 0 passes over none. Default 0.001.
    /// </summary>
    public double SubsamplingThreshold { get; init; } = 1e-3;

    /// <summary>Words seen less often are left out; at least 1. Default 5.</summary>
    public int MinimumCount { get; init; } = 5;

    /// <summary>Most words, the most frequent ones; at least 2. Default null: no limit.</summary>
    public int? MaximumVocabularySize { get; init; }

    /// <summary>How often the text is gone through; from 1 to 1000. Default 5.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Learning rate at the beginning, above 0. Default null: 0.025 for skip-gram, 0.05 for CBOW.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Learning rate at the end, to which it falls in a straight line; at least 0. Default 0.0001.</summary>
    public double FinalLearningRate { get; init; } = 1e-4;

    /// <summary>Shortest n-gram of characters for sub-word vectors; at least 1. Default 3.</summary>
    public int MinimumCharacters { get; init; } = 3;

    /// <summary>
    /// Longest n-gram of characters for sub-word vectors (Bojanowski et al. 2017); a word's vector is then the mean of its own and those of its
    /// n-grams, and unseen words get one too. fastText uses 6. Default 0: no sub-word vectors.
    /// </summary>
    public int MaximumCharacters { get; init; }

    /// <summary>Number of vectors that n-grams of characters share by their hash; at least 1. Default 2,000,000, as in fastText.</summary>
    public int Buckets { get; init; } = 2_000_000;

    /// <summary>Threads; at least 1. Default null: one for each core. One thread with the same seed gives the same vectors on every machine.</summary>
    public int? Threads { get; init; }

    /// <summary>Seed of the first vectors and of everything drawn at random. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Training from text: how lines are split into words. Default white space.</summary>
    public TextSplitter Splitter { get; init; } = TextSplitter.Whitespace;

    /// <summary>Training from text: whether words are lower-cased. Default false.</summary>
    public bool Lowercase { get; init; }

    /// <summary>
    /// Most words of the text that are held in memory, 4 bytes each; the rest goes to a temporary file. Default 256 Mi words, 1 GiB.
    /// </summary>
    public long WordsInMemory { get; init; } = 1L << 28;

    /// <summary>Whether a cancelled training gives the vectors learnt so far. Default false: it throws <see cref="OperationCanceledException"/>.</summary>
    public bool KeepWhenCancelled { get; init; }

    /// <summary>Stops the training.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Receives progress, about five times a second; null for none.</summary>
    public IProgress<Word2VecProgress>? Progress { get; init; }

    internal double StartingLearningRate => LearningRate ?? (Architecture == Word2VecArchitecture.SkipGram ? 0.025 : 0.05);

    internal int ThreadCount => Threads ?? Environment.ProcessorCount;

    internal bool HasCharacters => MaximumCharacters > 0;

    internal void Validate()
    {
        Require(Enum.IsDefined(Architecture), nameof(Architecture), Architecture, "Choose one of the values of Word2VecArchitecture.");
        Require(Enum.IsDefined(Objective), nameof(Objective), Objective, "Choose one of the values of Word2VecObjective.");
        Require(Dimension is >= 1 and <= 4096, nameof(Dimension), Dimension, "Dimension must be from 1 to 4096; 100 to 300 is usual.");
        Require(Window is >= 1 and <= 100, nameof(Window), Window, "Window must be from 1 to 100; 5 is usual.");
        Require(NegativeSamples is >= 1 and <= 100, nameof(NegativeSamples), NegativeSamples, "NegativeSamples must be from 1 to 100; 5 is usual.");
        Require(NoiseExponent is >= -2 and <= 2, nameof(NoiseExponent), NoiseExponent, "NoiseExponent must be from -2 to 2; 0.75 is usual.");
        Require(
            SubsamplingThreshold is >= 0 and <= 1, nameof(SubsamplingThreshold), SubsamplingThreshold, "SubsamplingThreshold must be from 0, which switches it off, to 1; 0.001 to 0.00001 is usual.");
        Require(MinimumCount >= 1, nameof(MinimumCount), MinimumCount, "MinimumCount must be at least 1.");
        Require(MaximumVocabularySize is null or >= 2, nameof(MaximumVocabularySize), MaximumVocabularySize ?? 0, "MaximumVocabularySize must be at least 2, or null for no limit.");
        Require(Epochs is >= 1 and <= 1000, nameof(Epochs), Epochs, "Epochs must be from 1 to 1000.");
        Require(LearningRate is null or (> 0 and <= 10), nameof(LearningRate), LearningRate ?? 0, "LearningRate must be above 0 and at most 10; 0.025 to 0.05 is usual.");
        Require(FinalLearningRate is >= 0 and <= 10, nameof(FinalLearningRate), FinalLearningRate, "FinalLearningRate must be from 0 to 10; 0.0001 is usual.");
        Require(MinimumCharacters >= 1, nameof(MinimumCharacters), MinimumCharacters, "MinimumCharacters must be at least 1; 3 is usual.");
        Require(
            MaximumCharacters == 0 || MaximumCharacters >= MinimumCharacters, nameof(MaximumCharacters), MaximumCharacters, "MaximumCharacters must be 0, which switches sub-word vectors off, or at least MinimumCharacters.");
        Require(Buckets >= 1, nameof(Buckets), Buckets, "Buckets must be at least 1; 2,000,000 is usual.");
        Require(Threads is null or >= 1, nameof(Threads), Threads ?? 0, "Threads must be at least 1, or null for one for each core.");
        Require(WordsInMemory >= 0, nameof(WordsInMemory), WordsInMemory, "WordsInMemory must not be negative; 0 holds the text in a temporary file.");
        ArgumentNullException.ThrowIfNull(Splitter);
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, rule);
        }
    }
}
