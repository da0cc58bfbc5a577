using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Steps one after another.</summary>
internal sealed class SequenceDecoding(IReadOnlyList<DecodingStep> steps) : DecodingStep
{
    public override bool WorksTokenByToken => steps.All(step => step.WorksTokenByToken);

    public override byte[]? FindBytes(string token) => steps.Select(step => step.FindBytes(token)).FirstOrDefault(bytes => bytes is not null);

    public override List<string> Decode(List<string> tokens) => steps.Aggregate(tokens, (current, step) => step.Decode(current));

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Sequence");
        writer.WriteStartArray("decoders");
        foreach (DecodingStep step in steps)
        {
            step.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>Bytes that GPT-2 spells as characters.</summary>
internal sealed class ByteLevelDecoding(bool addPrefixSpace, bool trimOffsets, bool useRule) : DecodingStep
{
    public override bool WorksTokenByToken => true;

    public override byte[] FindBytes(string token) => ByteAlphabet.Read(token) ?? Encoding.UTF8.GetBytes(token); // an added token may be plain text

    public override List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            bytes.AddRange(FindBytes(token));
        }

        return [Encoding.UTF8.GetString([.. bytes])];
    }

    public override void Write(Utf8JsonWriter writer) => ByteLevelSplitting.Write(writer, addPrefixSpace, trimOffsets, useRule);
}

/// <summary>Tokens of bytes such as <c>&lt;0x0A&gt;</c>; those that are no text become a U+FFFD each.</summary>
internal sealed class ByteFallbackDecoding : DecodingStep
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override bool WorksTokenByToken => true;

    public override byte[]? FindBytes(string token) => ReadByte(token) is { } value ? [value] : null;

    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            if (ReadByte(token) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            decoded.Add(token);
        }

        Flush();
        return decoded;

        void Flush()
        {
            try
            {
                if (bytes.Count > 0)
                {
                    decoded.Add(Strict.GetString([.. bytes]));
                }
            }
            catch (DecoderFallbackException)
            {
                decoded.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
            }

            bytes.Clear();
        }
    }

    /// <summary>The token of a byte.</summary>
    public static string SpellByte(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    /// <summary>The byte that a token stands for, or null.</summary>
    public static byte? ReadByte(string token)
        => token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
            ? value
            : null;

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "ByteFallback");
}

/// <summary>Word marks become spaces, and none at the beginning.</summary>
internal sealed class MetaspaceDecoding(MetaspaceSplitting settings) : DecodingStep
{
    public override bool WorksTokenByToken => true;

    public override List<string> Decode(List<string> tokens)
        => [.. tokens.Select((token, index) => token.Replace(
            settings.Mark, index == 0 && settings.Scheme != PrependScheme.Never ? "" : " ", StringComparison.Ordinal))];

    public override void Write(Utf8JsonWriter writer) => settings.Write(writer);
}

/// <summary>Tokens that do not continue a word get a space before them.</summary>
internal sealed class WordPieceDecoding(string prefix, bool cleanUp) : DecodingStep
{
    // What English tokenization sets apart.
    private static readonly (string Old, string New)[] Marks =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"),
        (" 've", "'ve"), (" 're", "'re"),
    ];

    public override bool WorksTokenByToken => !cleanUp;

    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        foreach (string token in tokens)
        {
            string text = decoded.Count == 0 ? token : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            decoded.Add(cleanUp ? CleanUp(text) : text);
        }

        return decoded;
    }

    /// <summary>Puts punctuation marks back to the words before them.</summary>
    public static string CleanUp(string text)
        => Marks.Aggregate(text, (current, mark) => current.Replace(mark.Old, mark.New, StringComparison.Ordinal));

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "WordPiece");
        writer.WriteString("prefix", prefix);
        writer.WriteBoolean("cleanup", cleanUp);
        writer.WriteEndObject();
    }
}

/// <summary>A suffix that ends words becomes a space, and nothing at the end.</summary>
internal sealed class SuffixDecoding(string suffix) : DecodingStep
{
    public override List<string> Decode(List<string> tokens)
        => suffix.Length == 0 ? tokens
            : [.. tokens.Select((token, index) => token.Replace(suffix, index == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "BPEDecoder");
        writer.WriteString("suffix", suffix);
        writer.WriteEndObject();
    }
}

/// <summary>Connectionist temporal classification: repetitions and padding go, delimiters become spaces.</summary>
internal sealed class CtcDecoding(string padding, string delimiter, bool cleanUp) : DecodingStep
{
    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        string? before = null;
        foreach (string token in tokens)
        {
            if (token == before)
            {
                continue;
            }

            before = token;
            string text = padding.Length == 0 ? token : token.Replace(padding, "", StringComparison.Ordinal);
            if (cleanUp)
            {
                text = WordPieceDecoding.CleanUp(text);
                text = delimiter.Length == 0 ? text : text.Replace(delimiter, " ", StringComparison.Ordinal);
            }

            if (text.Length > 0)
            {
                decoded.Add(text);
            }
        }

        return decoded;
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "CTC");
        writer.WriteString("pad_token", padding);
        writer.WriteString("word_delimiter_token", delimiter);
        writer.WriteBoolean("cleanup", cleanUp);
        writer.WriteEndObject();
    }
}

/// <summary>Makes all tokens one, so that later steps see the whole text.</summary>
internal sealed class FuseDecoding : DecodingStep
{
    public override bool WorksTokenByToken => true;

    public override List<string> Decode(List<string> tokens) => [string.Concat(tokens)];

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, "Fuse");
}

/// <summary>Replaces what a pattern matches in each token.</summary>
internal sealed class ReplaceDecoding(TextReplacement replacement) : DecodingStep
{
    public override bool WorksTokenByToken => true;

    public override List<string> Decode(List<string> tokens) => [.. tokens.Select(replacement.Apply)];

    public override void Write(Utf8JsonWriter writer) => replacement.Write(writer);
}

/// <summary>Removes a character up to so many times from both ends of each token.</summary>
internal sealed class StripDecoding(string character, int atStart, int atEnd) : DecodingStep
{
    public override bool WorksTokenByToken => atEnd == 0;

    public override List<string> Decode(List<string> tokens) => [.. tokens.Select(Strip)];

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Strip");
        writer.WriteString("content", character);
        writer.WriteNumber("start", atStart);
        writer.WriteNumber("stop", atEnd);
        writer.WriteEndObject();
    }

    private string Strip(string token)
    {
        int start = 0, end = token.Length;
        for (int i = 0; i < atStart && string.CompareOrdinal(token, start, character, 0, character.Length) == 0; i++)
        {
            start += character.Length;
        }

        for (int i = 0; i < atEnd && end - character.Length >= start
            && string.CompareOrdinal(token, end - character.Length, character, 0, character.Length) == 0; i++)
        {
            end -= character.Length;
        }

        return token[start..end];
    }
}
