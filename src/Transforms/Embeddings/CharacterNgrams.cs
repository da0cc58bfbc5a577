using System.Text;

namespace LanguageModeling.Embeddings;

/// <summary>
/// The n-grams of characters of a word between &lt; and &gt;, as numbers of buckets (Bojanowski et al. 2017). The hash is fastText's own: FNV-1a
/// over UTF-8, each byte widened with its sign.
/// </summary>
internal sealed class CharacterNgrams(int minimum, int maximum, int buckets)
{
    /// <summary>Fewest characters.</summary>
    public int Minimum => minimum;

    /// <summary>Most characters.</summary>
    public int Maximum => maximum;

    /// <summary>Number of buckets.</summary>
    public int Buckets => buckets;

    /// <summary>The buckets of a word's n-grams, each in [0, buckets).</summary>
    public int[] Of(ReadOnlySpan<char> word)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"<{word}>");
        var found = new List<int>();
        for (int start = 0; start < bytes.Length; start++)
        {
            if (IsContinuation(bytes[start]))
            {
                continue;
            }

            uint hash = 2166136261;
            int end = start;
            for (int n = 1; n <= maximum && end < bytes.Length; n++)
            {
                do
                {
                    hash = (hash ^ (uint)(sbyte)bytes[end++]) * 16777619;
                }
                while (end < bytes.Length && IsContinuation(bytes[end]));

                bool isMark = n == 1 && (start == 0 || end == bytes.Length);
                if (n >= minimum && !isMark)
                {
                    found.Add((int)(hash % (uint)buckets));
                }
            }
        }

        return [.. found];
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
