using LanguageModeling.Decoding;
using LanguageModeling.Signatures;
using LanguageModeling.Tensors;

namespace LanguageModeling.Batches;

/// <summary>The outputs of one run that scores tokens: log probabilities from the graph itself, or logits of the rows, or both.</summary>
internal sealed class RowScores : IDisposable
{
    private readonly RealOutput? _logits;
    private readonly RealOutput? _scores;
    private readonly bool _isChosen;

    public RowScores(DecoderSession graph, DecoderInputs inputs, bool withLogits, OutputMemory logitsMemory, OutputMemory scoresMemory)
    {
        _isChosen = graph.Form == LogitsForm.Chosen;
        if (graph.Signature.HasLogProbabilities)
        {
            _scores = new RealOutput(inputs.Binding, graph.Signature.LogProbabilities!, scoresMemory, inputs.LogitRowCount);
        }

        if (withLogits)
        {
            _logits = _isChosen
                ? new RealOutput(inputs.Binding, graph.Signature.Logits, logitsMemory, inputs.LogitRowCount, graph.VocabularySize)
                : new RealOutput(inputs.Binding, graph.Signature.Logits, logitsMemory, inputs.Rows, inputs.Steps, graph.VocabularySize);
        }
    }

    /// <summary>ln P of a token.</summary>
    /// <param name="wanted">Number of the token among those that were asked for.</param>
    /// <param name="place">Place of the row before it in [B · T].</param>
    /// <param name="token">The token.</param>
    /// <param name="room">Room for a row of logits.</param>
    /// <param name="rank">Number of tokens that are more probable; 0 unless wanted.</param>
    /// <param name="withRank">Whether the rank is wanted.</param>
    public double LogProbability(int wanted, long place, int token, Span<float> room, out int rank, bool withRank)
    {
        ReadOnlySpan<float> row = _logits is null ? [] : _logits.Row(_isChosen ? wanted : place, room);
        rank = withRank ? LogSoftmax.CountAbove(row, row[token]) : 0;
        if (_scores is null)
        {
            return Math.Min(0, row[token] - LogSoftmax.LogSumExp(row));
        }

        Span<float> score = stackalloc float[1];
        _scores.Read(wanted, score);
        return Math.Min(0, score[0]);
    }

    public void Dispose()
    {
        _logits?.Dispose();
        _scores?.Dispose();
    }
}
