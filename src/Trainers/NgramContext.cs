using System.Runtime.CompilerServices;
using LanguageModeling.Tables;

namespace LanguageModeling;

/// <summary>
/// What an n-gram model remembers of the words before: a small value for decoders, which hold thousands of them. It keeps no more words than
/// can still change a score, so hypotheses with equal contexts can be joined.
/// </summary>
/// <remarks>Belongs to the model that gave it. The default value is the empty context.</remarks>
public readonly struct NgramContext : IEquatable<NgramContext>
{
    private readonly Nodes _nodes; // at k - 1 that of the last k words
    private readonly int _length;

    internal NgramContext(ReadOnlySpan<int> nodes)
    {
        _length = nodes.Length;
        nodes.CopyTo(_nodes);
    }

    /// <summary>Number of words that still matter, from 0 to N - 1.</summary>
    public int Length => _length;

    internal ReadOnlySpan<int> GetNodes(Span<int> buffer)
    {
        ((ReadOnlySpan<int>)_nodes)[.._length].CopyTo(buffer);
        return buffer[.._length];
    }

    /// <summary>Whether two contexts of one model give the same scores, now and after any further words.</summary>
    public static bool operator ==(NgramContext left, NgramContext right) => left.Equals(right);

    /// <summary>Whether two contexts differ.</summary>
    public static bool operator !=(NgramContext left, NgramContext right) => !left.Equals(right);

    /// <inheritdoc cref="op_Equality"/>
    public bool Equals(NgramContext other)
        => _length == other._length && ((ReadOnlySpan<int>)_nodes)[.._length].SequenceEqual(((ReadOnlySpan<int>)other._nodes)[.._length]);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NgramContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int node in ((ReadOnlySpan<int>)_nodes)[.._length])
        {
            hash.Add(node);
        }

        return hash.ToHashCode();
    }

    [InlineArray(NgramTables.MaximumOrder - 1)]
    private struct Nodes
    {
        private int _first;
    }
}
