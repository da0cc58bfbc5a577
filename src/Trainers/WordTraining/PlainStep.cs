namespace LanguageModeling.WordTraining;

/// <summary>The step as the formulas stand, in double; the tests hold <see cref="FastStep{TLanes}"/> against it.</summary>
/// <remarks>
/// For an input v, a target u and its sign s: x = v·u, loss = -ln σ(s x), and with the error g = rate · s · (1 - σ(s x)):
/// v ← v + Σ g u, u ← u + Σ g v (Mikolov et al. 2013b, eq. 4; Goldberg and Levy 2014).
/// </remarks>
internal sealed class PlainStep(WeightMatrix input, WeightMatrix output) : IWindowStep
{
    public double Loss { get; private set; }

    public void TrainEach(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        var inputChange = new double[inputs.Length, input.Columns];
        var outputChange = new double[targets.Length, input.Columns];
        for (int c = 0; c < inputs.Length; c++)
        {
            double[] v = Copy(input.Row(inputs[c]));
            for (int t = 0; t < targets.Length; t++)
            {
                Span<float> u = output.Row(targets[t]);
                double g = rate * Error(v, u, signs[t]);
                for (int i = 0; i < v.Length; i++)
                {
                    inputChange[c, i] += g * u[i];
                    outputChange[t, i] += g * v[i];
                }
            }
        }

        for (int c = 0; c < inputs.Length; c++)
        {
            Add(input.Row(inputs[c]), inputChange, c);
        }

        for (int t = 0; t < targets.Length; t++)
        {
            Add(output.Row(targets[t]), outputChange, t);
        }
    }

    public void TrainMean(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        var mean = new double[input.Columns];
        foreach (int row in inputs)
        {
            Span<float> v = input.Row(row);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += (double)v[i] / inputs.Length;
            }
        }

        var change = new double[1, input.Columns];
        var outputChange = new double[targets.Length, input.Columns];
        for (int t = 0; t < targets.Length; t++)
        {
            Span<float> u = output.Row(targets[t]);
            double g = rate * Error(mean, u, signs[t]);
            for (int i = 0; i < mean.Length; i++)
            {
                change[0, i] += g * u[i];
                outputChange[t, i] += g * mean[i];
            }
        }

        for (int t = 0; t < targets.Length; t++)
        {
            Add(output.Row(targets[t]), outputChange, t);
        }

        foreach (int row in inputs)
        {
            Add(input.Row(row), change, 0);
        }
    }

    /// <summary>Adds to the loss; gives s (1 - σ(s x)).</summary>
    private double Error(double[] v, ReadOnlySpan<float> u, float sign)
    {
        double x = 0;
        for (int i = 0; i < v.Length; i++)
        {
            x += v[i] * u[i];
        }

        double q = 1 + Math.Exp(-sign * x); // 1 / σ(s x)
        Loss += Math.Log(q);
        return sign * (1 - (1 / q));
    }

    private static double[] Copy(ReadOnlySpan<float> row)
    {
        var copy = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            copy[i] = row[i];
        }

        return copy;
    }

    private static void Add(Span<float> row, double[,] change, int index)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (float)(row[i] + change[index, i]);
        }
    }
}
