using System.Runtime.CompilerServices;

namespace LanguageModeling.Tokenizers;

/// <summary>Finds all pieces that a text begins with: a hash table of the steps from one beginning of pieces to the next. Filled first, then only read.</summary>
internal sealed class PieceTrie
{
    private Step[] _steps = new Step[1 << 8];
    private int _shift = 64 - 8;
    private int _count;

    /// <summary>Adds a piece; of equal ones the last counts.</summary>
    /// <param name="piece">Its spelling, not empty.</param>
    /// <param name="value">At least 0.</param>
    public void Add(string piece, int value)
    {
        int node = 0;
        for (int i = 0; i < piece.Length; i++)
        {
            if (_count * 2 >= _steps.Length)
            {
                Grow();
            }

            ulong key = Key(node, piece[i]);
            ref Step step = ref Find(key);
            if (step.Node == 0)
            {
                _count++;
                step = new Step { Key = key, Node = _count, Value = -1 };
            }

            node = step.Node;
            if (i == piece.Length - 1)
            {
                step.Value = value;
            }
        }
    }

    /// <summary>Takes a step.</summary>
    /// <param name="node">From; 0 to begin with. Receives where the step led.</param>
    /// <param name="unit">The next code unit.</param>
    /// <param name="value">The value of the piece that ends there, -1 for none.</param>
    /// <returns>Whether there is a piece that goes on like that.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStep(ref int node, char unit, out int value)
    {
        ref Step step = ref Find(Key(node, unit));
        node = step.Node;
        value = step.Value;
        return node > 0;
    }

    private static ulong Key(int node, char unit) => ((ulong)(uint)node << 16) | unit;

    // The step of a key, or the free place for it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Step Find(ulong key)
    {
        Step[] steps = _steps;
        int at = (int)((key * 0x9E3779B97F4A7C15) >> _shift);
        while (steps[at].Node != 0 && steps[at].Key != key)
        {
            at = (at + 1) & (steps.Length - 1);
        }

        return ref steps[at];
    }

    private void Grow()
    {
        Step[] old = _steps;
        _steps = new Step[old.Length * 2];
        _shift--;
        foreach (Step step in old)
        {
            if (step.Node != 0)
            {
                Find(step.Key) = step;
            }
        }
    }

    // Node 0 is where all pieces begin, to which no step leads.
    private struct Step
    {
        public ulong Key;
        public int Node;
        public int Value;
    }
}
