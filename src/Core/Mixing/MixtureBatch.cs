namespace LanguageModeling.Mixing;

/// <summary>Scores sequences by asking each model of a mixture for all of them at once.</summary>
internal static class MixtureBatch
{
    /// <summary>Scores; the results are those of one state after another, to the bit.</summary>
    public static void Score(MixtureLanguageModel mixture, ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken)
    {
        foreach (SequenceToScore sequence in batch)
        {
            if (!sequence.Ranks.IsEmpty)
            {
                SequenceToScore.ScoreOneByOne(mixture, batch, cancellationToken); // ranks need whole distributions
                return;
            }
        }

        int length = 0;
        foreach (SequenceToScore sequence in batch)
        {
            length = checked(length + sequence.Tokens.Length);
        }

        double[] own = new double[length]; // of one model
        double[] sums = new double[length];
        for (int m = 0; m < mixture.Models.Count; m++)
        {
            mixture.Models[m].ScoreBatch(Redirect(batch, own), cancellationToken);
            double weight = mixture.Weights[m];
            for (int i = 0; i < length; i++)
            {
                sums[i] += weight * Math.Exp(own[i]);
            }
        }

        int next = 0;
        foreach (SequenceToScore sequence in batch)
        {
            foreach (ref double score in sequence.LogProbabilities.Span)
            {
                score = Math.Min(0, Math.Log(sums[next++]));
            }
        }
    }

    /// <summary>The same sequences, scored into one array.</summary>
    private static SequenceToScore[] Redirect(ReadOnlySpan<SequenceToScore> batch, double[] scores)
    {
        var redirected = new SequenceToScore[batch.Length];
        int next = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            int length = batch[i].Tokens.Length;
            redirected[i] = new SequenceToScore(batch[i].Context, batch[i].Tokens, scores.AsMemory(next, length));
            next += length;
        }

        return redirected;
    }
}
