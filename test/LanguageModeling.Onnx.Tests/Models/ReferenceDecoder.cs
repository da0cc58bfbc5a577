using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>A decoder as plain loops in <see cref="double"/>, without a cache: what every graph must agree with.</summary>
internal sealed class ReferenceDecoder
{
    private readonly DecoderShape _shape;
    private readonly float[] _embedding;
    private readonly float[]? _positions;
    private readonly Layer[] _layers;
    private readonly Norm _finalNorm;
    private readonly float[] _head; // [V, D]

    public ReferenceDecoder(DecoderWeights weights)
    {
        _shape = weights.Shape;
        _embedding = weights.Embedding.Read();
        _positions = weights.Positions?.Read();
        _layers = [.. weights.Layers.Select(layer => new Layer(
            new Norm(layer.AttentionNorm), new Dense(layer.QueryKeyValue), Heads(layer.QueryNorm), Heads(layer.KeyNorm), new Dense(layer.AttentionOutput), new Norm(layer.MlpNorm),
            new Dense(layer.Up), layer.Gate is null ? null : new Dense(layer.Gate), new Dense(layer.Down)))];
        _finalNorm = new Norm(weights.FinalNorm);
        _head = weights.Head?.Matrix.ReadOutFirst() ?? _embedding;
    }

    /// <summary>Logits after each token, [T][V].</summary>
    public double[][] Logits(ReadOnlySpan<int> ids)
    {
        int d = _shape.Hidden;
        var x = new double[ids.Length][];
        for (int t = 0; t < ids.Length; t++)
        {
            x[t] = new double[d];
            for (int j = 0; j < d; j++)
            {
                x[t][j] = _embedding[ids[t] * d + j] + (_positions is null ? 0 : _positions[t * d + j]);
            }
        }

        for (int i = 0; i < _layers.Length; i++)
        {
            Layer layer = _layers[i];
            AddTo(x, Apply(layer.Out, Attend(Apply(layer.Qkv, Normalise(layer.Norm1, x)), i)));
            double[][] normed = Normalise(layer.Norm2, x);
            double[][] up = Apply(layer.Up, normed);
            double[][] active = layer.Gate is null
                ? [.. up.Select(row => Array.ConvertAll(row, Activate))]
                : [.. Apply(layer.Gate, normed).Zip(up, (gate, row) => gate.Zip(row, (a, b) => Activate(a) * b).ToArray())];
            AddTo(x, Apply(layer.Down, active));
        }

        return [.. Normalise(_finalNorm, x).Select(row => Enumerable.Range(0, _shape.Vocabulary).Select(v => Dot(row, _head, v * d)).ToArray())];
    }

    /// <summary>ln P(ids[t + 1] | ids[0..t]), T - 1 of them.</summary>
    public double[] LogProbabilities(ReadOnlySpan<int> ids)
    {
        double[][] logits = Logits(ids);
        var result = new double[ids.Length - 1];
        for (int t = 0; t < result.Length; t++)
        {
            result[t] = logits[t][ids[t + 1]] - LogSumExp(logits[t]);
        }

        return result;
    }

    public static double LogSumExp(double[] values)
    {
        double max = values.Max();
        return max + Math.Log(values.Sum(value => Math.Exp(value - max)));
    }

    private double[][] Attend(double[][] qkv, int layer)
    {
        int h = _shape.HeadSize;
        (Norm? queryNorm, Norm? keyNorm) = (_layers[layer].QueryNorm, _layers[layer].KeyNorm);
        int group = _shape.Heads / _shape.KeyValueHeads;
        int keys = _shape.Heads * h;
        int values = keys + _shape.KeyValueHeads * h;
        var result = new double[qkv.Length][];
        for (int t = 0; t < qkv.Length; t++)
        {
            result[t] = new double[keys];
            int first = _shape.Window is { } window ? Math.Max(0, t - window + 1) : 0;
            for (int head = 0; head < _shape.Heads; head++)
            {
                double[] query = Rotate(OfHead(queryNorm, qkv[t].AsSpan(head * h, h)), t);
                int shared = head / group * h;
                double[] scores = [.. Enumerable.Range(first, t - first + 1).Select(s => _shape.AttentionScale(layer) * Dot(query, Rotate(OfHead(keyNorm, qkv[s].AsSpan(keys + shared, h)), s)))];
                double total = LogSumExp(scores);
                for (int s = first; s <= t; s++)
                {
                    for (int j = 0; j < h; j++)
                    {
                        result[t][head * h + j] += Math.Exp(scores[s - first] - total) * qkv[s][values + shared + j];
                    }
                }
            }
        }

        return result;
    }

    private double[] OfHead(Norm? norm, ReadOnlySpan<double> head) => norm is null ? head.ToArray() : Normalise(norm, [head.ToArray()])[0];

    private static Norm? Heads(NormWeights? weights) => weights is null ? null : new Norm(weights);

    // Pair i is elements i and i + r/2 of the first r, as Llama has it.
    private double[] Rotate(ReadOnlySpan<double> head, int position)
    {
        double[] turned = head.ToArray();
        int half = _shape.RotarySize / 2;
        for (int i = 0; _shape.Rotary is { } rotary && i < half; i++)
        {
            (double sine, double cosine) = Math.SinCos(position * rotary.Frequency(i, _shape.RotarySize, _shape.Context));
            (sine, cosine) = (rotary.Magnitude * sine, rotary.Magnitude * cosine);
            turned[i] = head[i] * cosine - head[i + half] * sine;
            turned[i + half] = head[i + half] * cosine + head[i] * sine;
        }

        return turned;
    }

    private double Activate(double x) => _shape.Activation switch
    {
        Activation.TanhGelu => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        Activation.Gelu => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        Activation.Relu => Math.Max(x, 0),
        _ => x / (1 + Math.Exp(-x)),
    };

    // Its power series, exact in double for the small arguments of tests.
    private static double Erf(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private double[][] Normalise(Norm norm, double[][] x) => [.. x.Select(row =>
    {
        double mean = norm.Bias is null ? 0 : row.Average();
        double inverse = 1 / Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + _shape.NormEpsilon);
        return row.Select((value, j) => (value - mean) * inverse * norm.Scale[j] + (norm.Bias?[j] ?? 0)).ToArray();
    })];

    private static double[][] Apply(Dense dense, double[][] x) => [.. x.Select(row =>
    {
        var y = new double[dense.Out];
        for (int j = 0; j < y.Length; j++)
        {
            y[j] = Dot(row, dense.Weight, j * row.Length) + (dense.Bias?[j] ?? 0);
        }

        return y;
    })];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Dot(double[] row, float[] weights, int start)
    {
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            sum += row[j] * weights[start + j];
        }

        return sum;
    }

    private static void AddTo(double[][] x, double[][] y)
    {
        for (int t = 0; t < x.Length; t++)
        {
            for (int j = 0; j < x[t].Length; j++)
            {
                x[t][j] += y[t][j];
            }
        }
    }

    private sealed record Layer(Norm Norm1, Dense Qkv, Norm? QueryNorm, Norm? KeyNorm, Dense Out, Norm Norm2, Dense Up, Dense? Gate, Dense Down);

    private sealed class Norm(NormWeights weights)
    {
        public float[] Scale { get; } = weights.Scale.Read();

        public float[]? Bias { get; } = weights.Bias?.Read();
    }

    private sealed class Dense(Linear linear)
    {
        public int Out { get; } = linear.Matrix.Out;

        public float[] Weight { get; } = linear.Matrix.ReadOutFirst(); // [out, in]

        public float[]? Bias { get; } = linear.Bias?.Read();
    }
}
