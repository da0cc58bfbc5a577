using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>Writes a bracketed character class of Oniguruma in .NET's syntax.</summary>
/// <param name="pattern">The whole pattern.</param>
/// <param name="start">Where the class's opening bracket is.</param>
/// <param name="ignoreCase">Whether case is ignored there.</param>
internal sealed class ClassTranslator(string pattern, int start, bool ignoreCase)
{
    private readonly int _start = start;
    private int _at = start;

    public string Translate(out int end)
    {
        string translated = ReadClass();
        end = _at;
        return translated;
    }

    // A class is [members], or [members&&class] which is members without what is outside the class: [members-[^class]].
    private string ReadClass()
    {
        _at++;
        bool negated = Peek("^");
        _at += negated ? 1 : 0;
        var members = new StringBuilder();
        string? intersected = null;
        bool notWord = false;
        for (bool first = true; ; first = false)
        {
            if (_at >= pattern.Length)
            {
                throw new InvalidDataException($"The pattern \"{pattern}\" is no regular expression: the class that begins at position {_start} is not closed.");
            }

            if (pattern[_at] == ']' && !first)
            {
                _at++;
                break;
            }

            if (Peek("&&"))
            {
                _at += 2;
                intersected = ReadIntersected();
                continue;
            }

            ReadMember(members, ref notWord);
        }

        return Assemble(members.ToString(), negated, intersected, notWord);
    }

    private string Assemble(string members, bool negated, string? intersected, bool notWord)
    {
        if (intersected is not null)
        {
            if (negated || notWord || intersected.Contains("-[", StringComparison.Ordinal))
            {
                throw CharacterClasses.Unsupported(pattern, "an intersection of character classes within another class");
            }

            string outside = intersected[1] == '^' ? "[" + intersected[2..] : "[^" + intersected[1..];
            return $"[{members}-{outside}]";
        }

        if (notWord)
        {
            // members or not a word = not (a word without the members).
            string subtracted = members.Length == 0 ? "" : $"-[{members}]";
            return negated ? $"[{CharacterClasses.Word}{subtracted}]" : $"[^{CharacterClasses.Word}{subtracted}]";
        }

        return members.Length == 0 ? (negated ? "[\\s\\S]" : "(?!)") : $"[{(negated ? "^" : "")}{members}]";
    }

    private string ReadIntersected()
    {
        if (!Peek("["))
        {
            throw CharacterClasses.Unsupported(pattern, "an intersection with what is no class in brackets");
        }

        return ReadClass();
    }

    private void ReadMember(StringBuilder members, ref bool notWord)
    {
        if (Peek("[:"))
        {
            int close = pattern.IndexOf(":]", _at, StringComparison.Ordinal);
            string name = close < 0 ? "" : pattern[(_at + 2)..close];
            // In this spelling, marks include symbols.
            members.Append(name == "punct" ? @"\p{P}\p{S}" : CharacterClasses.Find(name, pattern));
            _at = close + 2;
        }
        else if (Peek("["))
        {
            string inner = ReadClass();
            if (inner.StartsWith("[^", StringComparison.Ordinal) || inner[0] != '[' || inner.Contains("-[", StringComparison.Ordinal))
            {
                throw CharacterClasses.Unsupported(pattern, "a negated character class within another class");
            }

            members.Append(inner, 1, inner.Length - 2);
        }
        else if (Peek("\\w") || Peek("\\W"))
        {
            notWord |= pattern[_at + 1] == 'W';
            members.Append(pattern[_at + 1] == 'w' ? CharacterClasses.Word : "");
            _at += 2;
        }
        else if (Peek("\\h"))
        {
            members.Append("0-9a-fA-F");
            _at += 2;
        }
        else if (Peek("\\b"))
        {
            members.Append("\\b"); // a backspace
            _at += 2;
        }
        else if (Peek("\\p") || Peek("\\P"))
        {
            (string property, bool negated) = CharacterClasses.ReadProperty(pattern, ref _at);
            members.Append(negated ? CharacterClasses.Negate(property, pattern) : property);
        }
        else
        {
            members.Append(ReadCharacter());
        }
    }

    private string ReadCharacter()
    {
        char c = pattern[_at];
        if (c == '\\')
        {
            return CharacterClasses.ReadEscape(pattern, ref _at);
        }

        if (char.IsSurrogate(c))
        {
            throw CharacterClasses.Unsupported(pattern, "a character over U+FFFF");
        }

        _at++;
        return c switch
        {
            '[' or ']' or '^' => $"\\{c}",
            's' or 'S' when ignoreCase => $"{c}\u017F",
            'k' or 'K' when ignoreCase => $"{c}\u212A",
            _ => c.ToString(),
        };
    }

    private bool Peek(string text) => string.CompareOrdinal(pattern, _at, text, 0, text.Length) == 0;
}
