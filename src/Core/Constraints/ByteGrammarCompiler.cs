namespace LanguageModeling.Constraints;

/// <summary>Turns a grammar over characters into one over the bytes of UTF-8.</summary>
internal sealed class ByteGrammarCompiler
{
    /// <summary>The most symbols a grammar may come to; repetitions with bounds are written out.</summary>
    public const int MaximumSymbols = 1_000_000;

    private readonly List<List<int[]>> _rules = []; // [rule][alternative][symbol]
    private readonly Dictionary<string, int> _ruleOfName = [];
    private readonly Dictionary<CodePointSet, int> _symbolOfCharacters = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, int[]> _lowered = new(ReferenceEqualityComparer.Instance); // what stands in many places is lowered once
    private readonly Queue<string> _pending = new(); // named rules without a body yet
    private readonly List<ByteSet> _sets = [];
    private readonly Dictionary<ByteSet, int> _symbolOfSet = [];
    private int _symbolCount;

    private ByteGrammarCompiler()
    {
    }

    /// <summary>Compiles.</summary>
    /// <exception cref="ArgumentException">The grammar is too large, or a rule begins with itself.</exception>
    public static ByteGrammar Compile(Grammar grammar)
    {
        var compiler = new ByteGrammarCompiler();
        int root = compiler.NewRule();
        compiler.AddAlternative(root, compiler.Lower(grammar.Root));
        while (compiler._pending.TryDequeue(out string? name))
        {
            compiler.AddAlternative(compiler._ruleOfName[name], compiler.Lower(grammar.Rules[name]));
        }

        ByteGrammar compiled = compiler.Finish(root);
        LeftRecursion.Refuse(compiled, compiler._ruleOfName);
        return compiled;
    }

    private int[] Lower(Expression expression)
    {
        if (!_lowered.TryGetValue(expression, out int[]? symbols))
        {
            symbols = expression switch
            {
                Expression.Characters characters => [LowerCharacters(characters.Set)],
                Expression.Sequence sequence => [.. sequence.Parts.SelectMany(Lower)],
                Expression.Choice choice => [LowerChoice(choice)],
                Expression.Repeat repeat => LowerRepeat(repeat),
                Expression.Rule rule => [LowerName(rule.Name)],
                _ => throw new InvalidOperationException($"No way is known to lower {expression.GetType().Name}."),
            };
            _lowered.Add(expression, symbols);
        }

        return symbols;
    }

    private int LowerCharacters(CodePointSet set)
    {
        if (_symbolOfCharacters.TryGetValue(set, out int known))
        {
            return known;
        }

        var sequences = new List<(byte First, byte Last)[]>();
        foreach ((int first, int last) in set.Ranges)
        {
            Utf8Ranges.Add(first, last, sequences);
        }

        // Sequences that differ in their first byte only become one, so that ASCII is a single set.
        var alternatives = new Dictionary<string, int[]>();
        foreach ((byte First, byte Last)[] sequence in sequences)
        {
            ByteSet start = ByteSet.Range(sequence[0].First, sequence[0].Last);
            string rest = string.Join(' ', sequence.Skip(1));
            alternatives[rest] = alternatives.TryGetValue(rest, out int[]? others)
                ? [SetSymbol(_sets[others[0]].Union(start)), .. others[1..]]
                : [SetSymbol(start), .. sequence.Skip(1).Select(range => SetSymbol(ByteSet.Range(range.First, range.Last)))];
        }

        int symbol = alternatives.Count == 1 && alternatives.TryGetValue("", out int[]? only) ? only[0] : RuleSymbol([.. alternatives.Values]);
        _symbolOfCharacters.Add(set, symbol);
        return symbol;
    }

    private int LowerChoice(Expression.Choice choice)
    {
        return RuleSymbol([.. choice.Options.Select(Lower)]);
    }

    private int[] LowerRepeat(Expression.Repeat repeat)
    {
        int[] item = Lower(repeat.Item);
        int symbol = item.Length == 1 ? item[0] : RuleSymbol(item);
        Charge(repeat.Minimum);
        int[] required = Enumerable.Repeat(symbol, repeat.Minimum).ToArray();
        if (repeat.Maximum is not { } maximum)
        {
            int again = NewRule();
            AddAlternative(again, symbol, ByteGrammar.RuleOf(again));
            AddAlternative(again);
            return [.. required, ByteGrammar.RuleOf(again)];
        }

        int[] rest = [];
        for (int i = repeat.Minimum; i < maximum; i++)
        {
            rest = [RuleSymbol([symbol, .. rest], [])];
        }

        return [.. required, .. rest];
    }

    private int LowerName(string name)
    {
        if (!_ruleOfName.TryGetValue(name, out int rule))
        {
            rule = NewRule();
            _ruleOfName.Add(name, rule);
            _pending.Enqueue(name);
        }

        return ByteGrammar.RuleOf(rule);
    }

    private int NewRule()
    {
        _rules.Add([]);
        return _rules.Count - 1;
    }

    /// <summary>The symbol of a new rule.</summary>
    private int RuleSymbol(params int[][] alternatives)
    {
        int rule = NewRule();
        foreach (int[] alternative in alternatives)
        {
            AddAlternative(rule, alternative);
        }

        return ByteGrammar.RuleOf(rule);
    }

    private void AddAlternative(int rule, params int[] symbols)
    {
        Charge(symbols.Length + 1);
        _rules[rule].Add(symbols);
    }

    private void Charge(int symbols)
    {
        _symbolCount += symbols;
        if (_symbolCount > MaximumSymbols)
        {
            throw new ArgumentException($"The constraint comes to more than {MaximumSymbols} symbols. Use lower bounds on repetitions, or fewer choices.");
        }
    }

    private int SetSymbol(ByteSet set)
    {
        if (!_symbolOfSet.TryGetValue(set, out int symbol))
        {
            symbol = _sets.Count;
            _sets.Add(set);
            _symbolOfSet.Add(set, symbol);
        }

        return symbol;
    }

    private ByteGrammar Finish(int root)
    {
        var symbols = new List<int>();
        int[][] starts = new int[_rules.Count][];
        for (int rule = 0; rule < starts.Length; rule++)
        {
            starts[rule] = new int[_rules[rule].Count];
            for (int i = 0; i < starts[rule].Length; i++)
            {
                starts[rule][i] = symbols.Count;
                symbols.AddRange(_rules[rule][i]);
                symbols.Add(ByteGrammar.End);
            }
        }

        return new ByteGrammar([.. symbols], [.. _sets], starts, root);
    }
}
