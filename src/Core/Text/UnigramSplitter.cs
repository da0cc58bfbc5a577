namespace LanguageModeling.Text;

/// <summary>
/// The most probable words, each by itself: of all ways to join the parts that with the greatest product of P(w) = count(w) / total, found by
/// dynamic programming (Viterbi 1967) from the end. A part that is no word counts as a word seen once. Of equals, longer words first.
/// </summary>
internal sealed class UnigramSplitter(Lexicon dictionary) : DictionarySplitter(MethodName, dictionary)
{
    public const string MethodName = "unigram";

    protected override void Join(string text, ReadOnlySpan<TextPart> units, List<TextPart> words)
    {
        var best = new double[units.Length + 1]; // log-probability of the best words from each part to the end
        var lasts = new int[units.Length];
        for (int first = units.Length - 1; first >= 0; first--)
        {
            best[first] = double.NegativeInfinity;
            for (int last = first; last < units.Length; last++)
            {
                bool goesOn = Dictionary.Prefixes.TryGet(Between(text, units[first], units[last]), out long? count);
                if (count is not null || last == first)
                {
                    double score = Dictionary.LogProbability(count) + best[last + 1];
                    (best[first], lasts[first]) = score >= best[first] ? (score, last) : (best[first], lasts[first]);
                }

                if (!goesOn)
                {
                    break;
                }
            }
        }

        for (int first = 0; first < units.Length; first = lasts[first] + 1)
        {
            words.Add(Cover(units[first], units[lasts[first]]));
        }
    }
}
