using System.Runtime.InteropServices;

namespace LanguageModeling.Generation;

/// <summary>A state with the tokens of its context, so that another context can begin with what the two have in common. Owns the state.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class TokenContext(LanguageModelState state) : IDisposable
{
    private readonly List<int> _tokens = [];

    public LanguageModelState State => state;

    /// <summary>The tokens of the context.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Makes room for as many tokens in all, so that the list need not grow.</summary>
    public void Reserve(int count) => _tokens.EnsureCapacity(count);

    /// <summary>Makes these tokens the context. Those that it begins with already are not computed again.</summary>
    /// <returns>How many that are.</returns>
    public int MoveTo(ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        int common = Tokens.CommonPrefixLength(tokens);
        Rewind(common);
        Append(tokens[common..], cancellationToken);
        return common;
    }

    /// <summary>Extends the context.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the context holds some beginning of the tokens.</exception>
    public void Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken)
    {
        int before = _tokens.Count;
        try
        {
            if (tokens.Length == 1)
            {
                state.Append(tokens[0], cancellationToken);
            }
            else if (tokens.Length > 1)
            {
                state.Append(tokens, cancellationToken);
            }
        }
        finally
        {
            _tokens.AddRange(tokens[..(state.Length - before)]);
        }
    }

    /// <summary>Makes these tokens the context, one by one: models that compute in batches wait with them until they are asked, for one or many contexts.</summary>
    public void MoveToLater(ReadOnlySpan<int> tokens)
    {
        Rewind(Tokens.CommonPrefixLength(tokens));
        foreach (int token in tokens[_tokens.Count..])
        {
            state.Append(token);
            _tokens.Add(token);
        }
    }

    /// <summary>
    /// What a full context is to become to have room again: some first tokens stay, the older half of the others goes, and the newer half moves up
    /// into their places, which its tokens have to go through the model again for.
    /// </summary>
    /// <param name="kept">How many first tokens stay, fewer than there are.</param>
    public int[] Slid(int kept) => [.. Tokens[..kept], .. Tokens[(kept + ContextFit.SlideStep(kept, _tokens.Count))..]];

    /// <summary>Copies the context; the caller owns the copy.</summary>
    public TokenContext Fork()
    {
        var fork = new TokenContext(state.Fork());
        fork._tokens.AddRange(_tokens);
        return fork;
    }

    public void Dispose() => state.Dispose();

    private void Rewind(int length)
    {
        if (length < _tokens.Count)
        {
            state.Rewind(length);
            _tokens.RemoveRange(length, _tokens.Count - length);
        }
    }
}
