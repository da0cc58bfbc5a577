namespace LanguageModeling.Tokenizers;

/// <summary>Finds all pieces that a text begins with.</summary>
internal sealed class PieceTrie
{
    private readonly Dictionary<long, int> _children = [];   // node << 16 | code unit → node
    private readonly List<int> _values = [-1];

    /// <summary>Adds a piece; of equal ones the last counts.</summary>
    public void Add(string piece, int value)
    {
        int node = 0;
        foreach (char unit in piece)
        {
            long key = ((long)node << 16) | unit;
            if (!_children.TryGetValue(key, out int next))
            {
                next = _values.Count;
                _values.Add(-1);
                _children.Add(key, next);
            }

            node = next;
        }

        _values[node] = value;
    }

    /// <summary>Takes a step.</summary>
    /// <param name="node">From; 0 to begin with. Receives where the step led.</param>
    /// <param name="unit">The next code unit.</param>
    /// <returns>Whether there is a piece that goes on like that.</returns>
    public bool TryStep(ref int node, char unit) => _children.TryGetValue(((long)node << 16) | unit, out node);

    /// <summary>The value of the piece that ends at a node, -1 for none.</summary>
    public int ValueAt(int node) => _values[node];
}
