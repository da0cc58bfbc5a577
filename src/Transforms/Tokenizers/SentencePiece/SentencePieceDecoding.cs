using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>SentencePiece's way back: bytes are put together, marks become spaces, and the spaces that encoding put before the text go.</summary>
internal sealed class SentencePieceDecoding(SentencePieceFile file) : DecodingStep
{
    private const char Mark = '\u2581';

    private readonly string _unknown = file.Pieces[file.UnknownId].Text;

    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        bool atStart = true, sawMark = false;
        int length = 0;
        foreach (string token in tokens)
        {
            if (file.ByteFallback && ByteFallbackDecoding.ReadByte(token) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            atStart &= !sawMark && length == 0;
            sawMark = false;
            string text = token;
            if (token == _unknown)
            {
                text = file.UnknownSurface;
            }
            else
            {
                if (atStart && (file.AddDummyPrefix || file.RemoveExtraSpaces) && text.StartsWith(Mark))
                {
                    text = text[1..];
                    sawMark = !file.RemoveExtraSpaces;
                }

                text = text.Replace(Mark, ' ');
            }

            Add(text);
        }

        Flush();
        return decoded;

        void Add(string text)
        {
            decoded.Add(text);
            length += text.Length;
        }

        void Flush()
        {
            if (bytes.Count > 0)
            {
                Add(DecodeBytes([.. bytes]));
                bytes.Clear();
            }
        }
    }

    public override void Write(Utf8JsonWriter writer)
        => throw new NotSupportedException("A SentencePiece model decodes in ways that tokenizer.json has no words for. Keep its .model file.");

    // Every byte that is part of no character is a U+FFFD of its own.
    private static string DecodeBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (bytes.Length > 0)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
            text.Append(valid ? rune.ToString() : "\uFFFD");
            bytes = bytes[(valid ? consumed : 1)..];
        }

        return text.ToString();
    }
}
