namespace Microsoft.ML.Tokenizers;

/// <summary>Hands what one splitter leaves uncovered to the next one.</summary>
public class CompositePreTokenizer : PreTokenizer
{
    private const int Limit = 10;

    public CompositePreTokenizer(IReadOnlyList<PreTokenizer> preTokenizers, IReadOnlyDictionary<string, int>? specialTokens = null)
    {
        ArgumentNullException.ThrowIfNull(preTokenizers);
        if (preTokenizers.Count > Limit)
        {
            throw new ArgumentException($"Too many pre-tokenizers: at most {Limit} are allowed.", nameof(preTokenizers));
        }

        if (preTokenizers.Contains(null))
        {
            throw new ArgumentException("A pre-tokenizer is null.", nameof(preTokenizers));
        }

        PreTokenizers = RegexPreTokenizer.SpecialTokens(specialTokens) is { } special
            ? [new RegexPreTokenizer(special, null), .. preTokenizers]
            : preTokenizers;
    }

    public IReadOnlyList<PreTokenizer> PreTokenizers { get; }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Split(text, 0, 0, text.Length);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
        => text.IsEmpty ? [] : PreTokenize(text.ToString());

    private IEnumerable<(int Offset, int Length)> Split(string text, int level, int offset, int length)
    {
        int done = 0;
        foreach ((int start, int count) in PreTokenizers[level].PreTokenize(text.AsSpan(offset, length)))
        {
            if (start > done)
            {
                foreach ((int Offset, int Length) gap in Gap(text, level, offset, done, start))
                {
                    yield return gap;
                }
            }

            yield return (offset + start, count);
            done = start + count;
        }

        if (done < length)
        {
            foreach ((int Offset, int Length) gap in Gap(text, level, offset, done, length))
            {
                yield return gap;
            }
        }
    }

    /// <summary>As in the real one, a gap that the last splitter leaves is reported with its end in place of its length.</summary>
    private IEnumerable<(int Offset, int Length)> Gap(string text, int level, int offset, int start, int end)
        => level + 1 < PreTokenizers.Count ? Split(text, level + 1, offset + start, end - start) : [(offset + start, end)];
}
