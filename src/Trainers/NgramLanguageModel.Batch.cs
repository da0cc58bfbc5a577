using System.Buffers;
using LanguageModeling.Layouts;
using LanguageModeling.Tables;

namespace LanguageModeling;

/// <content>Many sequences at once.</content>
public sealed partial class NgramLanguageModel
{
    private const int RunLength = 1 << 14; // words scored in one go

    /// <inheritdoc/>
    void ILanguageModel.ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken)
    {
        if (Tables is not LayoutTables tables)
        {
            SequenceToScore.ScoreOneByOne(this, batch, cancellationToken);
            return;
        }

        while (!batch.IsEmpty)
        {
            int count = 0;
            int words = 0;
            while (count < batch.Length && (count == 0 || words < RunLength) && batch[count].Ranks.IsEmpty)
            {
                words = checked(words + WordsOf(batch[count++]));
            }

            if (count > 0)
            {
                ScoreRun(tables, batch[..count], words, cancellationToken);
            }
            else
            {
                SequenceToScore.ScoreOneByOne(this, batch[..++count], cancellationToken); // ranks need whole distributions
            }

            batch = batch[count..];
        }
    }

    /// <summary>Words of a sequence that its scores depend on.</summary>
    private int WordsOf(in SequenceToScore sequence) => Math.Min(sequence.Context.Length, Order - 1) + sequence.Tokens.Length;

    private void ScoreRun(LayoutTables tables, ReadOnlySpan<SequenceToScore> batch, int length, CancellationToken cancellationToken)
    {
        int[] words = ArrayPool<int>.Shared.Rent(length);
        int[] starts = ArrayPool<int>.Shared.Rent(batch.Length);
        float[] log10 = ArrayPool<float>.Shared.Rent(length);
        try
        {
            int next = 0;
            for (int i = 0; i < batch.Length; i++)
            {
                starts[i] = next;
                next += CheckTokens(batch[i].Context.Span[^(WordsOf(batch[i]) - batch[i].Tokens.Length)..], words.AsSpan(next));
                next += CheckTokens(batch[i].Tokens.Span, words.AsSpan(next));
            }

            tables.Score(new ScoringRun(words.AsSpan(0, length), starts.AsSpan(0, batch.Length), log10, []), cancellationToken);
            int beginning = SpecialTokens.BeginningOfSequence ?? -1; // neither is predicted
            int padding = SpecialTokens.Padding ?? -1;
            for (int i = 0; i < batch.Length; i++)
            {
                int first = starts[i] + WordsOf(batch[i]) - batch[i].Tokens.Length;
                Span<double> scores = batch[i].LogProbabilities.Span;
                for (int t = 0; t < scores.Length; t++)
                {
                    int word = words[first + t];
                    scores[t] = word != beginning && word != padding ? log10[first + t] * NgramTables.Ln10 : double.NegativeInfinity;
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(words);
            ArrayPool<int>.Shared.Return(starts);
            ArrayPool<float>.Shared.Return(log10);
        }
    }

    private int CheckTokens(ReadOnlySpan<int> tokens, Span<int> words)
    {
        int size = VocabularySize;
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)size)
            {
                CheckToken(tokens[i]);
            }

            words[i] = tokens[i];
        }

        return tokens.Length;
    }
}
