using System.Text;

namespace LanguageModeling.Tests.FastEstimation;

/// <summary>Random small texts with random options: many words or few, long lines or empty ones, cut off or not, pruned or not.</summary>
internal static class RandomTraining
{
    /// <summary>The same at each call.</summary>
    public static (string Text, NgramOptions Options, bool FixedIds) Make(int seed)
    {
        var random = new Random(seed);
        int order = 1 + random.Next(random.Next(3) == 0 ? NgramOptions.MaximumOrder : 6);
        string text = MakeText(random);
        var options = new NgramOptions
        {
            Order = order,
            DiscountFallback = random.Next(2) == 0 ? NgramOptions.UsualDiscountFallback : [0.4f, 0.9f],
            InterpolateUnigrams = random.Next(4) != 0,
            VocabularyPad = random.Next(4) == 0 ? random.Next(200) : 0,
        };
        if (random.Next(2) == 0)
        {
            long threshold = 0;
            options = options with { PruningThresholds = [.. Enumerable.Range(0, 1 + random.Next(order)).Select(_ => threshold += random.Next(2))] };
        }

        if (random.Next(3) == 0)
        {
            string[] words = text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
            options = options with { LimitVocabulary = [.. words.Where(_ => random.Next(3) != 0)] };
        }

        return (text, options, FixedIds: random.Next(3) == 0);
    }

    private static string MakeText(Random random)
    {
        int words = 1 + random.Next(random.Next(2) == 0 ? 4 : 60);
        int lines = random.Next(random.Next(2) == 0 ? 5 : 200);
        var text = new StringBuilder();
        for (int line = 0; line < lines; line++)
        {
            for (int length = random.Next(random.Next(4) == 0 ? 30 : 8); length > 0; length--)
            {
                text.Append('w').Append((int)(words * Math.Pow(random.NextDouble(), 2))).Append(random.Next(9) == 0 ? "\t " : " ");
            }

            text.Append('\n');
        }

        return random.Next(3) == 0 ? text.Append("w0 w1 cut").ToString() : text.ToString();
    }
}
