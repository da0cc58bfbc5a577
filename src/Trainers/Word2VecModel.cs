using LanguageModeling.Embeddings;
using LanguageModeling.Files;
using LanguageModeling.Sampling;
using LanguageModeling.WordTraining;

namespace LanguageModeling;

/// <summary>
/// word2vec: vectors v (input) and u (output) of words such that words of the same windows have large v·u. Mikolov, Chen, Corrado and Dean 2013a
/// (CBOW, skip-gram), Mikolov, Sutskever, Chen, Corrado and Dean 2013b (negative sampling, hierarchical softmax, sub-sampling), Bojanowski, Grave,
/// Joulin and Mikolov 2017 (n-grams of characters).
/// </summary>
/// <remarks>
/// <para>
/// Skip-gram: each word c within a window around w predicts w; CBOW: the mean of all of them does. With x = v·u and the logistic function σ, the loss is
/// -ln σ(x_w) - Σ ln σ(-x_n) over words n from the noise (2013b, eq. 4), or -Σ ln σ(± x) over the inner nodes on the way to w in a Huffman tree (eq. 3).
/// With n-grams of characters, v is the mean of the vectors of the word and its n-grams, and the middle word predicts the others, as in fastText.
/// </para>
/// <para>
/// What differs from word2vec.c: the learning rate falls to a set end; the words of a window share their noise unless told not to (Ji et al. 2019), and all
/// their gradients are then taken before a weight changes; no pair is passed over for its |x|; lines are sentences without a mark for their end.
/// </para>
/// <para>Immutable and safe for use by many threads at once.</para>
/// </remarks>
public sealed partial class Word2VecModel : ISavable<Word2VecModel>
{
    // Letters: V words, B buckets of n-grams (0 without), D numbers a vector.
    private readonly int[][]? _characterRows; // [V]: the rows of each word's n-grams
    private readonly CharacterNgrams? _characters;
    private readonly Lazy<WordVectors> _vectors;

    private Word2VecModel(Vocabulary vocabulary, Word2VecOptions options, WeightMatrix? input = null, WeightMatrix? output = null)
    {
        Vocabulary = vocabulary;
        Options = options with { Progress = null, CancellationToken = default };
        bool tree = options.Objective == Word2VecObjective.HierarchicalSoftmax;
        Input = input ?? new WeightMatrix(InputRows(vocabulary, options), options.Dimension);
        Output = output ?? new WeightMatrix(tree ? vocabulary.Count - 1 : vocabulary.Count, options.Dimension);
        Tree = tree ? new HuffmanTree(vocabulary.Counts!) : null;
        Noise = tree ? null : new NoiseDistribution(vocabulary.Counts!, options.NoiseExponent);
        if (options.HasCharacters)
        {
            _characters = new CharacterNgrams(options.MinimumCharacters, options.MaximumCharacters, options.Buckets);
            _characterRows = [.. vocabulary.Tokens.Select(word => RowsOf(word))];
        }

        _vectors = new Lazy<WordVectors>(MakeVectors);
    }

    /// <summary>The words, most frequent first, with their counts.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The settings that the model was trained with, without progress and cancellation.</summary>
    public Word2VecOptions Options { get; private init; }

    /// <summary>
    /// Mean loss of a prediction after each epoch, in nats: of each word of a window for skip-gram, of each window for CBOW. Measured on the weights as
    /// they then stood, with the same sentences (up to 131,072 words), windows and noise each time, so that epochs compare. NaN without any prediction.
    /// </summary>
    public IReadOnlyList<double> EpochLosses { get; private init; } = [];

    /// <summary>Whether all epochs were finished; not so when training was cancelled and what was learnt was kept.</summary>
    public bool IsComplete { get; private init; } = true;

    /// <summary>The words' input vectors; with n-grams of characters, their means. Made at the first use, then kept.</summary>
    public WordVectors Vectors => _vectors.Value;

    /// <summary>v: [V + B, D].</summary>
    internal WeightMatrix Input { get; }

    /// <summary>u: [V, D], or [V - 1, D] for the inner nodes of the tree.</summary>
    internal WeightMatrix Output { get; }

    /// <summary>The tree of hierarchical softmax.</summary>
    internal HuffmanTree? Tree { get; }

    /// <summary>The noise of negative sampling.</summary>
    internal NoiseDistribution? Noise { get; }

    /// <summary>Trains on sentences of token ids.</summary>
    /// <param name="sentences">Token ids, each in [0, V); read once. Special tokens are passed over.</param>
    /// <param name="vocabulary">What the ids stand for.</param>
    /// <param name="options">Settings; defaults when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option or a token id is out of its range.</exception>
    /// <exception cref="InvalidDataException">Fewer than two words are frequent enough.</exception>
    public static Word2VecModel Train(IEnumerable<IReadOnlyList<int>> sentences, Vocabulary vocabulary, Word2VecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(vocabulary);
        options ??= new Word2VecOptions();
        options.Validate();
        using WordCorpus corpus = WordCorpus.Read(sentences, vocabulary, options);
        return Train(corpus, options);
    }

    /// <summary>Trains on lines of text, each a sentence.</summary>
    /// <param name="lines">The lines, as <see cref="TextLines"/> reads them from files, gzip or standard input; read once.</param>
    /// <param name="options">Settings, the splitting of lines among them; defaults when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">Fewer than two words are frequent enough.</exception>
    public static Word2VecModel TrainFromText(IEnumerable<string> lines, Word2VecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        options ??= new Word2VecOptions();
        options.Validate();
        using WordCorpus corpus = WordCorpus.Read(lines, options);
        return Train(corpus, options);
    }

    /// <summary>Goes on training on new text; this model stays as it is.</summary>
    /// <param name="lines">Lines of text, each a sentence; read once.</param>
    /// <param name="options">
    /// Settings; null for those that the model has. Architecture, objective, dimension and those of n-grams of characters must be the model's.
    /// </param>
    /// <param name="addWords">
    /// Whether new words that are frequent enough in the new text get vectors, too. Not with hierarchical softmax, whose tree stands for the words.
    /// </param>
    /// <exception cref="ArgumentException">The settings are for another kind of model, or a tree would have to grow.</exception>
    /// <exception cref="InvalidDataException">No word of the text has a vector or gets one.</exception>
    public Word2VecModel ContinueTraining(IEnumerable<string> lines, Word2VecOptions? options = null, bool addWords = true)
    {
        ArgumentNullException.ThrowIfNull(lines);
        options ??= Options;
        options.Validate();
        CheckSameKind(options, addWords);
        using WordCorpus corpus = WordCorpus.Read(lines, options);
        Vocabulary vocabulary = Tree is null ? TrainingVocabulary.Extend(Vocabulary, corpus, options, addWords) : Vocabulary;
        if (!corpus.Words.Any(word => vocabulary.TryGetId(word, out _)))
        {
            throw new InvalidDataException(
                $"None of the {corpus.WordCount:N0} words of the text has a vector or would get one. Give text spelt as the model's words are, upper and lower case included, or lower MinimumCount.");
        }

        var next = new Word2VecModel(vocabulary, options);
        CopyInput(next);
        next.Output.CopyFrom(Output);
        return next.Run(corpus, options);
    }

    /// <summary>The vector of a word, also of one that was never seen when the model has n-grams of characters.</summary>
    /// <param name="word">The word.</param>
    /// <param name="vector">Receives the vector, of length D; zeros when there is none.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentException">The span's length is not D.</exception>
    public bool TryGetVector(ReadOnlySpan<char> word, Span<float> vector) => Vectors.TryGetVector(word, vector);

    /// <summary>The rows of the n-grams of a word; none without sub-word vectors.</summary>
    internal int[] CharacterRows(int word) => _characterRows?[word] ?? [];

    private static Word2VecModel Train(WordCorpus corpus, Word2VecOptions options)
    {
        var model = new Word2VecModel(TrainingVocabulary.Choose(corpus, options), options);
        model.Randomize(0, model.Input.Rows);
        return model.Run(corpus, options);
    }

    private static int InputRows(Vocabulary vocabulary, Word2VecOptions options)
        => checked(vocabulary.Count + (options.HasCharacters ? options.Buckets : 0));

    private Word2VecModel Run(WordCorpus corpus, Word2VecOptions options)
    {
        (double[] losses, bool complete) = TrainingRun.Train(this, corpus, options);
        if (!complete && !options.KeepWhenCancelled)
        {
            throw new OperationCanceledException(options.CancellationToken);
        }

        for (int row = 0; row < Input.Rows; row++)
        {
            if (!AllFinite(Input.Row(row)))
            {
                throw new InvalidOperationException(
                    $"The vectors grew beyond all bounds at a learning rate of {options.StartingLearningRate}. Lower LearningRate; 0.025 to 0.05 is usual.");
            }
        }

        return new Word2VecModel(Vocabulary, Options, Input, Output) { EpochLosses = losses, IsComplete = complete };
    }

    /// <summary>Input rows begin within ±1 / 2D, as in word2vec; output rows at 0.</summary>
    private void Randomize(int first, int end)
    {
        for (int row = first; row < end; row++)
        {
            var random = new Xoshiro256(Options.Seed ^ ((ulong)(uint)row << 32));
            foreach (ref float value in Input.Row(row))
            {
                value = (float)((random.NextDouble() - 0.5) / Options.Dimension);
            }
        }
    }

    private void CopyInput(Word2VecModel next)
    {
        for (int row = 0; row < Input.Rows; row++)
        {
            int target = row < Vocabulary.Count ? row : next.Vocabulary.Count + row - Vocabulary.Count; // n-grams stand behind all words
            Input.Row(row).CopyTo(next.Input.Row(target));
        }

        next.Randomize(Vocabulary.Count, next.Vocabulary.Count);
    }

    private void CheckSameKind(Word2VecOptions options, bool addWords)
    {
        Word2VecOptions same = options with
        {
            Architecture = Options.Architecture,
            Objective = Options.Objective,
            Dimension = Options.Dimension,
            MinimumCharacters = Options.MinimumCharacters,
            MaximumCharacters = Options.MaximumCharacters,
            Buckets = Options.Buckets,
        };
        if (same != options)
        {
            throw new ArgumentException(
                "Training can only go on with the Architecture, Objective, Dimension, MinimumCharacters, MaximumCharacters and Buckets that the model has. Take them from its Options.",
                nameof(options));
        }

        if (addWords && Tree is not null)
        {
            throw new ArgumentException("Hierarchical softmax cannot take new words: its tree stands for the old ones. Set addWords to false.", nameof(addWords));
        }
    }

    private WordVectors MakeVectors()
    {
        var values = new float[checked(Vocabulary.Count * Options.Dimension)];
        for (int word = 0; word < Vocabulary.Count; word++)
        {
            Average([word, .. CharacterRows(word)], values.AsSpan(word * Options.Dimension, Options.Dimension));
        }

        return new WordVectors(Vocabulary, values, Options.Dimension, MakeSubwords());
    }

    private SubwordVectors? MakeSubwords()
    {
        if (_characterRows is null)
        {
            return null;
        }

        int[] rows = [.. _characterRows.SelectMany(rows => rows).Distinct().Order()];
        var values = new float[checked(rows.Length * Options.Dimension)];
        for (int i = 0; i < rows.Length; i++)
        {
            Input.Row(rows[i]).CopyTo(values.AsSpan(i * Options.Dimension));
        }

        return new SubwordVectors(_characters!, [.. rows.Select(row => row - Vocabulary.Count)], values, Options.Dimension);
    }

    private void Average(ReadOnlySpan<int> rows, Span<float> mean)
    {
        mean.Clear();
        foreach (int row in rows)
        {
            ReadOnlySpan<float> v = Input.Row(row);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += v[i] / rows.Length;
            }
        }
    }

    private int[] RowsOf(ReadOnlySpan<char> word)
    {
        int[] buckets = _characters!.Of(word);
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] += Vocabulary.Count;
        }

        return buckets;
    }

    private static bool AllFinite(ReadOnlySpan<float> row)
    {
        foreach (float value in row)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
