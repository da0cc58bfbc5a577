using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>Byte-pair encoding of one word's bytes. Owned by one thread at a time.</summary>
/// <param name="model">The model.</param>
/// <param name="byteIds">Ids of the 256 bytes.</param>
internal sealed class ByteMerger(BpeModel model, int[] byteIds)
{
    // Up to this many bytes looking through all pairs is faster than a queue.
    private const int FewBytes = 64;

    private byte[] _bytes = new byte[256];
    private int[] _ids = new int[256];
    private readonly ulong[] _merges = new ulong[FewBytes + 1];

    /// <summary>The ids of a word; valid until the next call.</summary>
    public ReadOnlySpan<int> Merge(ReadOnlySpan<char> word)
    {
        int most = word.Length * 3; // bytes of UTF-8 that a code unit may take
        if (_bytes.Length < most)
        {
            _bytes = new byte[most];
            _ids = new int[most];
        }

        int count = Encoding.UTF8.GetBytes(word, _bytes);
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, count);
        if (model.Settings.IgnoreMerges && FindWhole(bytes, out int whole))
        {
            _ids[0] = whole;
            return _ids.AsSpan(0, 1);
        }

        for (int i = 0; i < count; i++)
        {
            _ids[i] = byteIds[bytes[i]];
        }

        return _ids.AsSpan(0, count <= FewBytes ? MergeFew(count) : MergeMany(count));
    }

    private bool FindWhole(ReadOnlySpan<byte> bytes, out int id)
    {
        Span<char> spelling = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            spelling[i] = ByteAlphabet.Spell(bytes[i]);
        }

        return model.Tokens.TryGetId(spelling, out id);
    }

    private int MergeFew(int count)
    {
        Span<int> ids = _ids.AsSpan(0, count);
        Span<ulong> merges = _merges.AsSpan(0, count);
        for (int i = 0; i + 1 < count; i++)
        {
            merges[i] = model.Merges.Get(ids[i], ids[i + 1]);
        }

        merges[count - 1] = ulong.MaxValue;
        while (count > 1)
        {
            ulong best = ulong.MaxValue;
            int at = -1;
            for (int i = 0; i + 1 < count; i++)
            {
                // Rank in the upper half: the first of equal ones stays.
                if (merges[i] >> 32 < best >> 32)
                {
                    best = merges[i];
                    at = i;
                }
            }

            if (at < 0)
            {
                break;
            }

            ids[at] = (int)(uint)best;
            ids[(at + 2)..count].CopyTo(ids[(at + 1)..]);
            merges[(at + 2)..count].CopyTo(merges[(at + 1)..]);
            count--;
            merges[at] = at + 1 < count ? model.Merges.Get(ids[at], ids[at + 1]) : ulong.MaxValue;
            if (at > 0)
            {
                merges[at - 1] = model.Merges.Get(ids[at - 1], ids[at]);
            }
        }

        return count;
    }

    private int MergeMany(int count)
    {
        var symbols = new BpeSymbols();
        for (int i = 0; i < count; i++)
        {
            symbols.Add(_ids[i], i, i + 1);
        }

        symbols.Merge(model.Merges);
        for (int i = 0; i < symbols.Items.Length; i++)
        {
            _ids[i] = symbols.Items[i].Id;
        }

        return symbols.Items.Length;
    }
}
