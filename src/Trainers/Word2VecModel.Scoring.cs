using System.Numerics.Tensors;

namespace LanguageModeling;

/// <content>
/// Scoring (Taddy 2015, "Document classification by inversion of distributed language representations"): how well the model expects words in their
/// contexts, which tells texts of one kind from those of another.
/// </content>
public sealed partial class Word2VecModel
{
    /// <summary>The softmax that fits the objective: <see cref="Word2VecSoftmax.Hierarchical"/>, or <see cref="Word2VecSoftmax.Exact"/> after negative sampling.</summary>
    public Word2VecSoftmax DefaultSoftmax => Tree is null ? Word2VecSoftmax.Exact : Word2VecSoftmax.Hierarchical;

    /// <summary>ln P(word | context): for CBOW given the mean of the context's vectors; for skip-gram the mean of ln P(word | c) over the words c.</summary>
    /// <param name="word">Id of the word, in [0, V).</param>
    /// <param name="context">Ids of words around it, at least one, each in [0, V).</param>
    /// <param name="softmax">Which probability; null for <see cref="DefaultSoftmax"/>.</param>
    /// <returns>A natural logarithm, at most 0.</returns>
    /// <exception cref="ArgumentException">There is no context, or the model was not trained for this softmax.</exception>
    public double LogProbability(int word, ReadOnlySpan<int> context, Word2VecSoftmax? softmax = null)
    {
        Check(word);
        if (context.IsEmpty)
        {
            throw new ArgumentException("The context holds no word. Give at least one.", nameof(context));
        }

        foreach (int id in context)
        {
            Check(id);
        }

        Word2VecSoftmax kind = CheckSoftmax(softmax ?? DefaultSoftmax);
        if (Options.Architecture == Word2VecArchitecture.Cbow)
        {
            return LogProbability(word, Predict(context, kind), kind);
        }

        double sum = 0;
        foreach (int id in context)
        {
            sum += LogProbability(word, Predict([id], kind), kind);
        }

        return sum / context.Length;
    }

    /// <summary>Scores a line of text, split into words as those that the model was trained on.</summary>
    /// <param name="text">The line.</param>
    /// <param name="softmax">Which probability; null for <see cref="DefaultSoftmax"/>.</param>
    /// <inheritdoc cref="Score(IReadOnlyList{string}, Word2VecSoftmax?)" path="/returns|/exception"/>
    public Word2VecScore Score(string text, Word2VecSoftmax? softmax = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<TextPart>();
        Options.Splitter.Split(text, parts);
        IEnumerable<string> words = parts.Select(part => Options.Splitter.GetToken(text, part));
        return Score([.. Options.Lowercase ? words.Select(word => word.ToLowerInvariant()) : words], softmax);
    }

    /// <summary>
    /// Scores a sentence: the sum over its words of ln P(word | the words of the whole window around it), Taddy's composite likelihood with each word
    /// counted once. It is not the probability of the sentence, as each word is expected from both sides.
    /// </summary>
    /// <param name="words">The words of the sentence.</param>
    /// <param name="softmax">Which probability; null for <see cref="DefaultSoftmax"/>.</param>
    /// <returns>The score; words without a vector are left out first and counted.</returns>
    /// <exception cref="ArgumentException">The model was not trained for this softmax.</exception>
    public Word2VecScore Score(IReadOnlyList<string> words, Word2VecSoftmax? softmax = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        Word2VecSoftmax kind = CheckSoftmax(softmax ?? DefaultSoftmax);
        int[] ids = [.. words.Select(word => Vocabulary.TryGetId(word, out int id) ? id : -1).Where(id => id >= 0)];
        var predictions = new Dictionary<int, Prediction>(); // skip-gram: of each word, which is in many windows
        double sum = 0;
        int scored = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            int first = Math.Max(0, i - Options.Window);
            int last = Math.Min(ids.Length - 1, i + Options.Window);
            int[] context = [.. ids[first..i], .. ids[(i + 1)..(last + 1)]];
            if (context.Length > 0)
            {
                scored++;
                sum += Options.Architecture == Word2VecArchitecture.Cbow
                    ? LogProbability(ids[i], Predict(context, kind), kind)
                    : context.Average(id => LogProbability(ids[i], PredictOnce(id), kind));
            }
        }

        return new Word2VecScore(sum, scored, words.Count - ids.Length);

        Prediction PredictOnce(int id)
            => predictions.TryGetValue(id, out Prediction known) ? known : predictions[id] = Predict([id], kind);
    }

    /// <summary>The mean of a context's vectors, with the part of every word's score that does not depend on the word.</summary>
    private Prediction Predict(ReadOnlySpan<int> context, Word2VecSoftmax softmax)
    {
        var rows = new List<int>();
        foreach (int id in context)
        {
            rows.Add(id);
            rows.AddRange(CharacterRows(id));
        }

        var v = new float[Options.Dimension];
        Average([.. rows], v);
        return new Prediction(v, softmax switch
        {
            Word2VecSoftmax.Exact => -LogSumExp(v),
            Word2VecSoftmax.Sampled => Options.NegativeSamples * ExpectedNoise(v),
            _ => 0,
        });
    }

    private double LogProbability(int word, Prediction given, Word2VecSoftmax softmax)
    {
        switch (softmax)
        {
            case Word2VecSoftmax.Hierarchical:
                ReadOnlySpan<int> path = Tree!.Path(word);
                ReadOnlySpan<float> signs = Tree.Signs(word);
                double sum = 0;
                for (int i = 0; i < path.Length; i++)
                {
                    sum += LogSigmoid(signs[i] * Logit(given.Vector, path[i]));
                }

                return sum;
            case Word2VecSoftmax.Exact:
                return Logit(given.Vector, word) + given.Constant;
            default:
                return LogSigmoid(Logit(given.Vector, word)) + given.Constant;
        }
    }

    /// <summary>ln Σ e^(v·u) over all words.</summary>
    private double LogSumExp(float[] v)
    {
        var x = new double[Vocabulary.Count];
        for (int id = 0; id < x.Length; id++)
        {
            x[id] = Logit(v, id);
        }

        double largest = x.Max();
        return largest + Math.Log(x.Sum(value => Math.Exp(value - largest)));
    }

    /// <summary>The expectation of ln σ(-v·u) over the noise.</summary>
    private double ExpectedNoise(float[] v)
    {
        double sum = 0;
        for (int id = 0; id < Vocabulary.Count; id++)
        {
            sum += Noise!.Share(id) * LogSigmoid(-Logit(v, id));
        }

        return sum;
    }

    /// <summary>v·u, the products in float.</summary>
    private double Logit(float[] v, int output) => TensorPrimitives.Dot(v, Output.Row(output));

    /// <summary>-ln(1 + e^-x).</summary>
    private static double LogSigmoid(double x) => x >= 0 ? -Math.Log(1 + Math.Exp(-x)) : x - Math.Log(1 + Math.Exp(x));

    private void Check(int id)
    {
        if ((uint)id >= (uint)Vocabulary.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"Ids of this model's words are from 0 to {Vocabulary.Count - 1}.");
        }
    }

    private Word2VecSoftmax CheckSoftmax(Word2VecSoftmax softmax)
    {
        bool fits = softmax == Word2VecSoftmax.Hierarchical ? Tree is not null : Tree is null && Enum.IsDefined(softmax);
        return fits ? softmax : throw new ArgumentException(
            $"A model trained by {Options.Objective} gives no {softmax} probabilities. Use {(Tree is null ? "Exact or Sampled" : "Hierarchical")}.", nameof(softmax));
    }

    private readonly record struct Prediction(float[] Vector, double Constant);
}
