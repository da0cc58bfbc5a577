using LanguageModeling.Files;
using LanguageModeling.Phrases;

namespace LanguageModeling;

/// <summary>
/// Joins words that stand together more often than their frequencies tell, such as new and york, to one (word2phrase; Mikolov, Sutskever, Chen, Corrado
/// and Dean 2013b, section 4).
/// </summary>
/// <remarks>
/// From left to right, a pair above the threshold is joined, and its second word begins no other pair; longer phrases come from more passes.
/// Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class PhraseModel : ISavable<PhraseModel>
{
    private const int FormatVersion = 1;

    private readonly PhraseOptions _options;
    private readonly PhraseTable[] _passes;

    private PhraseModel(PhraseOptions options, PhraseTable[] passes)
    {
        _options = options with { CancellationToken = default };
        _passes = passes;
        Phrases = [.. passes.SelectMany(pass => pass.Phrases)];
    }

    /// <summary>All phrases: of each pass in turn, best score first.</summary>
    public IReadOnlyList<Phrase> Phrases { get; }

    /// <summary>Finds the phrases of a text.</summary>
    /// <param name="lines">Lines of text, each a sentence; enumerated once for each pass.</param>
    /// <param name="options">Settings; defaults when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PhraseModel Train(IEnumerable<string> lines, PhraseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        options ??= new PhraseOptions();
        options.Validate();
        var passes = new PhraseTable[options.Passes];
        for (int pass = 0; pass < passes.Length; pass++)
        {
            var counts = new PairCounts();
            foreach (string line in lines)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                counts.Add(Join(Split(line, options), passes.AsSpan(0, pass), options.Separator));
            }

            passes[pass] = counts.Score(options);
        }

        return new PhraseModel(options, passes);
    }

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <inheritdoc cref="ISavable{TSelf}.Load"/>
    public static PhraseModel Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, "LMPHRASE"u8, FormatVersion, "phrases");
        try
        {
            var options = new PhraseOptions
            {
                Scoring = (PhraseScoring)reader.ReadByte(),
                Threshold = reader.ReadDouble(),
                MinimumCount = reader.ReadInt32(),
                Passes = reader.ReadInt32(),
                Separator = reader.ReadString(),
                Splitter = TextSplitter.Read(reader),
                Lowercase = reader.ReadBoolean(),
            };
            options.Validate();
            PhraseTable[] passes = [.. Enumerable.Range(0, options.Passes).Select(_ => PhraseTable.Read(reader))];
            reader.Complete();
            return new PhraseModel(options, passes);
        }
        catch (ArgumentException e)
        {
            throw reader.Error($"found settings that cannot be: {e.Message}");
        }
    }

    /// <summary>Splits a line into words and joins those that are phrases.</summary>
    /// <param name="line">Any text.</param>
    public IReadOnlyList<string> Apply(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Join(Split(line, _options), _passes, _options.Separator);
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, "LMPHRASE"u8, FormatVersion);
        writer.Write((byte)_options.Scoring);
        writer.Write(_options.EffectiveThreshold);
        writer.Write(_options.MinimumCount);
        writer.Write(_options.Passes);
        writer.Write(_options.Separator);
        _options.Splitter.Write(writer);
        writer.Write(_options.Lowercase);
        foreach (PhraseTable pass in _passes)
        {
            pass.Write(writer);
        }

        writer.Complete();
    }

    private static List<string> Split(string line, PhraseOptions options)
    {
        var parts = new List<TextPart>();
        options.Splitter.Split(line, parts);
        return [.. parts.Select(part => options.Splitter.GetToken(line, part)).Select(word => options.Lowercase ? word.ToLowerInvariant() : word)];
    }

    private static List<string> Join(List<string> words, ReadOnlySpan<PhraseTable> passes, string separator)
    {
        foreach (PhraseTable pass in passes)
        {
            words = pass.Join(words, separator);
        }

        return words;
    }
}
