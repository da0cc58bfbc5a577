using System.Globalization;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>Writes a regular expression of Oniguruma (in its Ruby syntax, as Hugging Face's library reads it) in .NET's syntax.</summary>
/// <remarks>What is not known here is refused by name: a pattern that means something else would give other tokens in silence.</remarks>
internal sealed class ExpressionTranslator
{
    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<(int Start, bool IgnoreCase)> _groups = [];
    private int _at;
    private int _atom = -1;      // where in the output the last atom begins, -1 for none
    private bool _ignoreCase;

    private ExpressionTranslator(string pattern) => _pattern = pattern;

    public static string Translate(string pattern)
    {
        var translator = new ExpressionTranslator(pattern);
        translator.Run();
        return translator._output.ToString();
    }

    private void Run()
    {
        while (_at < _pattern.Length)
        {
            char c = _pattern[_at];
            switch (c)
            {
                case '\\':
                    Atom(() => _output.Append(Escape()));
                    break;
                case '[':
                    Atom(() => _output.Append(new ClassTranslator(_pattern, _at, _ignoreCase).Translate(out _at)));
                    break;
                case '(':
                    Open();
                    break;
                case ')':
                    Close();
                    break;
                case '?' or '*' or '+' or '{':
                    Quantify();
                    break;
                case '|' or '^' or '$':
                    _output.Append(c);
                    _atom = -1;
                    _at++;
                    break;
                default:
                    Atom(() => Literal(c));
                    break;
            }
        }

        if (_groups.Count > 0)
        {
            throw Invalid("a group is not closed");
        }
    }

    private void Atom(Action write)
    {
        _atom = _output.Length;
        write();
    }

    private void Literal(char c)
    {
        if (char.IsSurrogate(c))
        {
            throw Unsupported("a character over U+FFFF");
        }

        _at++;
        _output.Append(_ignoreCase ? FoldCase(c) : c.ToString());
    }

    // .NET leaves out two of Unicode's case foldings: the long s and the Kelvin sign.
    private static string FoldCase(char c) => c switch
    {
        's' or 'S' or '\u017F' => "[sS\u017F]",
        'k' or 'K' or '\u212A' => "[kK\u212A]",
        _ => c.ToString(),
    };

    private string Escape()
    {
        char kind = _at + 1 < _pattern.Length ? _pattern[_at + 1] : throw Invalid("it ends in a backslash");
        switch (kind)
        {
            case 'w':
                _at += 2;
                return $"[{CharacterClasses.Word}]";
            case 'W':
                _at += 2;
                return $"[^{CharacterClasses.Word}]";
            case 'h':
                _at += 2;
                return "[0-9a-fA-F]";
            case 'H':
                _at += 2;
                return "[^0-9a-fA-F]";
            case 'b':
                _at += 2;
                return $"(?:(?<=[{CharacterClasses.Word}])(?![{CharacterClasses.Word}])|(?<![{CharacterClasses.Word}])(?=[{CharacterClasses.Word}]))";
            case 'B':
                _at += 2;
                return $"(?:(?<=[{CharacterClasses.Word}])(?=[{CharacterClasses.Word}])|(?<![{CharacterClasses.Word}])(?![{CharacterClasses.Word}]))";
            case 'A' or 'z' or 'Z' or 'G':
                _at += 2;
                return $"\\{kind}";
            case 'p' or 'P':
                (string members, bool negated) = CharacterClasses.ReadProperty(_pattern, ref _at);
                return negated ? $"[^{members}]" : $"[{members}]";
            default:
                string escape = CharacterClasses.ReadEscape(_pattern, ref _at);
                return _ignoreCase && escape.Length == 1 ? FoldCase(escape[0]) : escape;
        }
    }

    private void Open()
    {
        int start = _output.Length;
        bool before = _ignoreCase;
        if (!_pattern.AsSpan(_at).StartsWith("(?", StringComparison.Ordinal))
        {
            _groups.Push((start, before));
            _output.Append('(');
            _at++;
            _atom = -1;
            return;
        }

        foreach (string opening in (ReadOnlySpan<string>)["(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>"])
        {
            if (_pattern.AsSpan(_at).StartsWith(opening, StringComparison.Ordinal))
            {
                _groups.Push((start, before));
                _output.Append(opening);
                _at += opening.Length;
                _atom = -1;
                return;
            }
        }

        OpenOptions(start, before);
    }

    // (?imx-imx) and (?imx-imx:…); Ruby's m is .NET's s.
    private void OpenOptions(int start, bool before)
    {
        int end = _at + 2;
        var options = new StringBuilder("(?");
        bool on = true;
        for (; end < _pattern.Length && _pattern[end] is 'i' or 'm' or 'x' or '-'; end++)
        {
            on &= _pattern[end] != '-';
            _ignoreCase = _pattern[end] == 'i' ? on : _ignoreCase;
            if (_pattern[end] == 'x')
            {
                throw Unsupported("extended mode (?x)");
            }

            options.Append(_pattern[end] == 'm' ? 's' : _pattern[end]);
        }

        switch (end < _pattern.Length && end > _at + 2 ? _pattern[end] : '\0')
        {
            case ':':
                _groups.Push((start, before));
                _output.Append(options).Append(':');
                break;
            case ')':
                _output.Append(options).Append(')'); // until the end of the group around
                break;
            default:
                throw Unsupported($"a group that begins with \"{_pattern[_at..Math.Min(_at + 4, _pattern.Length)]}\"");
        }

        _at = end + 1;
        _atom = -1;
    }

    private void Close()
    {
        if (!_groups.TryPop(out (int Start, bool IgnoreCase) group))
        {
            throw Invalid("a group is closed that was not opened");
        }

        _output.Append(')');
        _ignoreCase = group.IgnoreCase;
        _atom = group.Start;
        _at++;
    }

    private void Quantify()
    {
        int end = _at + 1;
        bool interval = _pattern[_at] == '{';
        if (interval)
        {
            int close = _pattern.IndexOf('}', _at);
            string inner = close < 0 ? "" : _pattern[(_at + 1)..close];
            if (inner.Length == 0 || inner == "," || inner.Any(c => !char.IsAsciiDigit(c) && c != ',') || inner.Count(c => c == ',') > 1)
            {
                Atom(() => _output.Append("\\{")); // a brace that is no quantifier stands for itself
                _at++;
                return;
            }

            end = close + 1;
        }

        if (_atom < 0)
        {
            throw Invalid($"\"{_pattern[_at..end]}\" has nothing to repeat");
        }

        string quantifier = _pattern[_at..end];
        quantifier = quantifier.StartsWith("{,", StringComparison.Ordinal) ? "{0" + quantifier[1..] : quantifier;
        char next = end < _pattern.Length ? _pattern[end] : '\0';
        _output.Append(quantifier);
        if (next == '?')
        {
            _output.Append('?');
            end++;
        }
        else if (next == '+')
        {
            // Possessive; but after an interval a plus repeats the interval.
            _output.Insert(_atom, interval ? "(?:" : "(?>").Append(interval ? ")+" : ")");
            end++;
        }

        _at = end;
    }

    private NotSupportedException Unsupported(string what) => CharacterClasses.Unsupported(_pattern, what);

    private InvalidDataException Invalid(string what)
        => new(string.Create(CultureInfo.InvariantCulture, $"The pattern \"{_pattern}\" is no regular expression: at position {_at}, {what}."));
}
