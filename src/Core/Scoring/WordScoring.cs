namespace LanguageModeling.Scoring;

/// <summary>Gives the tokens of a text to its words.</summary>
internal static class WordScoring
{
    /// <summary>Sums surprisal by word: a token belongs to the word where it begins, white space at its front left aside.</summary>
    public static IReadOnlyList<WordSurprisal> Sum(
        string text, TextSplitter splitter, IReadOnlyList<TextToken> tokens, SequenceScore score, SpecialTokens special)
    {
        var parts = new List<TextPart>();
        splitter.Split(text, parts);
        var sums = new (double LogProbability, int Tokens, int Unknown, int End)[parts.Count];
        int skipped = tokens.Count - score.TokenCount; // a beginning of sequence, which is context
        int word = 0;
        for (int t = 0; t < score.TokenCount && parts.Count > 0; t++)
        {
            TextToken token = tokens[skipped + t];
            int begin = token.Start;
            while (begin < text.Length && char.IsWhiteSpace(text[begin]))
            {
                begin++;
            }

            while (word + 1 < parts.Count && parts[word + 1].Start <= begin)
            {
                word++;
            }

            ref var sum = ref sums[word];
            sum.LogProbability += score.TokenLogProbabilities[t];
            sum.Tokens++;
            sum.Unknown += token.Id == special.Unknown ? 1 : 0;
            sum.End = token.Start + token.Length;
        }

        var words = new List<WordSurprisal>();
        int covered = 0; // end of the last token
        for (int i = 0; i < parts.Count; i++)
        {
            TextPart part = parts[i];
            if (sums[i].Tokens == 0 && words.Count > 0 && part.Start < covered)
            {
                // Part of a token that began in the word before.
                int start = words[^1].Start;
                int length = part.Start + part.Length - start;
                words[^1] = words[^1] with { Word = text.Substring(start, length), Length = length };
                continue;
            }

            covered = Math.Max(covered, sums[i].End);
            words.Add(new WordSurprisal(
                text.Substring(part.Start, part.Length), part.Start, part.Length, Units.Bits(0 - sums[i].LogProbability), sums[i].Tokens, sums[i].Unknown));
        }

        return words;
    }
}
