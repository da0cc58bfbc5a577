namespace LanguageModeling.Embeddings;

/// <summary>The first right singular vector of rows that pass by once: the first eigenvector of the sum of x xᵀ, by power iteration.</summary>
internal sealed class CommonComponent(int dimension)
{
    private const int MostSteps = 1000;
    private const double Tolerance = 1e-12;

    private readonly double[] _products = new double[checked(dimension * dimension)]; // [D, D], the upper half

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        for (int i = 0; i < dimension; i++)
        {
            Span<double> products = _products.AsSpan(i * dimension, dimension);
            for (int j = i; j < dimension; j++)
            {
                products[j] += (double)row[i] * row[j];
            }
        }
    }

    /// <summary>The vector, of length 1; empty when all rows were zeros.</summary>
    public float[] Find()
    {
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < i; j++)
            {
                _products[(i * dimension) + j] = _products[(j * dimension) + i];
            }
        }

        // A start that no eigenvector of practice is at right angles to.
        double[] vector = [.. Enumerable.Range(0, dimension).Select(i => 1 + (i / (2.0 * dimension)))];
        var next = new double[dimension];
        for (int step = 0; step < MostSteps; step++)
        {
            for (int i = 0; i < dimension; i++)
            {
                next[i] = Dot(_products.AsSpan(i * dimension, dimension), vector);
            }

            double norm = Math.Sqrt(Dot(next, next));
            if (norm == 0)
            {
                return [];
            }

            double change = 0;
            for (int i = 0; i < dimension; i++)
            {
                next[i] /= norm;
                change = Math.Max(change, Math.Abs(next[i] - vector[i]));
            }

            (vector, next) = (next, vector);
            if (change < Tolerance)
            {
                break;
            }
        }

        return [.. vector.Select(value => (float)value)];
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
