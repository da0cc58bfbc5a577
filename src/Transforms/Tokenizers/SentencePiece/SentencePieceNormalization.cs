using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>What SentencePiece does to a text: replaces characters by its map, takes superfluous spaces out and marks words.</summary>
internal sealed class SentencePieceNormalization : NormalizationStep
{
    private readonly SentencePieceFile _file;
    private readonly PrecompiledCharsMap? _map;
    private readonly UserSymbols _symbols;
    private readonly char _space;
    private readonly KeyStart[] _starts;   // for each code unit, which keys and symbols begin with it

    public SentencePieceNormalization(SentencePieceFile file, UserSymbols symbols, string place)
    {
        _file = file;
        _symbols = symbols;
        _space = file.EscapeSpaces ? WordMark.Unit : ' ';
        _map = file.CharsMap.Length == 0 ? null : new PrecompiledCharsMap(file.CharsMap, place);
        _starts = _map?.FindStarts() ?? new KeyStart[char.MaxValue + 1];
        _starts.AsSpan('\uD800', '\uE000' - '\uD800').Fill(KeyStart.Any); // pairs are one character
        foreach (char first in symbols.Firsts)
        {
            _starts[first] = KeyStart.Any;
        }
    }

    public override void Apply(AlignedText text)
    {
        var output = new NormalizedText();
        Apply(text.Text, output);
        text.Rewrite(output);
    }

    /// <summary>Writes what a text becomes.</summary>
    /// <param name="source">The text, without unpaired surrogates.</param>
    /// <param name="output">Receives the result in place of what it held.</param>
    public void Apply(ReadOnlySpan<char> source, NormalizedText output)
    {
        output.Clear();
        Span<char> room = stackalloc char[32];
        int at = 0;
        while (_file.RemoveExtraSpaces && at < source.Length && Prefix(source, at, room, out int skipped) is " ")
        {
            at += skipped;
        }

        if (at < source.Length)
        {
            if (!_file.MarkAtEnd && _file.AddDummyPrefix)
            {
                output.Add(_space, at, at);
            }

            CopyRest(source, at, output);
        }
    }

    public override void Write(Utf8JsonWriter writer)
        => throw new NotSupportedException("A SentencePiece model changes text in ways that tokenizer.json has no words for. Keep its .model file.");

    private void CopyRest(ReadOnlySpan<char> source, int at, NormalizedText output)
    {
        Span<char> room = stackalloc char[32];
        bool removes = _file.RemoveExtraSpaces, afterSpace = removes;
        while (at < source.Length)
        {
            char unit = source[at];
            if (!_starts[unit].MayBeKey(source, at))
            {
                if (unit != ' ' || !afterSpace)
                {
                    output.Add(unit == ' ' ? _space : unit, at, at + 1);
                }

                afterSpace = removes && unit == ' ';
                at++;
                continue;
            }

            ReadOnlySpan<char> part = Prefix(source, at, room, out int length);
            part = afterSpace ? part.TrimStart(' ') : part;
            foreach (char one in part)
            {
                output.Add(one == ' ' ? _space : one, at, at + length);
            }

            afterSpace = removes && (part.IsEmpty ? afterSpace : part[^1] == ' ');
            at += length;
        }

        if (removes)
        {
            output.TrimEnd(_space);
        }

        if (_file.MarkAtEnd && _file.AddDummyPrefix)
        {
            output.Add(_space, at, at);
        }
    }

    // What the beginning of the rest becomes: a symbol of the user as it is, else by the longest rule of the map, else one character as it is.
    private ReadOnlySpan<char> Prefix(ReadOnlySpan<char> source, int at, Span<char> room, out int length)
    {
        ReadOnlySpan<char> rest = source[at..];
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
        return found.Length <= room.Length ? room[..Encoding.UTF8.GetChars(found, room)] : Encoding.UTF8.GetString(found);
    }
}
