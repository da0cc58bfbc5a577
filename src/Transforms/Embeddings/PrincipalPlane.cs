namespace LanguageModeling.Embeddings;

/// <summary>Principal component analysis (Pearson 1901) of a few vectors of length 1, down to two dimensions.</summary>
internal static class PrincipalPlane
{
    public static (double X, double Y)[] Project(WordVectors vectors, int[] ids)
    {
        int dimension = vectors.Dimension;
        float[][] rows = [.. ids.Select(id => Unit(vectors, id))];
        var mean = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            mean[i] = (float)rows.Average(row => (double)row[i]);
        }

        foreach (float[] row in rows)
        {
            for (int i = 0; i < dimension; i++)
            {
                row[i] -= mean[i];
            }
        }

        double[] x = TakeComponent(rows, dimension);
        double[] y = TakeComponent(rows, dimension);
        return [.. x.Zip(y)];
    }

    private static float[] Unit(WordVectors vectors, int id)
    {
        var unit = new float[vectors.Dimension];
        VectorMath.Normalize(vectors.Row(id), unit);
        return unit;
    }

    /// <summary>The rows' places along the direction in which they spread most, which is then taken away from them.</summary>
    private static double[] TakeComponent(float[][] rows, int dimension)
    {
        var component = new CommonComponent(dimension);
        foreach (float[] row in rows)
        {
            component.Add(row);
        }

        float[] direction = component.Find();
        if (direction.Length == 0)
        {
            return new double[rows.Length]; // nothing is left
        }

        double[] places = [.. rows.Select(row => VectorMath.Dot(row, direction))];
        foreach ((float[] row, double place) in rows.Zip(places))
        {
            for (int i = 0; i < dimension; i++)
            {
                row[i] -= (float)(place * direction[i]);
            }
        }

        double largest = places.MaxBy(Math.Abs);
        return largest < 0 ? [.. places.Select(place => -place)] : places;
    }
}
