using System.Text;

namespace LanguageModeling.Learning;

/// <summary>Chooses the characters that are tokens.</summary>
internal static class Alphabet
{
    /// <summary>The characters of words, the most frequent first where some must go, by number in the result.</summary>
    /// <param name="words">Words with their counts.</param>
    /// <param name="coverage">How much of the text the characters must cover at least, from 0 to 1; rare ones beyond that go.</param>
    /// <param name="limit">How many characters there may be, the initial ones included.</param>
    /// <param name="initial">Characters that are always there.</param>
    public static List<Rune> Choose(IEnumerable<(string Word, long Count)> words, double coverage, int? limit, string initial)
    {
        var counts = new Dictionary<Rune, long>();
        long total = 0;
        foreach ((string word, long count) in words)
        {
            foreach (Rune rune in word.EnumerateRunes())
            {
                counts[rune] = counts.GetValueOrDefault(rune) + count;
                total += count;
            }
        }

        HashSet<Rune> chosen = [.. initial.EnumerateRunes()];
        long covered = chosen.Sum(rune => counts.GetValueOrDefault(rune));
        foreach ((Rune rune, long count) in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Value))
        {
            if (chosen.Contains(rune))
            {
                continue;
            }

            if (covered >= coverage * total || chosen.Count >= (limit ?? int.MaxValue))
            {
                break;
            }

            chosen.Add(rune);
            covered += count;
        }

        return [.. chosen.OrderBy(rune => rune.Value)];
    }
}
