namespace LanguageModeling.Mixing;

/// <summary>
/// The weights λ of a mixture by expectation maximisation: F. Jelinek and R. Mercer, "Interpolated Estimation of Markov Source Parameters
/// from Sparse Data", Pattern Recognition in Practice, 1980; A. Dempster, N. Laird and D. Rubin, 1977.
/// </summary>
/// <remarks>
/// 1. All λ_m = 1 / M. 2. For each token t: q_m(t) = λ_m p_m(t) / Σ_j λ_j p_j(t). 3. λ_m = mean of q_m over the tokens. 4. Again from 2 until no λ
/// moves by 1e-6, at most 1000 times. Each round raises the likelihood of the text. Tokens to which no model gives a chance do not count.
/// </remarks>
internal static class MixtureWeights
{
    private const int MostRounds = 1000;
    private const double Settled = 1e-6;

    /// <summary>Estimates λ, [M].</summary>
    /// <param name="probabilities">[M][T]: of each token of the text by each model.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static double[] Estimate(IReadOnlyList<List<double>> probabilities, CancellationToken cancellationToken)
    {
        int models = probabilities.Count;
        double[] weights = new double[models];
        Array.Fill(weights, 1.0 / models);
        double moved = 1;
        for (int round = 0; round < MostRounds && moved >= Settled; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] shares = new double[models]; // Σ_t q_m(t)
            long counted = 0;
            for (int t = 0; t < probabilities[0].Count; t++)
            {
                double sum = 0;
                for (int m = 0; m < models; m++)
                {
                    sum += weights[m] * probabilities[m][t];
                }

                for (int m = 0; m < models && sum > 0; m++)
                {
                    shares[m] += weights[m] * probabilities[m][t] / sum;
                }

                counted += sum > 0 ? 1 : 0;
            }

            if (counted == 0)
            {
                throw new InvalidDataException("The tuning text has no token to which any of the models gives a chance. Give a text in the language of the models.");
            }

            moved = 0;
            for (int m = 0; m < models; m++)
            {
                moved = Math.Max(moved, Math.Abs((shares[m] / counted) - weights[m]));
                weights[m] = shares[m] / counted;
            }
        }

        return weights;
    }
}
