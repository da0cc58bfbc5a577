using LanguageModeling.Files;

namespace LanguageModeling.Phrases;

/// <summary>The pairs that one pass joins.</summary>
internal sealed class PhraseTable
{
    private readonly HashSet<(string First, string Second)> _pairs;

    public PhraseTable(IEnumerable<Phrase> phrases)
    {
        Phrases = [.. phrases];
        _pairs = [.. Phrases.Select(phrase => (phrase.First, phrase.Second))];
    }

    public IReadOnlyList<Phrase> Phrases { get; }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PhraseTable Read(BinaryModelReader reader)
    {
        int count = reader.ReadInt32(0, Array.MaxLength, "the number of phrases");
        var phrases = new List<Phrase>();
        while (phrases.Count < count)
        {
            phrases.Add(new Phrase(reader.ReadString(), reader.ReadString(), reader.ReadDouble(), reader.ReadInt64()));
        }

        return new PhraseTable(phrases);
    }

    public void Write(BinaryModelWriter writer)
    {
        writer.Write(Phrases.Count);
        foreach (Phrase phrase in Phrases)
        {
            writer.Write(phrase.First);
            writer.Write(phrase.Second);
            writer.Write(phrase.Score);
            writer.Write(phrase.Count);
        }
    }

    /// <summary>Joins pairs from left to right.</summary>
    public List<string> Join(List<string> words, string separator)
    {
        var joined = new List<string>(words.Count);
        bool mayJoin = false; // whether the last word stands alone
        for (int i = 0; i < words.Count; i++)
        {
            if (mayJoin && _pairs.Contains((words[i - 1], words[i])))
            {
                joined[^1] = $"{joined[^1]}{separator}{words[i]}";
                mayJoin = false;
            }
            else
            {
                joined.Add(words[i]);
                mayJoin = true;
            }
        }

        return joined;
    }
}
