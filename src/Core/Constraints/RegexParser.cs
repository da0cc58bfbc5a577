namespace LanguageModeling.Constraints;

/// <summary>
/// Reads a regular expression in the common subset of .NET and ECMAScript: characters and their escapes, classes, groups, alternatives and
/// repetitions. The expression describes the whole text. Lazy repetitions describe the same texts as greedy ones.
/// </summary>
internal sealed class RegexParser
{
    private static readonly CodePointSet Digits = CodePointSet.Of(('0', '9'));
    private static readonly CodePointSet WordCharacters = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_'));
    private static readonly CodePointSet WhiteSpace = CodePointSet.Of("\t\n\v\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000");
    private static readonly CodePointSet AnyButLineFeed = CodePointSet.Of(('\n', '\n')).Complement();

    private readonly PatternReader _reader;
    private readonly bool _isSearch;

    private RegexParser(string pattern, bool isSearch)
    {
        _reader = new PatternReader(pattern, "regular expression");
        _isSearch = isSearch;
    }

    /// <summary>Reads a pattern for a whole text.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed, or uses what is not supported; the message says which and where.</exception>
    public static Expression Parse(string pattern) => new RegexParser(pattern, isSearch: false).ReadAll();

    /// <summary>Reads a pattern that must be found somewhere in a text, as in JSON schemas; "^" and "$" at its ends tie it to the text's ends.</summary>
    /// <inheritdoc cref="Parse"/>
    public static Expression ParseSearch(string pattern) => new RegexParser(pattern, isSearch: true).ReadAll();

    private Expression ReadAll()
    {
        bool isTiedToStart = _reader.Take("^");
        Expression body = ReadAlternatives();
        bool isTiedToEnd = _reader.Take("$");
        if (!_reader.IsAtEnd)
        {
            throw _reader.Error(_reader.Next == ')' ? "\")\" closes no group" : "\"$\" is supported at the end only");
        }

        if (!_isSearch)
        {
            return body;
        }

        if (body is Expression.Choice && (isTiedToStart || isTiedToEnd))
        {
            throw _reader.Error("\"^\" and \"$\" beside \"|\" are not supported; put the alternatives in a group");
        }

        Expression anything = new Expression.Repeat(new Expression.Characters(CodePointSet.All), 0, null);
        return Expression.InOrder(isTiedToStart ? Expression.Empty : anything, body, isTiedToEnd ? Expression.Empty : anything);
    }

    private Expression ReadAlternatives()
    {
        var options = new List<Expression> { ReadSequence() };
        while (_reader.Take("|"))
        {
            options.Add(ReadSequence());
        }

        return Expression.AnyOf(options);
    }

    private Expression ReadSequence()
    {
        var parts = new List<Expression>();
        while (!_reader.IsAtEnd && _reader.Next is not ('|' or ')' or '$'))
        {
            parts.Add(ReadRepeated(ReadItem()));
        }

        return parts.Count == 1 ? parts[0] : new Expression.Sequence(parts);
    }

    private Expression ReadRepeated(Expression item)
    {
        if (_reader.TakeRepetition() is not { } times)
        {
            return item;
        }

        _reader.Take("?");
        if (_reader.Next is '*' or '+' or '?' or '{')
        {
            throw _reader.Error($"\"{_reader.Next}\" after a repetition is not supported; put the repetition in a group");
        }

        return new Expression.Repeat(item, times.Minimum, times.Maximum);
    }

    private Expression ReadItem()
    {
        switch (_reader.Next)
        {
            case '(':
                return _reader.Nest(ReadGroup);
            case '[':
                return new Expression.Characters(ReadClass());
            case '.':
                _reader.Take(".");
                return new Expression.Characters(AnyButLineFeed);
            case '\\':
                return new Expression.Characters(ReadEscape());
            case '^':
                throw _reader.Error("\"^\" is supported at the start only");
            case '*' or '+' or '?' or '{':
                throw _reader.Error($"\"{_reader.Next}\" repeats nothing; write \"\\{_reader.Next}\" for the character itself");
            default:
                int codePoint = _reader.TakeCodePoint();
                return new Expression.Characters(CodePointSet.Of((codePoint, codePoint)));
        }
    }

    private Expression ReadGroup()
    {
        _reader.Require("(");
        if (_reader.Take("?") && !_reader.Take(":"))
        {
            if (!_reader.Take("<") || _reader.Next is '=' or '!')
            {
                throw _reader.Error("look-around and options inside groups are not supported");
            }

            _reader.TakeWhile(character => char.IsLetterOrDigit(character) || character == '_');
            _reader.Require(">");
        }

        Expression body = ReadAlternatives();
        if (_reader.Next == '$')
        {
            throw _reader.Error("\"$\" is supported at the end only");
        }

        _reader.Require(")");
        return body;
    }

    private CodePointSet ReadClass()
    {
        _reader.Require("[");
        bool isNegated = _reader.Take("^");
        CodePointSet set = CodePointSet.Of();
        bool isFirst = true;
        while (isFirst || !_reader.Sees("]"))
        {
            set = set.Union(ReadClassItem());
            isFirst = false;
        }

        _reader.Require("]");
        return isNegated ? set.Complement() : set;
    }

    private CodePointSet ReadClassItem()
    {
        if (_reader.Sees("["))
        {
            throw _reader.Error("\"[\" inside a class is not supported; write \"\\[\" for the character itself");
        }

        CodePointSet first = ReadClassCharacter();
        if (!_reader.Sees("-") || first.Ranges is not [var (start, last)] || start != last)
        {
            return first;
        }

        _reader.Take("-");
        if (_reader.Sees("]"))
        {
            return first.Union(CodePointSet.Of(('-', '-')));
        }

        CodePointSet end = ReadClassCharacter();
        return end.Ranges is [var (endFirst, endLast)] && endFirst == endLast && start <= endLast
            ? CodePointSet.Of((start, endLast))
            : throw _reader.Error("a range in a class must go from a lower character to a higher one");
    }

    private CodePointSet ReadClassCharacter()
    {
        if (_reader.Next == '\\')
        {
            return _reader.Take("\\b") ? CodePointSet.Of((8, 8)) : ReadEscape();
        }

        int codePoint = _reader.TakeCodePoint();
        return CodePointSet.Of((codePoint, codePoint));
    }

    private CodePointSet ReadEscape()
    {
        _reader.Require("\\");
        int escaped = _reader.TakeCodePoint();
        return escaped switch
        {
            'd' => Digits,
            'D' => Digits.Complement(),
            'w' => WordCharacters,
            'W' => WordCharacters.Complement(),
            's' => WhiteSpace,
            'S' => WhiteSpace.Complement(),
            't' => CodePointSet.Of("\t"),
            'n' => CodePointSet.Of("\n"),
            'r' => CodePointSet.Of("\r"),
            'f' => CodePointSet.Of("\f"),
            'v' => CodePointSet.Of("\v"),
            '0' => CodePointSet.Of((0, 0)),
            'x' => Single(_reader.TakeHexadecimal(2)),
            'u' => Single(_reader.TakeHexadecimal(4)),
            < 128 when escaped != '_' && !char.IsAsciiLetterOrDigit((char)escaped) => Single(escaped), // as in .NET, whose Regex.Escape needs it
            _ => throw _reader.Error(escaped is >= '1' and <= '9' or 'k'
                ? "references to groups are not supported: no grammar without context has them"
                : $"the escape \"\\{char.ConvertFromUtf32(escaped)}\" is not supported"),
        };
    }

    private static CodePointSet Single(int codePoint) => CodePointSet.Of((codePoint, codePoint));
}
