namespace LanguageModeling.Tokenizers;

/// <summary>Splits a text at the matches of a pattern.</summary>
internal static class TextSplitting
{
    /// <summary>The parts that splitting leaves, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pattern">Where to split.</param>
    /// <param name="behavior">What becomes of the matches.</param>
    /// <param name="invert">Whether what does not match is what to split at.</param>
    public static IEnumerable<AlignedText> Split(AlignedText text, TextPattern pattern, SplitBehavior behavior, bool invert = false)
    {
        List<PatternPart> parts = pattern.FindParts(text.Text);
        if (invert)
        {
            for (int i = 0; i < parts.Count; i++)
            {
                parts[i] = parts[i] with { IsMatch = !parts[i].IsMatch };
            }
        }

        return Arrange(parts, behavior).Select(part => text.Slice(part.Start, part.End - part.Start));
    }

    private static IEnumerable<(int Start, int End)> Arrange(List<PatternPart> parts, SplitBehavior behavior) => behavior switch
    {
        SplitBehavior.Removed => parts.Where(part => !part.IsMatch).Select(part => (part.Start, part.End)),
        SplitBehavior.Isolated => parts.Select(part => (part.Start, part.End)),
        SplitBehavior.MergedWithNext => MergeWithNext(parts),
        _ => MergeWithPrevious(parts, behavior == SplitBehavior.Contiguous),
    };

    private static List<(int Start, int End)> MergeWithPrevious(List<PatternPart> parts, bool contiguous)
    {
        var merged = new List<(int Start, int End)>();
        bool previous = false;
        foreach ((int start, int end, bool isMatch) in parts)
        {
            bool joins = contiguous ? isMatch == previous : isMatch && !previous;
            if (joins && merged.Count > 0)
            {
                merged[^1] = (merged[^1].Start, end);
            }
            else
            {
                merged.Add((start, end));
            }

            previous = isMatch;
        }

        return merged;
    }

    private static List<(int Start, int End)> MergeWithNext(List<PatternPart> parts)
    {
        var merged = new List<(int Start, int End)>();
        bool next = false;
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            (int start, int end, bool isMatch) = parts[i];
            if (isMatch && !next && merged.Count > 0)
            {
                merged[^1] = (start, merged[^1].End);
            }
            else
            {
                merged.Add((start, end));
            }

            next = isMatch;
        }

        merged.Reverse();
        return merged;
    }
}
