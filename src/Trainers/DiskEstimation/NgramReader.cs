using LanguageModeling.FastEstimation;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>Goes through sorted N-grams and says what each shares with the one before.</summary>
internal sealed class NgramReader(CountedText text) : IDisposable
{
    private readonly RecordShape _shape = CountedText.ShapeOf(text.Order);
    private readonly IRecordSource _source = text.Open();
    private readonly int[] _last = new int[text.Order];
    private readonly int _beginning = text.Vocabulary.SpecialTokens.BeginningOfSequence!.Value;
    private bool _begun;

    /// <summary>The words, from the last to the first.</summary>
    public ReadOnlySpan<int> Words => _last;

    /// <summary>How many of them it shares with the one before.</summary>
    public int Shared { get; private set; }

    /// <summary>How many words there are up to the first &lt;s&gt;.</summary>
    public int Depth { get; private set; }

    /// <summary>How often it occurs.</summary>
    public long Count { get; private set; }

    /// <summary>Goes on.</summary>
    public bool Next()
    {
        if (!_source.Next())
        {
            return false;
        }

        ReadOnlySpan<int> record = _source.Current;
        Shared = _begun ? _shape.CommonLength(record, _last) : 0;
        record[.._shape.Key].CopyTo(_last);
        int beginning = _last.AsSpan().IndexOf(_beginning);
        Depth = beginning < 0 ? _shape.Key : beginning + 1;
        Count = RecordCount.Get(record[_shape.Key..]);
        _begun = true;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <summary>Gives the n-grams of one order, in suffix order.</summary>
    /// <param name="text">Where from.</param>
    /// <param name="n">The order.</param>
    /// <param name="filter">What is pruned.</param>
    /// <param name="take">Takes each.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void ForEach(CountedText text, int n, NgramFilter filter, Action<OpenNgram> take, CancellationToken cancellationToken)
    {
        using var reader = new NgramReader(text);
        var ngram = new OpenNgram(n, text.Order, filter);
        for (long i = 0; reader.Next(); i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (ngram.Advance(reader.Words, reader.Shared, reader.Depth, reader.Count))
            {
                take(ngram);
            }
        }

        if (ngram.Close())
        {
            take(ngram);
        }
    }
}
