namespace LanguageModeling.Constraints;

/// <summary>
/// How a text is brought to an end with the least bytes, from any place of a grammar; so that what is cut off by a limit can still be
/// completed before it. Bytes that are no token of their own count as many, so that they are avoided.
/// </summary>
internal sealed class ShortestCompletion
{
    private const long Never = long.MaxValue / 4;
    private const long PriceOfRareByte = 1000;

    private readonly ByteGrammar _grammar;
    private readonly (long Price, byte Value)[] _cheapest; // [set]
    private readonly long[] _rulePrices; // [rule]
    private readonly int[] _alternatives; // [rule]: position of the cheapest alternative

    public ShortestCompletion(ByteGrammar grammar, TokenTrie tokens)
    {
        _grammar = grammar;
        _cheapest = Array.ConvertAll(grammar.Sets, set => CheapestByte(set, tokens));
        _rulePrices = new long[grammar.Rules.Length];
        _alternatives = new int[grammar.Rules.Length];
        Array.Fill(_rulePrices, Never);
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int rule = _rulePrices.Length - 1; rule >= 0; rule--) // parts of a rule have higher numbers, mostly
            {
                foreach (int start in grammar.Rules[rule])
                {
                    long price = PriceFrom(start);
                    if (price < _rulePrices[rule])
                    {
                        (_rulePrices[rule], _alternatives[rule]) = (price, start);
                        changed = true;
                    }
                }
            }
        }
    }

    /// <summary>The bytes that complete a text, or null when nothing does.</summary>
    public List<byte>? Find(GrammarAutomaton automaton, GrammarAutomaton.State state)
    {
        if (state.Accepts)
        {
            return [];
        }

        (long best, int stack) = (Never, -1);
        foreach (int candidate in state.Stacks)
        {
            long price = PriceOf(automaton, candidate);
            if (price < best)
            {
                (best, stack) = (price, candidate);
            }
        }

        if (stack < 0)
        {
            return null;
        }

        var bytes = new List<byte>();
        while (stack >= 0)
        {
            (int position, stack) = automaton.StackAt(stack);
            Spell(position, bytes);
        }

        return bytes;
    }

    private static (long Price, byte Value) CheapestByte(ByteSet set, TokenTrie tokens)
    {
        (long Price, byte Value) best = (Never, 0);
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            long price = tokens.HasToken((byte)value) ? 1 : PriceOfRareByte;
            if (set.Contains(value) && price < best.Price)
            {
                best = (price, (byte)value);
            }
        }

        return best;
    }

    private long PriceOf(GrammarAutomaton automaton, int stack)
    {
        long price = 0;
        while (stack >= 0 && price < Never)
        {
            (int position, stack) = automaton.StackAt(stack);
            price = Math.Min(Never, price + PriceFrom(position));
        }

        return price;
    }

    /// <summary>The price of all from a position to the end of its alternative.</summary>
    private long PriceFrom(int position)
    {
        long price = 0;
        for (; _grammar.Symbols[position] != ByteGrammar.End && price < Never; position++)
        {
            int symbol = _grammar.Symbols[position];
            price += ByteGrammar.IsRule(symbol) ? _rulePrices[ByteGrammar.RuleOf(symbol)] : _cheapest[symbol].Price;
        }

        return Math.Min(Never, price);
    }

    private void Spell(int start, List<byte> bytes)
    {
        var open = new Stack<int>([start]);
        while (open.TryPop(out int position))
        {
            int symbol = _grammar.Symbols[position];
            if (symbol == ByteGrammar.End)
            {
                continue;
            }

            open.Push(position + 1);
            if (ByteGrammar.IsRule(symbol))
            {
                open.Push(_alternatives[ByteGrammar.RuleOf(symbol)]);
            }
            else
            {
                bytes.Add(_cheapest[symbol].Value);
            }
        }
    }
}
