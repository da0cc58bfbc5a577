using LanguageModeling.FastEstimation;

namespace LanguageModeling.DiskEstimation;

/// <summary>
/// Finds the n-grams of one order, with their counts, among sorted N-grams. N-grams that share their last n words follow each other; the
/// n-gram is open until one comes that does not.
/// </summary>
/// <param name="n">The order.</param>
/// <param name="highest">N.</param>
/// <param name="filter">What is pruned.</param>
internal sealed class OpenNgram(int n, int highest, NgramFilter filter)
{
    private readonly int[] _open = new int[n];
    private readonly int[] _words = new int[n];
    private bool _isOpen;
    private long _plain;
    private long _left; // words seen to the left
    private bool _takePlain; // as adjusted count

    /// <summary>The words of the n-gram that was closed, from the last to the first.</summary>
    public ReadOnlySpan<int> Words => _words;

    /// <summary>How often it occurs.</summary>
    public long Plain { get; private set; }

    /// <summary>Its adjusted count.</summary>
    public long Adjusted { get; private set; }

    /// <summary>Whether it is left out of the model. Not for special words, which stay.</summary>
    public bool IsPruned { get; private set; }

    /// <summary>Takes the next N-gram.</summary>
    /// <param name="record">Its words, from the last to the first.</param>
    /// <param name="shared">How many words it shares with the one before.</param>
    /// <param name="depth">How many words it has, up to &lt;s&gt;.</param>
    /// <param name="count">How often it occurs.</param>
    /// <returns>Whether an n-gram was closed.</returns>
    public bool Advance(ReadOnlySpan<int> record, int shared, int depth, long count)
    {
        bool closed = false;
        if (shared < n)
        {
            closed = Close();
            _isOpen = depth >= n;
            _takePlain = depth == n;
            if (_isOpen)
            {
                record[..n].CopyTo(_open);
            }
        }

        _plain += count;
        _left += depth > n && shared <= n ? 1 : 0;
        return closed;
    }

    /// <summary>Closes what is open.</summary>
    /// <returns>Whether something was.</returns>
    public bool Close()
    {
        bool closed = _isOpen;
        if (closed)
        {
            _open.CopyTo(_words, 0);
            Plain = _plain;
            Adjusted = _takePlain || n == highest ? _plain : _left;
            IsPruned = filter.IsPruned(n, _plain, filter.IsRefused(_words));
        }

        _isOpen = false;
        _plain = 0;
        _left = 0;
        return closed;
    }
}
