using System.Runtime.InteropServices;
using System.Text;

namespace LanguageModeling.Text;

/// <summary>
/// Finds words by expectation maximization of a unigram model: begins with everything up to some length that comes up often, then counts
/// how often each is expected in all splits of the text, weighed by their probability, and leaves the rare ones out.
/// </summary>
/// <param name="texts">Texts.</param>
/// <param name="options">Settings.</param>
internal sealed class WordLearner(IEnumerable<string> texts, WordLearningOptions options)
{
    private const double LeastCount = 1e-3;

    // Runs of parts that touch each other, as often as they came up.
    private readonly Dictionary<string, (TextPart[] Units, long Count)> _runs = [];

    public Lexicon Learn()
    {
        ReadRuns();
        Dictionary<string, double> counts = CountAll();
        for (int i = 0; i < options.Iterations; i++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            counts = Expect(counts);
        }

        return new Lexicon(counts.Select(entry => KeyValuePair.Create(entry.Key, Math.Max(1, (long)Math.Round(entry.Value)))));
    }

    private void ReadRuns()
    {
        var units = new List<TextPart>();
        foreach (string text in texts)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            units.Clear();
            TextSplitter.Cjk.Split(text, units);
            foreach (ReadOnlyMemory<TextPart> run in DictionarySplitter.FindRuns(units.ToArray()))
            {
                foreach (ReadOnlyMemory<TextPart> part in SplitAtMarks(text, run))
                {
                    AddRun(text, part.Span);
                }
            }
        }
    }

    // Words hold neither punctuation marks nor, joined to others, Latin words and numbers.
    private static IEnumerable<ReadOnlyMemory<TextPart>> SplitAtMarks(string text, ReadOnlyMemory<TextPart> run)
    {
        int first = 0;
        for (int i = 0; i <= run.Length; i++)
        {
            if (i == run.Length || !IsIdeograph(text, run.Span[i]))
            {
                if (i > first)
                {
                    yield return run[first..i];
                }

                first = i + 1;
            }
        }

        static bool IsIdeograph(string text, TextPart part)
            => Rune.TryGetRuneAt(text, part.Start, out Rune rune) && CjkText.IsIdeograph(rune);
    }

    private void AddRun(string text, ReadOnlySpan<TextPart> units)
    {
        string run = DictionarySplitter.Between(text, units[0], units[^1]).ToString();
        ref (TextPart[] Units, long Count) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_runs, run, out bool exists);
        if (!exists)
        {
            entry.Units = units.ToArray();
            foreach (ref TextPart unit in entry.Units.AsSpan())
            {
                unit = unit with { Start = unit.Start - units[0].Start };
            }
        }

        entry.Count++;
    }

    private Dictionary<string, double> CountAll()
    {
        var counts = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string run, (TextPart[] units, long count)) in _runs)
        {
            for (int first = 0; first < units.Length; first++)
            {
                for (int last = first; last < Math.Min(units.Length, first + options.MaximumCharacters); last++)
                {
                    string word = DictionarySplitter.Between(run, units[first], units[last]).ToString();
                    counts[word] = counts.GetValueOrDefault(word) + count;
                }
            }
        }

        return Prune(counts);
    }

    private Dictionary<string, double> Expect(Dictionary<string, double> counts)
    {
        double logTotal = Math.Log(counts.Values.Sum());
        var expected = new Dictionary<string, double>(StringComparer.Ordinal);
        Dictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> now = counts.GetAlternateLookup<ReadOnlySpan<char>>(), next = expected.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach ((string run, (TextPart[] units, long count)) in _runs)
        {
            Add(run, units, count);
        }

        return Prune(expected);

        // Forward and backward: log-probability of all that leads to a place, and of all that goes on from it.
        void Add(string run, TextPart[] units, long count)
        {
            int n = units.Length;
            double[] forward = new double[n + 1], backward = new double[n + 1];
            forward.AsSpan(1).Fill(double.NegativeInfinity);
            backward.AsSpan(0, n).Fill(double.NegativeInfinity);
            for (int first = 0; first < n; first++)
            {
                for (int last = first; last < Math.Min(n, first + options.MaximumCharacters); last++)
                {
                    forward[last + 1] = LogSum(forward[last + 1], forward[first] + LogProbability(first, last));
                }
            }

            for (int first = n - 1; first >= 0; first--)
            {
                for (int last = first; last < Math.Min(n, first + options.MaximumCharacters); last++)
                {
                    double log = LogProbability(first, last);
                    backward[first] = LogSum(backward[first], log + backward[last + 1]);
                    double share = Math.Exp(forward[first] + log + backward[last + 1] - forward[n]);
                    if (share > 0)
                    {
                        ReadOnlySpan<char> word = DictionarySplitter.Between(run, units[first], units[last]);
                        next.TryGetValue(word, out double before);
                        next[word] = before + (share * count);
                    }
                }
            }

            double LogProbability(int first, int last)
                => now.TryGetValue(DictionarySplitter.Between(run, units[first], units[last]), out double seen) ? Math.Log(seen) - logTotal : double.NegativeInfinity;
        }
    }

    // Single characters stay, whatever is expected of them, so that every text can be split.
    private Dictionary<string, double> Prune(Dictionary<string, double> counts)
    {
        Dictionary<string, double> kept = counts.Where(entry => entry.Value >= options.MinimumCount).ToDictionary(StringComparer.Ordinal);
        foreach ((string run, (TextPart[] units, _)) in _runs)
        {
            foreach (TextPart unit in units)
            {
                kept.TryAdd(run.Substring(unit.Start, unit.Length), LeastCount);
            }
        }

        return kept;
    }

    private static double LogSum(double a, double b)
    {
        double greater = Math.Max(a, b), less = Math.Min(a, b);
        return double.IsNegativeInfinity(less) ? greater : greater + Math.Log(1 + Math.Exp(less - greater));
    }
}
