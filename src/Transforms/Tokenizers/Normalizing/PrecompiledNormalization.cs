using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// SentencePiece's map of characters as tokenizer.json applies it: to user-perceived characters of less than 6 bytes, else to each
/// character.
/// </summary>
internal sealed class PrecompiledNormalization(byte[] map, string place) : NormalizationStep
{
    private readonly PrecompiledCharsMap? _map = map.Length == 0 ? null : new PrecompiledCharsMap(map, place);
    private KeyStart[]? _starts;   // for each code unit, what begins with it

    public override void Apply(AlignedText text)
    {
        if (_map is null || Leaves(text.Text))
        {
            return;
        }

        var characters = new List<(Rune, int)>(text.Text.Length);
        bool changed = false;
        int removedAtStart = 0;
        Span<char> units = stackalloc char[2];
        ReadOnlySpan<char> rest = text.Text;
        while (rest.Length > 0)
        {
            int length = StringInfo.GetNextTextElementLength(rest);
            ReadOnlySpan<char> grapheme = rest[..length];
            rest = rest[length..];
            if (Encoding.UTF8.GetByteCount(grapheme) < 6 && _map.Replace(grapheme) is { } replacement)
            {
                changed = true;
                Replace(characters, grapheme, replacement, ref removedAtStart);
                continue;
            }

            foreach (Rune rune in grapheme.EnumerateRunes())
            {
                ReadOnlySpan<char> character = units[..rune.EncodeToUtf16(units)];
                if (_map.Replace(character) is { } one)
                {
                    changed = true;
                    Replace(characters, character, one, ref removedAtStart);
                }
                else
                {
                    characters.Add((rune, 0));
                }
            }
        }

        if (changed)
        {
            text.Transform(characters, removedAtStart);
        }
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Precompiled");
        writer.WriteString("precompiled_charsmap", Convert.ToBase64String(_map?.Content ?? []));
        writer.WriteEndObject();
    }

    // Whether no key can be in the text, as in most texts.
    private bool Leaves(string text)
    {
        KeyStart[] starts = _starts ??= _map!.FindStarts();
        for (int i = 0; i < text.Length; i++)
        {
            if (starts[text[i]].MayBeKey(text, i))
            {
                return false;
            }
        }

        return true;
    }

    // The last new characters count as inserted where there are more than old ones; where there are fewer, the last takes the rest along.
    private static void Replace(List<(Rune, int)> characters, ReadOnlySpan<char> old, string replacement, ref int removedAtStart)
    {
        int oldCount = 0;
        foreach (Rune _ in old.EnumerateRunes())
        {
            oldCount++;
        }

        int count = 0;
        foreach (Rune rune in replacement.EnumerateRunes())
        {
            characters.Add((rune, count < oldCount ? 0 : 1));
            count++;
        }

        if (characters.Count == 0)
        {
            removedAtStart += oldCount;
        }
        else if (count < oldCount)
        {
            (Rune last, int change) = characters[^1];
            characters[^1] = (last, change + count - oldCount);
        }
    }
}
