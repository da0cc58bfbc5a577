using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Distinct sequences of keys, numbered in the order in which they were added.</summary>
internal sealed class NgramPool
{
    private readonly Dictionary<string, int> _ids = []; // two characters a key
    private readonly List<uint[]> _sequences = [];

    public NgramPool()
    {
    }

    /// <summary>Mirrors the stored form: count, where each sequence starts and the last ends, then the keys in seven-bit groups.</summary>
    public NgramPool(IExceptionContext ectx, BinaryReader reader)
    {
        int count = reader.ReadInt32();
        ectx.CheckDecode(count >= 0, "The number of n-grams is negative.");
        int[] starts = [.. Enumerable.Range(0, count + 1).Select(_ => reader.ReadInt32())];
        ectx.CheckDecode(starts[0] == 0, "The n-grams do not start at 0.");
        for (int id = 0; id < count; id++)
        {
            ectx.CheckDecode(starts[id] < starts[id + 1], "An n-gram is empty.");
            using var bytes = new BinaryReader(new MemoryStream(reader.ReadBytes(starts[id + 1] - starts[id])));
            var keys = new List<uint>();
            while (bytes.BaseStream.Position < bytes.BaseStream.Length)
            {
                keys.Add((uint)bytes.Read7BitEncodedInt());
            }

            ectx.CheckDecode(Find([.. keys]) < 0 && Add([.. keys]) == id, "An n-gram occurs twice.");
        }
    }

    public int Count => _sequences.Count;

    public uint[] this[int id] => _sequences[id];

    /// <summary>The number of a sequence, or -1.</summary>
    public int Find(ReadOnlySpan<uint> sequence)
        => _ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Text(sequence), out int id) ? id : -1;

    public int Add(ReadOnlySpan<uint> sequence)
    {
        _ids.Add(Text(sequence).ToString(), Count);
        _sequences.Add(sequence.ToArray());
        return Count - 1;
    }

    public void Save(BinaryWriter writer)
    {
        using var bytes = new MemoryStream();
        using var keys = new BinaryWriter(bytes);
        writer.Write(Count);
        writer.Write(0);
        foreach (uint[] sequence in _sequences)
        {
            foreach (uint key in sequence)
            {
                keys.Write7BitEncodedInt((int)key);
            }

            writer.Write((int)bytes.Length);
        }

        writer.Write(bytes.ToArray());
    }

    private static ReadOnlySpan<char> Text(ReadOnlySpan<uint> sequence) => System.Runtime.InteropServices.MemoryMarshal.Cast<uint, char>(sequence);
}
