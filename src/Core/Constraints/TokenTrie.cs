namespace LanguageModeling.Constraints;

/// <summary>
/// The tokens of a vocabulary by their bytes, as a tree laid out in the order of a depth-first walk: a node's children follow it, and what
/// begins with a node's bytes is skipped by one jump. Immutable.
/// </summary>
internal sealed class TokenTrie
{
    private readonly List<byte> _bytes = []; // of each node
    private readonly List<int> _depths = []; // of each node; 0 for first bytes
    private readonly List<int> _ends = []; // of each node: the first node after all that begin with its bytes
    private readonly List<int> _firstTokens = []; // of each node and one past the last: its place in _tokens
    private readonly List<int> _tokens = []; // ids in the order of their nodes
    private readonly int[] _roots = new int[256]; // node of each first byte, or -1

    /// <summary>Makes the tree.</summary>
    /// <param name="tokens">Ids and their bytes; empty ones are left out.</param>
    public TokenTrie(IEnumerable<(int Id, ReadOnlyMemory<byte> Bytes)> tokens)
    {
        (int Id, ReadOnlyMemory<byte> Bytes)[] sorted = [.. tokens.Where(token => !token.Bytes.IsEmpty)];
        Array.Sort(sorted, static (x, y) => x.Bytes.Span.SequenceCompareTo(y.Bytes.Span) is var order && order != 0 ? order : x.Id.CompareTo(y.Id));
        var open = new List<int>(); // nodes of the last token's bytes
        ReadOnlyMemory<byte> last = default;
        foreach ((int id, ReadOnlyMemory<byte> bytes) in sorted)
        {
            Close(open, last.Span.CommonPrefixLength(bytes.Span));
            for (int depth = open.Count; depth < bytes.Length; depth++)
            {
                open.Add(_bytes.Count);
                _bytes.Add(bytes.Span[depth]);
                _depths.Add(depth);
                _ends.Add(0);
                _firstTokens.Add(_tokens.Count);
            }

            _tokens.Add(id);
            last = bytes;
            MaximumLength = Math.Max(MaximumLength, bytes.Length);
        }

        Close(open, 0);
        _firstTokens.Add(_tokens.Count);
        Array.Fill(_roots, -1);
        for (int node = 0; node < NodeCount; node = End(node))
        {
            _roots[_bytes[node]] = node;
        }
    }

    /// <summary>Number of nodes.</summary>
    public int NodeCount => _bytes.Count;

    /// <summary>Number of tokens.</summary>
    public int TokenCount => _tokens.Count;

    /// <summary>Bytes of the longest token.</summary>
    public int MaximumLength { get; }

    /// <summary>The last byte of a node.</summary>
    public byte Byte(int node) => _bytes[node];

    /// <summary>Number of bytes before it.</summary>
    public int Depth(int node) => _depths[node];

    /// <summary>The first node after all that begin with a node's bytes.</summary>
    public int End(int node) => _ends[node];

    /// <summary>The tokens with exactly a node's bytes.</summary>
    public ReadOnlySpan<int> Tokens(int node)
        => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens)[_firstTokens[node].._firstTokens[node + 1]];

    /// <summary>Whether some token has a single byte.</summary>
    public bool HasToken(byte value) => _roots[value] is >= 0 and var node && !Tokens(node).IsEmpty;

    /// <summary>The node of one byte more; −1 when no token goes on like this. The parent of first bytes is −1.</summary>
    public int Child(int node, byte value)
    {
        if (node < 0)
        {
            return _roots[value];
        }

        for (int child = node + 1; child < End(node); child = End(child))
        {
            if (_bytes[child] == value)
            {
                return child;
            }
        }

        return -1;
    }

    private void Close(List<int> open, int depth)
    {
        for (int i = depth; i < open.Count; i++)
        {
            _ends[open[i]] = _bytes.Count;
        }

        open.RemoveRange(depth, open.Count - depth);
    }
}
