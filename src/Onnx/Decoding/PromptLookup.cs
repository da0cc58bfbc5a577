namespace LanguageModeling.Decoding;

/// <summary>
/// Finds tokens that may come next: those behind the last earlier place where the context reads like its end. Gives up for a while where its finds
/// are wrong. Used by one thread at a time.
/// </summary>
/// <param name="most">Most tokens to find.</param>
internal sealed class PromptLookup(int most)
{
    private const int LongestMatch = 4;
    private const int ShortestMatch = 2;

    // Checking a few tokens costs a third to two thirds more than one token, so a draft has to bring about that much of a token.
    private const double WorthTrying = 0.5;
    private const double Memory = 0.8;
    private const int Pause = 16;

    private double _accepted = 2; // running mean of tokens that a draft brought
    private int _current;
    private int _rest; // steps without a draft
    private bool _isOpen; // whether a draft was given out whose outcome is not known yet

    /// <summary>Finds tokens.</summary>
    /// <param name="context">The context.</param>
    /// <param name="room">Most tokens that there is room for.</param>
    public ReadOnlySpan<int> Find(ReadOnlySpan<int> context, int room)
    {
        Settle();
        if (_rest > 0)
        {
            _rest--;
            return [];
        }

        for (int length = Math.Min(LongestMatch, context.Length - 1); length >= ShortestMatch; length--)
        {
            int place = context[..^1].LastIndexOf(context[^length..]); // ends before the end of the context
            if (place >= 0)
            {
                int start = place + length;
                int count = Math.Min(Math.Min(most, room), context.Length - start);
                _isOpen = count > 0;
                return context.Slice(start, Math.Max(count, 0));
            }
        }

        return [];
    }

    /// <summary>A token of the last draft was right.</summary>
    public void Accept() => _current++;

    private void Settle()
    {
        if (!_isOpen)
        {
            return;
        }

        _accepted = (Memory * _accepted) + ((1 - Memory) * _current);
        _isOpen = false;
        _current = 0;
        if (_accepted < WorthTrying)
        {
            _rest = Pause;
            _accepted = 1;
        }
    }
}
