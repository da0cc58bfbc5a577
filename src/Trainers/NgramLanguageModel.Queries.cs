using System.Runtime.CompilerServices;
using LanguageModeling.Tables;

namespace LanguageModeling;

/// <content>Questions to the model beyond those of every language model.</content>
public sealed partial class NgramLanguageModel
{
    /// <summary>Scores one token after a context.</summary>
    /// <param name="context">The tokens before it, each in [0, V); only the last N - 1 matter.</param>
    /// <param name="token">Token id, in [0, V).</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside [0, V).</exception>
    public NgramScore Query(ReadOnlySpan<int> context, int token)
    {
        CheckToken(token);
        Span<int> nodes = stackalloc int[Order - 1];
        return GetScore(nodes[..Remember(context, nodes)], token);
    }

    /// <summary>Scores one token after a context, and gives the context after it. The way for decoders.</summary>
    /// <param name="context">What is remembered of the tokens before.</param>
    /// <param name="token">Token id, in [0, V).</param>
    /// <param name="next">Receives the context after the token.</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside [0, V).</exception>
    [SkipLocalsInit]
    public NgramScore Score(NgramContext context, int token, out NgramContext next)
    {
        CheckToken(token);
        Span<int> nodes = stackalloc int[NgramTables.MaximumOrder];
        int length = context.GetNodes(nodes).Length;
        double logProbability = Tables.Advance(nodes[..(Order - 1)], ref length, token, out int matched);
        next = new NgramContext(nodes[..length]);
        return ToScore(token, logProbability, matched);
    }

    /// <summary>The context after some tokens.</summary>
    /// <param name="tokens">Token ids, each in [0, V), such as the beginning of the sequence alone; only the last N - 1 matter.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside [0, V).</exception>
    public NgramContext GetContext(ReadOnlySpan<int> tokens)
    {
        Span<int> nodes = stackalloc int[NgramTables.MaximumOrder];
        return new NgramContext(nodes[..Remember(tokens, nodes[..(Order - 1)])]);
    }

    /// <summary>The most probable next tokens after a context, found without looking at the whole vocabulary.</summary>
    /// <param name="context">What is remembered of the tokens before.</param>
    /// <param name="count">How many, at least 1; fewer when the vocabulary has no more.</param>
    /// <returns>Most probable first; equally probable ones in the order of their ids.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public IReadOnlyList<TokenAlternative> GetTopTokens(NgramContext context, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Span<int> nodes = stackalloc int[NgramTables.MaximumOrder];
        return Tables.GetTop(context.GetNodes(nodes), count, IsPredicted);
    }

    /// <summary>Puts the context after some tokens into nodes.</summary>
    /// <returns>Its length.</returns>
    private int Remember(ReadOnlySpan<int> tokens, Span<int> nodes)
    {
        int length = 0;
        foreach (int token in tokens[Math.Max(0, tokens.Length - nodes.Length)..])
        {
            CheckToken(token);
            length = Tables.Extend(nodes, length, token);
        }

        return length;
    }
}
