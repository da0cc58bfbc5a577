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
        var v = new float[Options.Dimension];
        if (Options.Architecture == Word2VecArchitecture.Cbow)
        {
            var rows = new List<int>();
            foreach (int id in context)
            {
                rows.Add(id);
                rows.AddRange(CharacterRows(id));
            }

            Average([.. rows], v);
            return LogProbability(word, v, kind);
        }

        double sum = 0;
        foreach (int id in context)
        {
            Average([id, .. CharacterRows(id)], v);
            sum += LogProbability(word, v, kind);
        }

        return sum / context.Length;
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
        CheckSoftmax(softmax ?? DefaultSoftmax);
        var ids = new List<int>();
        foreach (string word in words)
        {
            if (Vocabulary.TryGetId(word, out int id))
            {
                ids.Add(id);
            }
        }

        double sum = 0;
        int scored = 0;
        var context = new List<int>();
        for (int i = 0; i < ids.Count; i++)
        {
            context.Clear();
            for (int j = Math.Max(0, i - Options.Window); j <= Math.Min(ids.Count - 1, i + Options.Window); j++)
            {
                if (j != i)
                {
                    context.Add(ids[j]);
                }
            }

            if (context.Count > 0)
            {
                sum += LogProbability(ids[i], [.. context], softmax);
                scored++;
            }
        }

        return new Word2VecScore(sum, scored, words.Count - ids.Count);
    }

    private double LogProbability(int word, ReadOnlySpan<float> v, Word2VecSoftmax softmax)
    {
        switch (softmax)
        {
            case Word2VecSoftmax.Hierarchical:
                ReadOnlySpan<int> path = Tree!.Path(word);
                ReadOnlySpan<float> signs = Tree.Signs(word);
                double sum = 0;
                for (int i = 0; i < path.Length; i++)
                {
                    sum += LogSigmoid(signs[i] * Dot(v, Output.Row(path[i])));
                }

                return sum;
            case Word2VecSoftmax.Exact:
                var x = new double[Vocabulary.Count];
                for (int id = 0; id < x.Length; id++)
                {
                    x[id] = Dot(v, Output.Row(id));
                }

                double largest = x.Max();
                return x[word] - largest - Math.Log(x.Sum(value => Math.Exp(value - largest)));
            default:
                double noise = 0;
                for (int id = 0; id < Vocabulary.Count; id++)
                {
                    noise += Noise!.Share(id) * LogSigmoid(-Dot(v, Output.Row(id)));
                }

                return LogSigmoid(Dot(v, Output.Row(word))) + (Options.NegativeSamples * noise);
        }
    }

    /// <summary>-ln(1 + e^-x).</summary>
    private static double LogSigmoid(double x) => x >= 0 ? -Math.Log(1 + Math.Exp(-x)) : x - Math.Log(1 + Math.Exp(x));

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

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
}
