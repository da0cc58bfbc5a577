using LanguageModeling.Counting;

namespace LanguageModeling.FastEstimation;

/// <summary>A text as one row of token ids, each sentence preceded by one &lt;s&gt; and, unless it was cut off, followed by &lt;/s&gt;.</summary>
internal sealed class CorpusIds(int beginning, int end) : ITokenCollector, IDisposable
{
    /// <summary>The most ids, &lt;s&gt; included: places are 32-bit.</summary>
    public const int MaximumLength = int.MaxValue - (1 << 20);

    private NativeArray<int> _ids = new(1 << 16);

    /// <summary>The id of &lt;s&gt;.</summary>
    public int Beginning => beginning;

    /// <summary>The id of &lt;/s&gt;.</summary>
    public int End => end;

    /// <summary>Whether the last sentence was cut off: it has no &lt;/s&gt;.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>When there are so many ids, <see cref="Full"/> is called after the sentence.</summary>
    public Func<int> Limit { get; init; } = static () => MaximumLength;

    /// <summary>Makes room, by <see cref="Clear"/>.</summary>
    public Action<CorpusIds>? Full { get; init; }

    /// <summary>Number of ids, &lt;s&gt; included.</summary>
    public int Length { get; private set; }

    /// <inheritdoc/>
    public long TokenCount { get; private set; }

    /// <summary>The ids; only the first <see cref="Length"/> are set.</summary>
    public NativeArray<int> Ids => _ids;

    /// <inheritdoc/>
    public void BeginSentence() => Append(beginning);

    /// <inheritdoc/>
    public void Add(int token)
    {
        Append(token);
        TokenCount++;
    }

    /// <inheritdoc/>
    public void EndSentence()
    {
        Add(end);
        MakeRoom();
    }

    /// <inheritdoc/>
    public void CutOffSentence() => IsCutOff = true;

    /// <summary>Adds a stretch of text.</summary>
    /// <param name="local">Numbers of tokens, &lt;s&gt; and &lt;/s&gt; included.</param>
    /// <param name="ids">The id of each number.</param>
    /// <param name="sentences">How many &lt;s&gt; are among them.</param>
    public void Append(ReadOnlySpan<int> local, ReadOnlySpan<int> ids, int sentences)
    {
        Reserve(local.Length);
        Span<int> target = _ids.AsSpan(Length, local.Length);
        for (int i = 0; i < local.Length; i++)
        {
            target[i] = ids[local[i]];
        }

        Length += local.Length;
        TokenCount += local.Length - sentences;
        MakeRoom();
    }

    /// <summary>Forgets the text, so that more can be put in its place. <see cref="TokenCount"/> goes on.</summary>
    public void Clear() => Length = 0;

    /// <inheritdoc/>
    public void Dispose() => _ids.Dispose();

    private void MakeRoom()
    {
        if (Length >= Limit())
        {
            Full?.Invoke(this);
        }
    }

    private void Append(int id)
    {
        Reserve(1);
        _ids[Length++] = id;
    }

    private unsafe void Reserve(int count)
    {
        long needed = (long)Length + count;
        if (needed <= _ids.Length)
        {
            return;
        }

        if (needed > MaximumLength)
        {
            throw new InvalidOperationException($"The text has more than {MaximumLength:N0} tokens, the most that can be counted at once in memory.");
        }

        var larger = new NativeArray<int>(Math.Max(needed, Math.Min(MaximumLength, _ids.Length + (_ids.Length / 2))));
        _ids.AsSpan(0, Length).CopyTo(larger.AsSpan(0, Length));
        _ids.Dispose();
        _ids = larger;
    }
}
