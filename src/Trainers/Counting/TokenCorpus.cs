namespace LanguageModeling.Counting;

/// <summary>A text as one row of ids, each sentence preceded by N - 1 times &lt;s&gt;, so that every token has a context of N - 1 tokens.</summary>
internal sealed class TokenCorpus(int order, int beginning, int end) : ITokenCollector
{
    private int[] _tokens = new int[1024];
    private int _count;

    /// <summary>N.</summary>
    public int Order => order;

    /// <summary>The id of &lt;s&gt;.</summary>
    public int Beginning => beginning;

    /// <summary>The id of &lt;/s&gt;.</summary>
    public int End => end;

    /// <summary>All ids, padding included.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, _count);

    /// <inheritdoc/>
    public long TokenCount { get; private set; }

    /// <summary>Whether the last sentence was cut off: it has no &lt;/s&gt;.</summary>
    public bool IsCutOff { get; private set; }

    /// <inheritdoc/>
    public void BeginSentence()
    {
        for (int i = 1; i < order; i++)
        {
            Append(beginning);
        }
    }

    /// <inheritdoc/>
    public void Add(int token)
    {
        Append(token);
        TokenCount++;
    }

    /// <inheritdoc/>
    public void EndSentence() => Add(end);

    /// <inheritdoc/>
    public void CutOffSentence() => IsCutOff = true;

    private void Append(int token)
    {
        if (_count == _tokens.Length)
        {
            if (_count == Array.MaxLength)
            {
                throw new InvalidOperationException(
                    $"The text has more than {Array.MaxLength:N0} tokens, the most that can be counted at once. Train on a part of it.");
            }

            Array.Resize(ref _tokens, (int)Math.Min(Array.MaxLength, 2L * _count));
        }

        _tokens[_count++] = token;
    }
}
