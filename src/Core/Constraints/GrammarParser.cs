namespace LanguageModeling.Constraints;

/// <summary>
/// Reads a grammar in the notation of llama.cpp (GBNF): rules <c>name ::= …</c> with literals in double quotes, classes in brackets, any
/// character as <c>.</c>, groups in parentheses, <c>|</c>, <c>*</c>, <c>+</c>, <c>?</c> and <c>{m,n}</c>, comments after <c>#</c>. The rule
/// <c>root</c> describes the whole text.
/// </summary>
internal sealed class GrammarParser
{
    private readonly PatternReader _reader;
    private readonly Dictionary<string, Expression> _rules = [];
    private readonly HashSet<string> _used = ["root"]; // names of rules

    private GrammarParser(string text) => _reader = new PatternReader(text, "grammar");

    /// <summary>Reads a grammar.</summary>
    /// <exception cref="ArgumentException">The grammar is malformed, or a rule is missing; the message says which and where.</exception>
    public static Grammar Parse(string text) => new GrammarParser(text).ReadAll();

    private Grammar ReadAll()
    {
        SkipBlanks(acrossLines: true);
        while (!_reader.IsAtEnd)
        {
            ReadRule();
            SkipBlanks(acrossLines: true);
        }

        foreach (string name in _used)
        {
            if (!_rules.ContainsKey(name))
            {
                throw new ArgumentException($"The grammar has no rule \"{name}\". Add a line: {name} ::= …");
            }
        }

        return new Grammar(_rules["root"], _rules);
    }

    private void ReadRule()
    {
        string name = ReadName();
        if (name.Length == 0)
        {
            throw _reader.Error($"expected the name of a rule but found \"{_reader.Next}\"");
        }

        SkipBlanks(acrossLines: false);
        _reader.Require("::=");
        SkipBlanks(acrossLines: true);
        if (!_rules.TryAdd(name, ReadAlternatives(inGroup: false)))
        {
            throw _reader.Error($"the rule \"{name}\" is there already; join the two with \"|\"");
        }

        if (!_reader.IsAtEnd && _reader.Next is not ('\n' or '\r'))
        {
            throw _reader.Error($"did not expect \"{_reader.Next}\"");
        }
    }

    private Expression ReadAlternatives(bool inGroup)
    {
        var options = new List<Expression> { ReadSequence(inGroup) };
        while (_reader.Take("|"))
        {
            SkipBlanks(acrossLines: true);
            options.Add(ReadSequence(inGroup));
        }

        return Expression.AnyOf(options);
    }

    private Expression ReadSequence(bool inGroup)
    {
        var parts = new List<Expression>();
        while (ReadItem() is { } item)
        {
            parts.Add(ReadRepeated(item));
            SkipBlanks(inGroup);
        }

        return parts.Count == 1 ? parts[0] : new Expression.Sequence(parts);
    }

    private Expression? ReadItem()
    {
        switch (_reader.Next)
        {
            case '"':
                return ReadLiteral();
            case '[':
                return new Expression.Characters(ReadClass());
            case '.':
                _reader.Take(".");
                return new Expression.Characters(CodePointSet.All);
            case '(':
                return _reader.Nest(ReadGroup);
            default:
                string name = ReadName();
                if (name.Length == 0)
                {
                    return null;
                }

                _used.Add(name);
                return new Expression.Rule(name);
        }
    }

    private Expression ReadGroup()
    {
        _reader.Require("(");
        SkipBlanks(acrossLines: true);
        Expression body = ReadAlternatives(inGroup: true);
        _reader.Require(")");
        return body;
    }

    private Expression ReadRepeated(Expression item)
    {
        while (_reader.TakeRepetition() is { } times)
        {
            item = new Expression.Repeat(item, times.Minimum, times.Maximum);
        }

        return item;
    }

    private Expression.Sequence ReadLiteral()
    {
        _reader.Require("\"");
        var parts = new List<Expression>();
        while (!_reader.Sees("\""))
        {
            int codePoint = ReadCharacter();
            parts.Add(new Expression.Characters(CodePointSet.Of((codePoint, codePoint))));
        }

        _reader.Require("\"");
        return new Expression.Sequence(parts);
    }

    private CodePointSet ReadClass()
    {
        _reader.Require("[");
        bool isNegated = _reader.Take("^");
        var ranges = new List<(int First, int Last)>();
        while (!_reader.Sees("]"))
        {
            int first = ReadCharacter();
            int last = first;
            if (_reader.Take("-"))
            {
                last = _reader.Sees("]") ? '-' : ReadCharacter();
                if (last == '-' && _reader.Sees("]"))
                {
                    ranges.Add((first, first));
                    first = '-';
                }
            }

            if (first > last)
            {
                throw _reader.Error("a range in a class must go from a lower character to a higher one");
            }

            ranges.Add((first, last));
        }

        _reader.Require("]");
        CodePointSet set = CodePointSet.Of([.. ranges]);
        return isNegated ? set.Complement() : set;
    }

    private int ReadCharacter()
    {
        if (!_reader.Take("\\"))
        {
            return _reader.TakeCodePoint();
        }

        int escaped = _reader.TakeCodePoint();
        return escaped switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'x' => _reader.TakeHexadecimal(2),
            'u' => _reader.TakeHexadecimal(4),
            'U' => _reader.TakeHexadecimal(8),
            '"' or '\\' or '[' or ']' or '-' or '^' => escaped,
            _ => throw _reader.Error($"the escape \"\\{char.ConvertFromUtf32(escaped)}\" is not supported"),
        };
    }

    private string ReadName() => _reader.TakeWhile(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private void SkipBlanks(bool acrossLines)
    {
        while (true)
        {
            _reader.TakeWhile(character => character is ' ' or '\t' || (acrossLines && character is '\n' or '\r'));
            if (!_reader.Take("#"))
            {
                return;
            }

            _reader.TakeWhile(character => character is not ('\n' or '\r'));
        }
    }
}
