using LanguageModeling.Counting;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>Counts from a file: checks that they are what estimation relies on, and gives words other ids.</summary>
/// <param name="records">As in the file.</param>
/// <param name="order">N.</param>
/// <param name="ids">For each id of the file the one to give.</param>
/// <param name="path">For messages.</param>
internal sealed class CheckedCounts(IRecordSource records, int order, int[] ids, string path) : IRecordSource
{
    private readonly RecordShape _shape = CountedText.ShapeOf(order);
    private readonly int[] _last = new int[order];
    private readonly int[] _record = new int[order + RecordCount.Width];
    private bool _begun;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Current => _record;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public bool Next()
    {
        if (!records.Next())
        {
            return false;
        }

        ReadOnlySpan<int> record = records.Current;
        bool inFront = false; // of the sentence
        for (int k = 0; k < order; k++)
        {
            int word = record[k];
            if ((uint)word >= (uint)ids.Length || (inFront && word != TextCorpusReader.Beginning) || (k == 0 && word == TextCorpusReader.Beginning))
            {
                throw Damaged();
            }

            inFront |= word == TextCorpusReader.Beginning;
            _record[k] = ids[word];
        }

        if ((_begun && _shape.Compare(_last, record) >= 0) || RecordCount.Get(record[order..]) <= 0)
        {
            throw Damaged();
        }

        record[..order].CopyTo(_last);
        record[order..].CopyTo(_record.AsSpan(order));
        _begun = true;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => records.Dispose();

    private InvalidDataException Damaged() => new($"{path}: the counts are damaged: an N-gram is out of order or cannot be. Count the text again, or fetch the file again.");
}
