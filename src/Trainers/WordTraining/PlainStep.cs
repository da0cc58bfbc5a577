namespace LanguageModeling.WordTraining;

/// <summary>The step as the formulas stand, in double; the tests hold <see cref="FastStep{TLanes}"/> against it.</summary>
/// <remarks>
/// For an input v, a target u and its sign s: x = v·u, loss = -ln σ(s x), and with the error g = rate · s · (1 - σ(s x)):
/// v ← v + Σ g u, u ← u + Σ g v (Mikolov et al. 2013b, eq. 4; Goldberg and Levy 2014).
/// </remarks>
internal sealed class PlainStep(WeightMatrix input, WeightMatrix output) : IWindowStep
{
    public double Loss { get; private set; }

    public void TrainInTurn(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        foreach (int row in inputs)
        {
            double[] v = ToDouble(input.Row(row));
            Add(input.Row(row), Train(v, targets, signs, rate), 1);
        }
    }

    public void TrainTogether(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        double[][] v = [.. inputs.ToArray().Select(row => ToDouble(input.Row(row)))];
        double[][] u = [.. targets.ToArray().Select(row => ToDouble(output.Row(row)))];
        for (int c = 0; c < v.Length; c++)
        {
            for (int t = 0; t < u.Length; t++)
            {
                double g = rate * Error(v[c], u[t], signs[t]);
                Add(input.Row(inputs[c]), u[t], g);
                Add(output.Row(targets[t]), v[c], g);
            }
        }
    }

    public void TrainMean(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        var mean = new double[input.Columns];
        foreach (int row in inputs)
        {
            double[] v = ToDouble(input.Row(row));
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += v[i] / inputs.Length;
            }
        }

        double[] change = Train(mean, targets, signs, rate);
        foreach (int row in inputs)
        {
            Add(input.Row(row), change, 1);
        }
    }

    /// <summary>Changes the targets; gives the change of the input, Σ g u.</summary>
    private double[] Train(double[] v, ReadOnlySpan<int> targets, ReadOnlySpan<float> signs, float rate)
    {
        var errors = new double[targets.Length];
        for (int t = 0; t < targets.Length; t++)
        {
            errors[t] = rate * Error(v, ToDouble(output.Row(targets[t])), signs[t]);
        }

        var change = new double[v.Length];
        for (int t = 0; t < targets.Length; t++)
        {
            double[] u = ToDouble(output.Row(targets[t])); // a target that comes twice has changed
            for (int i = 0; i < change.Length; i++)
            {
                change[i] += errors[t] * u[i];
            }

            Add(output.Row(targets[t]), v, errors[t]);
        }

        return change;
    }

    /// <summary>Adds to the loss; gives s (1 - σ(s x)).</summary>
    private double Error(double[] v, double[] u, float sign)
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

    private static double[] ToDouble(ReadOnlySpan<float> row)
    {
        var copy = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            copy[i] = row[i];
        }

        return copy;
    }

    private static void Add(Span<float> row, double[] change, double factor)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (float)(row[i] + (factor * change[i]));
        }
    }
}
