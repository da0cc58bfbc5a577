using System.Runtime.InteropServices;

namespace LanguageModeling.Constraints;

/// <summary>
/// Reads bytes by a grammar, from left to right, all ways at once: a state is a set of stacks, each the place that comes next and the
/// places to return to after the rules around it. States are made as they are met, and each only once.
/// </summary>
/// <remarks>
/// A rule at the end of an alternative is entered without a place to return to, so that repetitions keep the stacks as they are, and a
/// regular expression has finitely many states. Used by one thread at a time.
/// </remarks>
internal sealed class GrammarAutomaton
{
    private const int Bottom = -1;

    private readonly ByteGrammar _grammar;
    private readonly List<(int Position, int Parent)> _stacks = []; // top place and the stack below it
    private readonly Dictionary<(int Position, int Parent), int> _stackNumbers = [];
    private readonly Dictionary<string, State> _states = [];
    private readonly HashSet<(int Position, int Parent)> _entered = []; // scratch
    private readonly Stack<(int Position, int Parent)> _open = new(); // scratch
    private readonly List<int> _tops = []; // scratch
    private bool _accepts; // scratch

    public GrammarAutomaton(ByteGrammar grammar)
    {
        _grammar = grammar;
        foreach (int start in grammar.Rules[grammar.Root])
        {
            Enter(start, Bottom);
        }

        Start = TakeState() ?? new State([], accepts: false); // no text at all fits
    }

    /// <summary>Nothing has been read.</summary>
    public State Start { get; }

    /// <summary>Number of states met so far.</summary>
    public int StateCount => _states.Count;

    /// <summary>The state after one more byte; null when no text goes on like this.</summary>
    public State? Step(State state, byte value)
    {
        if (state.Next is { } next && next[value] is { } known)
        {
            return known == State.Dead ? null : known;
        }

        foreach (int stack in state.Stacks)
        {
            (int position, int parent) = _stacks[stack];
            if (_grammar.Sets[_grammar.Symbols[position]].Contains(value))
            {
                Enter(position + 1, parent);
            }
        }

        State? reached = TakeState();
        (state.Next ??= new State?[256])[value] = reached ?? State.Dead;
        return reached;
    }

    /// <summary>Top place of a stack, and the stack below it; negative when there is none.</summary>
    public (int Position, int Parent) StackAt(int stack) => _stacks[stack];

    /// <summary>Adds all places that can come next at a position, having entered and left rules.</summary>
    private void Enter(int start, int below)
    {
        _open.Push((start, below));
        while (_open.TryPop(out (int Position, int Parent) place))
        {
            if (!_entered.Add(place))
            {
                continue;
            }

            int symbol = _grammar.Symbols[place.Position];
            if (symbol == ByteGrammar.End)
            {
                Leave(place.Parent);
            }
            else if (ByteGrammar.IsRule(symbol))
            {
                bool isLast = _grammar.Symbols[place.Position + 1] == ByteGrammar.End;
                int parent = isLast ? place.Parent : NumberOf((place.Position + 1, place.Parent));
                foreach (int alternative in _grammar.Rules[ByteGrammar.RuleOf(symbol)])
                {
                    _open.Push((alternative, parent));
                }
            }
            else
            {
                _tops.Add(NumberOf(place));
            }
        }
    }

    private void Leave(int parent)
    {
        if (parent == Bottom)
        {
            _accepts = true;
        }
        else
        {
            _open.Push(_stacks[parent]);
        }
    }

    private int NumberOf((int Position, int Parent) stack)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_stackNumbers, stack, out bool exists);
        if (!exists)
        {
            number = _stacks.Count;
            _stacks.Add(stack);
        }

        return number;
    }

    /// <summary>The state of the stacks found since the last one, which are taken away.</summary>
    private State? TakeState()
    {
        int[] stacks = [.. _tops.Order()];
        bool accepts = _accepts;
        _tops.Clear();
        _entered.Clear();
        _accepts = false;
        if (stacks.Length == 0 && !accepts)
        {
            return null;
        }

        string key = MemoryMarshal.Cast<int, char>(stacks.AsSpan()).ToString() + (accepts ? "!" : "");
        if (!_states.TryGetValue(key, out State? state))
        {
            state = new State(stacks, accepts);
            _states.Add(key, state);
        }

        return state;
    }

    /// <summary>What can come next after some text.</summary>
    internal sealed class State(int[] stacks, bool accepts)
    {
        /// <summary>Stands for "no text goes on like this" among the next states.</summary>
        public static State Dead { get; } = new([], accepts: false);

        /// <summary>Numbers of the stacks, ascending; a set of bytes comes next on each.</summary>
        public int[] Stacks { get; } = stacks;

        /// <summary>Whether the text may end here.</summary>
        public bool Accepts { get; } = accepts;

        /// <summary>Whether the text must end here.</summary>
        public bool IsComplete => Accepts && Stacks.Length == 0;

        /// <summary>The states after each byte, as far as asked for.</summary>
        public State?[]? Next { get; set; }
    }
}
