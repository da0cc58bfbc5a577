using LanguageModeling.Arpa;
using LanguageModeling.Counting;
using LanguageModeling.Estimation;
using LanguageModeling.Files;
using LanguageModeling.Tables;

namespace LanguageModeling;

/// <summary>
/// A language model that looks at the last N - 1 tokens only: P(w_n | w_1 … w_{n-1}) ≈ P(w_n | w_{n-N+1} … w_{n-1}), estimated from counts.
/// </summary>
/// <remarks>
/// Immutable and safe for use by many threads at once. Reads and writes ARPA files, the common format of KenLM, SRILM and IRSTLM.
/// The token that begins sequences is context only: its own probability is 0.
/// </remarks>
public sealed partial class NgramLanguageModel : ILanguageModel, ISavable<NgramLanguageModel>
{
    private readonly Lazy<Vocabulary> _vocabulary;

    internal NgramLanguageModel(
        Vocabulary vocabulary, NgramTables tables, NgramSmoothing? smoothing, TextSplitter splitter, bool lowercase, ArpaReport? arpaReport)
        : this(new Lazy<Vocabulary>(vocabulary), vocabulary.SpecialTokens, tables, new NgramOrigin(splitter, lowercase, smoothing), arpaReport)
    {
    }

    internal NgramLanguageModel(
        Lazy<Vocabulary> vocabulary, SpecialTokens specialTokens, NgramTables tables, NgramOrigin origin, ArpaReport? arpaReport = null)
    {
        _vocabulary = vocabulary;
        SpecialTokens = specialTokens;
        Tables = tables;
        Origin = origin;
        ArpaReport = arpaReport;
        NgramCounts = [.. Enumerable.Range(1, tables.Order).Select(tables.Count)];
    }

    /// <summary>Length N of the longest n-grams.</summary>
    public int Order => Tables.Order;

    /// <summary>The tokens and their ids; of a model opened from a file, read when first asked for.</summary>
    public Vocabulary Vocabulary => _vocabulary.Value;

    /// <inheritdoc/>
    public int VocabularySize => Tables.VocabularySize;

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>How the model was smoothed; <see langword="null"/> for one from an ARPA file, which does not say.</summary>
    public NgramSmoothing? Smoothing => Origin.Smoothing;

    /// <summary>How text is split into the tokens of this model; by white space for a model from an ARPA file or from token ids.</summary>
    public TextSplitter Splitter => Origin.Splitter;

    /// <summary>Whether text is put in lower case first.</summary>
    public bool Lowercase => Origin.Lowercase;

    /// <summary>Number of n-grams of each order, from 1 to N.</summary>
    public IReadOnlyList<long> NgramCounts { get; }

    /// <summary>What was unusual in the ARPA file that the model was read from; <see langword="null"/> for a model from elsewhere.</summary>
    public ArpaReport? ArpaReport { get; }

    internal NgramTables Tables { get; }

    /// <summary>What the model tells about itself.</summary>
    internal NgramOrigin Origin { get; }

    /// <summary>Trains a model on token ids.</summary>
    /// <param name="sentences">
    /// Token ids, each in [0, V), one list a sentence; read once. A beginning of sequence is put before each sentence, and an end after
    /// it, where they are not there yet. Padding is skipped. An empty sentence counts as one that ends at once.
    /// </param>
    /// <param name="vocabulary">
    /// The tokens. What it lacks of unknown, beginning and end of sequence is added after its last id, so its ids stay valid.
    /// </param>
    /// <param name="options">Settings; defaults when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option or a token id is out of its range.</exception>
    /// <exception cref="InvalidDataException">
    /// A sentence holds a beginning of sequence after its first token, or the text is too small for the smoothing.
    /// </exception>
    public static NgramLanguageModel Train(IEnumerable<IReadOnlyList<int>> sentences, Vocabulary vocabulary, NgramOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(vocabulary);
        options ??= new NgramOptions();
        options.Validate();
        return Train(sentences, vocabulary, ModelVocabulary.Complete(vocabulary), options);
    }

    /// <summary>Trains a model on text files, one sentence a line, as if they were one file.</summary>
    /// <param name="paths">UTF-8 text, plain or gzip.</param>
    /// <param name="options">Settings, the splitting of lines among them; defaults when null.</param>
    /// <param name="reading">How to read text; defaults when null.</param>
    /// <remarks>
    /// <para>
    /// With the default splitter the model is the one that KenLM's lmplz makes of the same text, bit for bit. A blank line is a sentence.
    /// Only a byte order mark is left out, which lmplz takes for a part of the first word (set
    /// <see cref="TextReadingOptions.KeepByteOrderMark"/> for that).
    /// </para>
    /// <para>
    /// Where no line feed ends the last line, lmplz takes its sentence to be cut off: it gets no end, and some back-off weights go to the
    /// wrong n-grams, so that not all distributions sum to 1. This is the same here. End the last line, or use another splitter, for which
    /// it is a sentence like any other.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is not UTF-8 text or holds a special token, or the text is too small for the smoothing.
    /// </exception>
    public static NgramLanguageModel TrainFromText(IEnumerable<string> paths, NgramOptions? options = null, TextReadingOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= new NgramOptions();
        options.Validate();
        return NgramTraining.TrainFromText(text =>
        {
            foreach (string path in paths)
            {
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
                text.Read(stream, path);
            }
        }, options, reading ?? new TextReadingOptions());
    }

    /// <summary>Trains a model on a text, one sentence a line; see the form that takes paths.</summary>
    /// <param name="stream">UTF-8 text, plain or gzip; read to its end, left open.</param>
    /// <param name="options">Settings, the splitting of lines among them; defaults when null.</param>
    /// <param name="reading">How to read text; defaults when null.</param>
    public static NgramLanguageModel TrainFromText(Stream stream, NgramOptions? options = null, TextReadingOptions? reading = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new NgramOptions();
        options.Validate();
        return NgramTraining.TrainFromText(text => text.Read(stream, (stream as FileStream)?.Name ?? "text"), options, reading ?? new TextReadingOptions());
    }

    /// <inheritdoc/>
    public LanguageModelState CreateState() => new NgramState(this);

    /// <summary>The model with the codec for the text it was trained on.</summary>
    public TextLanguageModel ToTextModel() => new(this, new VocabularyCodec(Vocabulary, Splitter, Lowercase));

    /// <summary>Trains on ids of a vocabulary that was completed already, which the sentences may use the new ids of.</summary>
    internal static NgramLanguageModel Train(IEnumerable<IReadOnlyList<int>> sentences, Vocabulary given, Vocabulary complete, NgramOptions options)
        => NgramTraining.TrainFromIds(corpus => SentenceReader.Read(sentences, given, complete, options, corpus), complete, options);

    internal NgramScore GetScore(ReadOnlySpan<int> context, int token)
    {
        double logProbability = Tables.LogProbability(context, token, out int matched);
        return ToScore(token, logProbability, matched);
    }

    internal void GetLogProbabilities(ReadOnlySpan<int> context, Span<float> logProbabilities)
    {
        if (logProbabilities.Length != VocabularySize)
        {
            throw new ArgumentException(
                $"Expected room for {VocabularySize} log probabilities (V) but got {logProbabilities.Length}.", nameof(logProbabilities));
        }

        Tables.LogProbabilities(context, logProbabilities);
        if (SpecialTokens.BeginningOfSequence is { } beginning)
        {
            logProbabilities[beginning] = float.NegativeInfinity;
        }

        if (SpecialTokens.Padding is { } padding)
        {
            logProbabilities[padding] = float.NegativeInfinity;
        }
    }

    internal void CheckToken(int token)
    {
        if ((uint)token >= (uint)VocabularySize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(token), token, $"Token ids of this model are from 0 to {VocabularySize - 1}. Use the vocabulary that the model was trained with.");
        }
    }

    private NgramScore ToScore(int token, double logProbability, int matched)
        => new(IsPredicted(token) ? logProbability : double.NegativeInfinity, matched) { IsUnknown = token == SpecialTokens.Unknown };

    private bool IsPredicted(int token) => token != SpecialTokens.BeginningOfSequence && token != SpecialTokens.Padding;
}
