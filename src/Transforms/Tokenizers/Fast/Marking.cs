namespace LanguageModeling.Tokenizers;

/// <summary>Writes a text with marks in the place of spaces: what pipelines do before models that work word by word.</summary>
/// <param name="source">The text, not empty, without unpaired surrogates.</param>
/// <param name="output">Receives the result in place of what it held.</param>
internal delegate void Marking(ReadOnlySpan<char> source, NormalizedText output);

/// <summary>The ways of marking that are written out by hand.</summary>
internal static class Markings
{
    private const string Mark = "\u2581";

    /// <summary>Finds how a pipeline marks words; null when it does that another way, or splits the text too.</summary>
    public static Marking? Find(TokenizerPipeline pipeline) => (pipeline.Normalization, pipeline.Splitting) switch
    {
        (SentencePieceNormalization step, null) => step.Apply,
        (SequenceNormalization { Steps: [PrependNormalization { Before: Mark }, ReplaceNormalization step] }, null) when ReplacesSpaces(step) => Create(always: true),
        (ReplaceNormalization step, null) when ReplacesSpaces(step) => Replace,
        (ReplaceNormalization step, PatternSplitting { Pattern.Fixed: " ", Invert: false }) when ReplacesSpaces(step) => Replace, // no space is left to split at
        (null, MetaspaceSplitting { Mark: Mark, Splits: false } step) => step.Scheme == PrependScheme.Never ? Replace : Create(always: false),
        _ => null,
    };

    private static bool ReplacesSpaces(ReplaceNormalization step) => step.Replacement is { Pattern.Fixed: " ", Content: Mark };

    // The mark that is put before the text belongs to its first character.
    private static Marking Create(bool always) => (source, output) =>
    {
        output.Clear();
        if (always || source[0] is not (' ' or WordMark.Unit))
        {
            output.Add(WordMark.Unit, 0, char.IsHighSurrogate(source[0]) ? 2 : 1);
        }

        Copy(source, output);
    };

    private static void Replace(ReadOnlySpan<char> source, NormalizedText output)
    {
        output.Clear();
        Copy(source, output);
    }

    private static void Copy(ReadOnlySpan<char> source, NormalizedText output)
    {
        for (int i = 0; i < source.Length; i++)
        {
            char unit = source[i];
            int from = char.IsLowSurrogate(unit) ? i - 1 : i;
            output.Add(unit == ' ' ? WordMark.Unit : unit, from, char.IsHighSurrogate(unit) ? i + 2 : i + 1);
        }
    }
}
