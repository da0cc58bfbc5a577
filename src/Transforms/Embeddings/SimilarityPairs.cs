using System.Globalization;

namespace LanguageModeling.Embeddings;

/// <summary>Compares cosines with people's judgement of pairs of words.</summary>
internal sealed class SimilarityPairs(WordVectors vectors, WordVectorEvaluationOptions options)
{
    private readonly EvaluationWords _words = new(vectors, options);

    public WordSimilarityResult Compare(IEnumerable<string> lines)
    {
        var judged = new List<double>();
        var cosines = new List<double>();
        int skipped = 0;
        long number = 0;
        bool any = false;
        foreach (string line in lines)
        {
            number++;
            options.CancellationToken.ThrowIfCancellationRequested();
            char separator = line.Contains('\t') ? '\t' : line.Contains(',') ? ',' : ' ';
            string[] fields = line.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            // SimLex-999 has the part of speech before the number.
            double value = 0;
            bool isPair = fields.Length >= 3
                && (TryParse(fields[2], out value) || (fields.Length > 3 && TryParse(fields[3], out value)));
            if (!isPair)
            {
                if (!any)
                {
                    any = true; // a heading
                    continue;
                }

                throw new InvalidDataException($"Line {number}: expected two words and a number but found \"{line}\". Give a file of the form of WordSim-353.");
            }

            any = true;
            (int a, int b) = (_words.Find(fields[0]), _words.Find(fields[1]));
            if (a < 0 || b < 0)
            {
                skipped++;
            }
            else
            {
                judged.Add(value);
                cosines.Add(VectorMath.Cosine(vectors.Row(a), vectors.Row(b)));
            }
        }

        return new WordSimilarityResult(
            Correlation(Ranks(judged), Ranks(cosines)), Correlation([.. judged], [.. cosines]), judged.Count, skipped);
    }

    private static bool TryParse(string field, out double value)
        => double.TryParse(field, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Ranks from 1 on; equal values share the mean of theirs.</summary>
    private static double[] Ranks(List<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[values.Count];
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }

            start = end;
        }

        return ranks;
    }

    /// <summary>Pearson's correlation; NaN when a side does not vary.</summary>
    private static double Correlation(double[] x, double[] y)
    {
        if (x.Length < 2)
        {
            return double.NaN;
        }

        (double meanX, double meanY) = (x.Average(), y.Average());
        double xx = x.Sum(value => (value - meanX) * (value - meanX));
        double yy = y.Sum(value => (value - meanY) * (value - meanY));
        double xy = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return xy / Math.Sqrt(xx * yy);
    }
}
