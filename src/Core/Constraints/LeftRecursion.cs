namespace LanguageModeling.Constraints;

/// <summary>
/// Refuses grammars whose rules begin with themselves and go on after that (a ::= a "x"): reading from left to right, such a rule would be
/// entered without end. What only ends with itself, or holds itself further in, is no such rule.
/// </summary>
internal sealed class LeftRecursion
{
    private readonly ByteGrammar _grammar;
    private readonly bool[] _canBeEmpty; // [rule]

    private LeftRecursion(ByteGrammar grammar)
    {
        _grammar = grammar;
        _canBeEmpty = new bool[grammar.Rules.Length];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int rule = _canBeEmpty.Length - 1; rule >= 0; rule--) // parts of a rule have higher numbers, mostly
            {
                if (!_canBeEmpty[rule] && grammar.Rules[rule].Any(CanBeEmpty))
                {
                    changed = _canBeEmpty[rule] = true;
                }
            }
        }
    }

    /// <summary>Throws when a rule begins with itself.</summary>
    public static void Refuse(ByteGrammar grammar, IReadOnlyDictionary<string, int> ruleOfName)
    {
        var recursion = new LeftRecursion(grammar);
        int[] component = recursion.FindComponents();
        for (int rule = 0; rule < component.Length; rule++)
        {
            foreach ((int first, bool isLast) in recursion.FirstRules(rule))
            {
                if (!isLast && component[first] == component[rule])
                {
                    string name = ruleOfName.FirstOrDefault(pair => component[pair.Value] == component[rule]).Key ?? "root";
                    throw new ArgumentException(
                        $"The rule \"{name}\" begins with itself. Write the repetition after the first part, as in: sum ::= term (\"+\" term)*");
                }
            }
        }
    }

    private bool CanBeEmpty(int position)
    {
        while (ByteGrammar.IsRule(_grammar.Symbols[position]) && _canBeEmpty[ByteGrammar.RuleOf(_grammar.Symbols[position])])
        {
            position++;
        }

        return _grammar.Symbols[position] == ByteGrammar.End;
    }

    /// <summary>The rules that can be entered before any byte is read, and whether each is the last of its alternative.</summary>
    private IEnumerable<(int Rule, bool IsLast)> FirstRules(int rule)
    {
        foreach (int start in _grammar.Rules[rule])
        {
            for (int position = start; ByteGrammar.IsRule(_grammar.Symbols[position]); position++)
            {
                int first = ByteGrammar.RuleOf(_grammar.Symbols[position]);
                yield return (first, _grammar.Symbols[position + 1] == ByteGrammar.End);
                if (!_canBeEmpty[first])
                {
                    break;
                }
            }
        }
    }

    /// <summary>The strongly connected components of "can be entered first" (Kosaraju): rules that enter each other have one number.</summary>
    private int[] FindComponents()
    {
        int[][] next = [.. Enumerable.Range(0, _canBeEmpty.Length).Select(rule => FirstRules(rule).Select(first => first.Rule).ToArray())];
        var before = new List<int>[next.Length];
        for (int rule = 0; rule < next.Length; rule++)
        {
            before[rule] = [];
        }

        for (int rule = 0; rule < next.Length; rule++)
        {
            foreach (int first in next[rule])
            {
                before[first].Add(rule);
            }
        }

        int[] component = new int[next.Length];
        Array.Fill(component, -1);
        foreach (int root in Enumerable.Reverse(LeavingOrder(next)))
        {
            var open = new Stack<int>([root]);
            while (open.TryPop(out int rule))
            {
                if (component[rule] < 0)
                {
                    component[rule] = root;
                    before[rule].ForEach(open.Push);
                }
            }
        }

        return component;
    }

    /// <summary>All rules in the order in which a depth-first search is done with them.</summary>
    private static List<int> LeavingOrder(int[][] next)
    {
        var order = new List<int>(next.Length);
        bool[] entered = new bool[next.Length];
        var open = new Stack<(int Rule, int Child)>();
        for (int root = 0; root < next.Length; root++)
        {
            if (!entered[root])
            {
                entered[root] = true;
                open.Push((root, 0));
            }

            while (open.TryPop(out (int Rule, int Child) top))
            {
                if (top.Child == next[top.Rule].Length)
                {
                    order.Add(top.Rule);
                    continue;
                }

                open.Push((top.Rule, top.Child + 1));
                int child = next[top.Rule][top.Child];
                if (!entered[child])
                {
                    entered[child] = true;
                    open.Push((child, 0));
                }
            }
        }

        return order;
    }
}
