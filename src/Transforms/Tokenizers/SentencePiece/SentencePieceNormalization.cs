using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>What SentencePiece does to a text: replaces characters by its map, takes superfluous spaces out and marks words.</summary>
internal sealed class SentencePieceNormalization : NormalizationStep
{
    private const string Mark = "\u2581";

    private readonly SentencePieceFile _file;
    private readonly PrecompiledCharsMap? _map;
    private readonly UserSymbols _symbols;

    public SentencePieceNormalization(SentencePieceFile file, UserSymbols symbols, string place)
    {
        _file = file;
        _symbols = symbols;
        _map = file.CharsMap.Length == 0 ? null : new PrecompiledCharsMap(file.CharsMap, place);
    }

    public override void Apply(AlignedText text)
    {
        var output = new Output(_file.EscapeSpaces ? Mark : " ");
        string source = text.Text;
        int at = 0;
        while (_file.RemoveExtraSpaces && at < source.Length && Prefix(source, at, out int skipped) is " ")
        {
            at += skipped;
        }

        if (at < source.Length)
        {
            if (!_file.MarkAtEnd && _file.AddDummyPrefix)
            {
                output.AddSpace(at, at);
            }

            CopyRest(source, at, output);
        }

        text.Rewrite(output.Text.ToString(), output.From, output.To);
    }

    public override void Write(Utf8JsonWriter writer)
        => throw new NotSupportedException("A SentencePiece model changes text in ways that tokenizer.json has no words for. Keep its .model file.");

    private void CopyRest(string source, int at, Output output)
    {
        bool afterSpace = _file.RemoveExtraSpaces;
        while (at < source.Length)
        {
            ReadOnlySpan<char> part = Prefix(source, at, out int length);
            part = afterSpace ? part.TrimStart(' ') : part;
            foreach (char unit in part)
            {
                if (unit == ' ')
                {
                    output.AddSpace(at, at + length);
                }
                else
                {
                    output.Add(unit, at, at + length);
                }
            }

            afterSpace = part.IsEmpty ? afterSpace : part[^1] == ' ';
            afterSpace &= _file.RemoveExtraSpaces;
            at += length;
        }

        if (_file.RemoveExtraSpaces)
        {
            output.TrimEnd();
        }

        if (_file.MarkAtEnd && _file.AddDummyPrefix)
        {
            output.AddSpace(at, at);
        }
    }

    // What the beginning of the rest becomes: a symbol of the user as it is, else by the longest rule of the map, else one character as it is.
    private ReadOnlySpan<char> Prefix(string source, int at, out int length)
    {
        ReadOnlySpan<char> rest = source.AsSpan(at);
        length = _symbols.Match(rest);
        if (length > 0)
        {
            return rest[..length];
        }

        length = char.IsHighSurrogate(rest[0]) && rest.Length > 1 ? 2 : 1;
        if (_map is null)
        {
            return rest[..length];
        }

        // No rule of a map that was ever made is longer.
        Span<byte> bytes = stackalloc byte[128];
        int units = Math.Min(rest.Length, 32);
        units -= char.IsHighSurrogate(rest[units - 1]) && units > 1 ? 1 : 0;
        int count = Encoding.UTF8.GetBytes(rest[..units], bytes);
        ReadOnlySpan<byte> found = _map.Find(bytes[..count], longest: true, out int matched);
        if (matched == 0)
        {
            return rest[..length];
        }

        length = Encoding.UTF8.GetCharCount(bytes[..matched]);
        return Encoding.UTF8.GetString(found);
    }

    private sealed class Output(string space)
    {
        public StringBuilder Text { get; } = new();

        public List<int> From { get; } = [];

        public List<int> To { get; } = [];

        public void Add(char unit, int from, int to)
        {
            Text.Append(unit);
            From.Add(from);
            To.Add(to);
        }

        public void AddSpace(int from, int to) => Add(space[0], from, to);

        public void TrimEnd()
        {
            int kept = Text.Length;
            while (kept > 0 && Text[kept - 1] == space[0])
            {
                kept--;
            }

            From.RemoveRange(kept, From.Count - kept);
            To.RemoveRange(kept, To.Count - kept);
            Text.Length = kept;
        }
    }
}
