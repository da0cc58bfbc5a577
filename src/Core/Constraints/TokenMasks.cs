namespace LanguageModeling.Constraints;

/// <summary>For each state of a grammar the tokens that may come next: one bit each, kept once they are known.</summary>
/// <remarks>A token is allowed when its bytes can be read, and the text can be completed after it. Used by one thread at a time.</remarks>
internal sealed class TokenMasks(GrammarAutomaton automaton, ShortestCompletion completion, TokenTrie tokens, TokenTrie laterTokens, int vocabularySize)
{
    /// <summary>More tokens than any generation has.</summary>
    public const int Impossible = int.MaxValue;

    private readonly Dictionary<GrammarAutomaton.State, (ulong[] Mask, int Longest)> _masks = [];
    private readonly Dictionary<GrammarAutomaton.State, int> _tokensToComplete = [];

    /// <summary>The tokens that may come next.</summary>
    /// <param name="state">What has been read.</param>
    /// <param name="remaining">How many more tokens there can be, the next one included.</param>
    /// <returns>[⌈V / 64⌉]: bit id % 64 of word id / 64.</returns>
    public ulong[] Find(GrammarAutomaton.State state, int remaining)
    {
        if (!_masks.TryGetValue(state, out (ulong[] Mask, int Longest) known))
        {
            known = Compute(state, Impossible - 1);
            _masks.Add(state, known);
        }

        return known.Longest <= remaining - 1 ? known.Mask : Compute(state, remaining - 1).Mask;
    }

    /// <summary>How many tokens, at most, complete a text with as few as possible; <see cref="Impossible"/> when none do.</summary>
    /// <param name="state">What has been read.</param>
    /// <param name="first">The tokens that can come first.</param>
    public int TokensToComplete(GrammarAutomaton.State state, TokenTrie first)
    {
        List<byte>? bytes = completion.Find(automaton, state);
        if (bytes is null || bytes.Count == 0)
        {
            return bytes is null ? Impossible : 0;
        }

        int[] fewest = new int[bytes.Count + 1]; // from each byte on
        for (int start = bytes.Count - 1; start >= 0; start--)
        {
            TokenTrie trie = start == 0 ? first : laterTokens;
            fewest[start] = Impossible;
            int node = -1;
            for (int end = start; end < bytes.Count && (node = trie.Child(node, bytes[end])) >= 0; end++)
            {
                if (!trie.Tokens(node).IsEmpty && fewest[end + 1] < fewest[start] - 1)
                {
                    fewest[start] = fewest[end + 1] + 1;
                }
            }
        }

        return fewest[0];
    }

    private (ulong[] Mask, int Longest) Compute(GrammarAutomaton.State state, int most)
    {
        ulong[] mask = new ulong[(vocabularySize + 63) / 64];
        int longest = 0;
        var path = new GrammarAutomaton.State[tokens.MaximumLength + 1];
        path[0] = state;
        for (int node = 0; node < tokens.NodeCount;)
        {
            int depth = tokens.Depth(node);
            if (automaton.Step(path[depth], tokens.Byte(node)) is not { } next)
            {
                node = tokens.End(node);
                continue;
            }

            path[depth + 1] = next;
            ReadOnlySpan<int> ids = tokens.Tokens(node);
            if (!ids.IsEmpty && LaterTokensToComplete(next) is var needed && needed <= most)
            {
                longest = Math.Max(longest, needed);
                foreach (int id in ids)
                {
                    mask[id >> 6] |= 1UL << id;
                }
            }

            node++;
        }

        return (mask, longest);
    }

    private int LaterTokensToComplete(GrammarAutomaton.State state)
    {
        if (!_tokensToComplete.TryGetValue(state, out int needed))
        {
            needed = TokensToComplete(state, laterTokens);
            _tokensToComplete.Add(state, needed);
        }

        return needed;
    }
}
