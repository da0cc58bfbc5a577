using System.Globalization;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>The byte sequences of a .tiktoken file, whose ids are also their merge ranks.</summary>
internal sealed class TiktokenVocabulary
{
    private const string CapacityLine = "Capacity: ";

    /// <summary>Reads "base64 rank" lines, or lines of base64 alone that are numbered from 0.</summary>
    public TiktokenVocabulary(Stream stream)
    {
        try
        {
            var reader = new StreamReader(stream);
            int number = 0;
            bool? numbered = null;
            for (bool first = true; reader.ReadLine() is { } line; first = false)
            {
                if (first && line.StartsWith(CapacityLine, StringComparison.Ordinal))
                {
                    ParseRank(line[CapacityLine.Length..], "Invalid format in the BPE vocab file stream");
                    continue;
                }

                if (line.Length > 0)
                {
                    numbered ??= line.Contains(' ');
                    AddLine(line, numbered.Value, number);
                }

                number += numbered is null ? 0 : 1;
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Failed to load from BPE vocab file stream: {e.Message}", e);
        }
    }

    public Dictionary<byte[], int> Ranks { get; } = new(new ByteSequenceComparer());

    public Dictionary<int, byte[]> Bytes { get; } = [];

    /// <summary>Those tokens that are text by themselves.</summary>
    public Dictionary<string, int> Texts { get; } = [];

    private static int ParseRank(string text, string error)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int rank) ? rank : throw new FormatException(error);

    private void AddLine(string line, bool numbered, int number)
    {
        if (!numbered)
        {
            Add(Convert.FromBase64String(line), number);
            return;
        }

        int space = line.IndexOf(' ');
        if (space <= 0 || space == line.Length - 1 || line.LastIndexOf(' ') != space)
        {
            throw new FormatException("Invalid format in the BPE vocab file stream");
        }

        Add(Convert.FromBase64String(line[..space]), ParseRank(line[(space + 1)..], $"Can't parse {line[space..]} to integer"));
    }

    private void Add(byte[] token, int rank)
    {
        Ranks[token] = rank;
        Bytes[rank] = token;
        string text = Encoding.UTF8.GetString(token);
        if (!text.Contains('\uFFFD'))
        {
            Texts[text] = rank;
        }
    }
}
