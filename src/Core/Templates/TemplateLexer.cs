using System.Globalization;
using System.Text;

namespace LanguageModeling.Templates;

/// <summary>Cuts a template into tokens, with white space kept as it is or handled as chat templates want it (<c>trim_blocks</c> and <c>lstrip_blocks</c>).</summary>
/// <remarks>
/// As chat templates want it: the newline after a statement or comment goes, and so do the blanks before one that starts a line; "-" at a tag's edge removes all white
/// space on its side, "+" keeps it. One newline at the template's end goes.
/// </remarks>
internal sealed class TemplateLexer
{
    private static readonly string[] Operators =
    [
        "//", "**", "==", "!=", "<=", ">=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", "<", ">", "=", ".", ":", "|", ",",
    ];

    private readonly string _source;
    private readonly bool _keepsWhiteSpace;
    private readonly List<TemplateToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private bool _lineStarts = true; // whether the text at _at stands at a line's start

    private TemplateLexer(string source, bool keepsWhiteSpace) => (_source, _keepsWhiteSpace) = (source, keepsWhiteSpace);

    /// <summary>The tokens of a template; the last one is <see cref="TokenKind.End"/>.</summary>
    /// <param name="source">The template.</param>
    /// <param name="keepsWhiteSpace">Whether only "-" at a tag's edge removes white space.</param>
    public static List<TemplateToken> Read(string source, bool keepsWhiteSpace = false)
    {
        string text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new TemplateLexer(text.EndsWith('\n') && !keepsWhiteSpace ? text[..^1] : text, keepsWhiteSpace);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (_at < _source.Length)
        {
            int tag = FindTag();
            AddText(tag);
            if (tag == _source.Length)
            {
                break;
            }

            char kind = _source[tag + 1];
            Advance(tag + 2);
            if (_at < _source.Length && _source[_at] is '-' or '+')
            {
                Advance(_at + 1);
            }

            if (kind == '#')
            {
                SkipComment();
            }
            else if (kind == '%' && TryReadRaw())
            {
                continue;
            }
            else
            {
                ReadTag(kind == '%');
            }
        }

        _tokens.Add(new TemplateToken(TokenKind.End, "", _line));
    }

    private int FindTag()
    {
        int at = _at;
        while (true)
        {
            int found = _source.IndexOf('{', at);
            if (found < 0 || found + 1 >= _source.Length)
            {
                return _source.Length;
            }

            if (_source[found + 1] is '{' or '%' or '#')
            {
                return found;
            }

            at = found + 1;
        }
    }

    /// <summary>Adds the text up to a tag, without what the tag strips before it.</summary>
    private void AddText(int tag)
    {
        string text = _source[_at..tag];
        char sign = tag + 2 < _source.Length ? _source[tag + 2] : ' ';
        if (tag < _source.Length && sign == '-')
        {
            text = text.TrimEnd();
        }
        else if (tag < _source.Length && !_keepsWhiteSpace && sign != '+' && _source[tag + 1] != '{')
        {
            int lineStart = text.LastIndexOf('\n') + 1;
            if ((lineStart > 0 || _lineStarts) && text.AsSpan(lineStart).Trim().IsEmpty)
            {
                text = text[..lineStart];
            }
        }

        if (text.Length > 0)
        {
            _tokens.Add(new TemplateToken(TokenKind.Text, text, _line));
        }

        Advance(tag);
    }

    private void SkipComment()
    {
        int start = _line;
        int end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw At(start, "the comment is never closed. Close it with \"#}\".");
        }

        char sign = end > _at ? _source[end - 1] : ' ';
        Advance(end + 2);
        StripAfter(sign, trimNewline: true);
    }

    private bool TryReadRaw()
    {
        int at = SkipBlanks(_at);
        if (!IsWord(at, "raw"))
        {
            return false;
        }

        int start = _line;
        at = SkipBlanks(at + 3);
        char sign = at < _source.Length && _source[at] is '-' or '+' ? _source[at++] : ' ';
        if (!Matches(at, "%}"))
        {
            throw At(_line, "\"raw\" takes nothing. Write {% raw %}.");
        }

        Advance(at + 2);
        StripAfter(sign, trimNewline: true);
        for (int tag = _at; (tag = _source.IndexOf("{%", tag, StringComparison.Ordinal)) >= 0; tag += 2)
        {
            int name = SkipBlanks(tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? tag + 3 : tag + 2);
            int end = SkipBlanks(name + 6);
            char endSign = end < _source.Length && _source[end] is '-' or '+' ? _source[end++] : ' ';
            if (IsWord(name, "endraw") && Matches(end, "%}"))
            {
                AddText(tag);
                Advance(end + 2);
                StripAfter(endSign, trimNewline: true);
                return true;
            }
        }

        throw At(start, "\"raw\" is never closed. Close it with {% endraw %}.");
    }

    private void ReadTag(bool block)
    {
        int start = _line;
        string close = block ? "%}" : "}}";
        _tokens.Add(new TemplateToken(block ? TokenKind.BlockBegin : TokenKind.PrintBegin, block ? "{%" : "{{", _line));
        int depth = 0; // of brackets; inside of them the closing mark is none
        while (true)
        {
            Advance(SkipBlanks(_at));
            if (_at >= _source.Length)
            {
                throw At(start, $"the tag is never closed. Close it with \"{close}\".");
            }

            char sign = _source[_at] is '-' or '+' && Matches(_at + 1, close) ? _source[_at] : ' ';
            int mark = sign == ' ' ? _at : _at + 1;
            if (depth == 0 && Matches(mark, close))
            {
                _tokens.Add(new TemplateToken(block ? TokenKind.BlockEnd : TokenKind.PrintEnd, close, _line));
                Advance(mark + 2);
                StripAfter(sign, trimNewline: block);
                return;
            }

            TemplateToken token = ReadToken();
            depth += token.Kind != TokenKind.Operator ? 0 : token.Value is "(" or "[" or "{" ? 1 : token.Value is ")" or "]" or "}" ? -1 : 0;
            if (depth < 0)
            {
                throw At(_line, $"\"{token.Value}\" closes nothing. Remove it, or open the bracket.");
            }

            _tokens.Add(token);
        }
    }

    private void StripAfter(char sign, bool trimNewline)
    {
        int from = _at;
        if (sign == '-')
        {
            int at = _at;
            while (at < _source.Length && char.IsWhiteSpace(_source[at]))
            {
                at++;
            }

            Advance(at);
        }
        else if (trimNewline && !_keepsWhiteSpace && sign != '+' && _at < _source.Length && _source[_at] == '\n')
        {
            Advance(_at + 1);
        }

        _lineStarts = _at > from && _source[_at - 1] == '\n';
    }

    private TemplateToken ReadToken()
    {
        char c = _source[_at];
        int line = _line;
        if (c is '"' or '\'')
        {
            return new TemplateToken(TokenKind.String, ReadString(c), line);
        }

        if (char.IsAsciiDigit(c))
        {
            return ReadNumber();
        }

        if (c == '_' || char.IsLetter(c))
        {
            int end = _at + 1;
            while (end < _source.Length && (_source[end] == '_' || char.IsLetterOrDigit(_source[end])))
            {
                end++;
            }

            return new TemplateToken(TokenKind.Name, Take(end), line);
        }

        foreach (string candidate in Operators)
        {
            if (Matches(_at, candidate))
            {
                Advance(_at + candidate.Length);
                return new TemplateToken(TokenKind.Operator, candidate, line);
            }
        }

        throw At(line, $"the character \"{c}\" cannot stand in an expression.");
    }

    private TemplateToken ReadNumber()
    {
        int line = _line;
        int end = Digits(_at);
        bool afterDot = _tokens[^1].IsOperator("."); // x.0.1 is an element of an element
        bool whole = true;
        if (!afterDot && end + 1 < _source.Length && _source[end] == '.' && char.IsAsciiDigit(_source[end + 1]))
        {
            end = Digits(end + 1);
            whole = false;
        }

        if (!afterDot && end < _source.Length && _source[end] is 'e' or 'E')
        {
            int digits = end + 1 < _source.Length && _source[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (digits < _source.Length && char.IsAsciiDigit(_source[digits]))
            {
                end = Digits(digits);
                whole = false;
            }
        }

        return new TemplateToken(whole ? TokenKind.Integer : TokenKind.Float, Take(end).Replace("_", "", StringComparison.Ordinal), line);

        int Digits(int at)
        {
            while (at < _source.Length && (char.IsAsciiDigit(_source[at]) || _source[at] == '_'))
            {
                at++;
            }

            return at;
        }
    }

    private string ReadString(char quote)
    {
        int start = _line;
        var value = new StringBuilder();
        int at = _at + 1;
        while (at < _source.Length && _source[at] != quote)
        {
            if (_source[at] == '\\' && at + 1 < _source.Length)
            {
                at = Unescape(at + 1, value);
            }
            else
            {
                value.Append(_source[at++]);
            }
        }

        if (at >= _source.Length)
        {
            throw At(start, $"the string is never closed. Close it with {quote}.");
        }

        Advance(at + 1);
        return value.ToString();
    }

    /// <summary>Reads what follows a backslash, as Python does; an unknown escape stays as it is.</summary>
    private int Unescape(int at, StringBuilder value)
    {
        char c = _source[at];
        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (at + digits < _source.Length
                && int.TryParse(_source.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                && code is >= 0 and <= 0x10FFFF)
            {
                value.Append(code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code));
                return at + 1 + digits;
            }

            throw At(_line, $"\"\\{c}\" in a string needs {digits} hexadecimal digits of a character's number after it.");
        }

        if (c is >= '0' and <= '7')
        {
            int code = 0, end = at;
            for (; end < at + 3 && end < _source.Length && _source[end] is >= '0' and <= '7'; end++)
            {
                code = (8 * code) + _source[end] - '0';
            }

            value.Append((char)code);
            return end;
        }

        string? plain = c switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            '\n' => "",
            '\\' or '\'' or '"' => c.ToString(),
            _ => null,
        };
        value.Append(plain ?? $"\\{c}");
        return at + 1;
    }

    private string Take(int end)
    {
        string text = _source[_at..end];
        Advance(end);
        return text;
    }

    private int SkipBlanks(int at)
    {
        while (at < _source.Length && char.IsWhiteSpace(_source[at]))
        {
            at++;
        }

        return at;
    }

    private bool IsWord(int at, string word)
        => Matches(at, word) && (at + word.Length >= _source.Length || !(char.IsLetterOrDigit(_source[at + word.Length]) || _source[at + word.Length] == '_'));

    private bool Matches(int at, string text) => at <= _source.Length && _source.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    private void Advance(int to)
    {
        _line += _source.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }

    private static TemplateSyntaxFault At(int line, string message) => new(line, message);
}
