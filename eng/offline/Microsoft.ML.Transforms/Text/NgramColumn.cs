using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>The n-grams of one column, and their weights.</summary>
internal sealed class NgramColumn
{
    private readonly int _length;
    private readonly int _skip;
    private readonly NgramExtractingEstimator.WeightingCriteria _weighting;
    private readonly NgramPool _pool;
    private readonly double[] _inverseDocumentFrequencies; // for the weightings that use them

    /// <summary>Takes the n-grams of a column in the order of their appearance, up to a limit for each length.</summary>
    public NgramColumn(IDataView data, DataViewSchema.Column column, int[] limits, int skip, NgramExtractingEstimator.WeightingCriteria weighting)
    {
        (_length, _skip, _weighting, _pool) = (limits.Length, skip, weighting, new NgramPool());
        int[] left = [.. limits];
        bool countDocuments = weighting != NgramExtractingEstimator.WeightingCriteria.Tf;
        var documents = new Dictionary<int, int>();
        long rows = 0;
        int capacity = 0; // the real one keeps, and writes, the spare room of an array that is doubled when it is full
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<uint[]> keys = KeyReader.Create(cursor, column);
        var windows = new NgramWindows(_length, _skip);
        while (cursor.MoveNext())
        {
            rows++;
            var seen = new HashSet<int>();
            windows.Visit(keys(), ngram =>
            {
                ref int room = ref left[ngram.Length - 1];
                int id = room > 0 || countDocuments ? _pool.Find(ngram) : -1;
                if (id < 0 && room > 0)
                {
                    id = _pool.Add(ngram);
                    room--;
                }

                if (id >= 0 && countDocuments && seen.Add(id))
                {
                    documents[id] = documents.GetValueOrDefault(id) + 1;
                }

                return countDocuments || left.Any(l => l > 0);
            });
            capacity = _pool.Count <= capacity ? capacity : Math.Max(_pool.Count, Math.Max(4, capacity * 2));
        }

        _inverseDocumentFrequencies = new double[countDocuments ? capacity : 0];
        foreach ((int id, int count) in documents)
        {
            _inverseDocumentFrequencies[id] = Math.Log(rows / (double)count);
        }
    }

    public NgramColumn(IExceptionContext ectx, BinaryReader reader)
    {
        _length = reader.ReadInt32();
        _skip = reader.ReadInt32();
        _weighting = (NgramExtractingEstimator.WeightingCriteria)reader.ReadInt32();
        bool valid = _length > 0 && _skip >= 0 && _length + _skip <= NgramExtractingEstimator.LongestWindow && Enum.IsDefined(_weighting);
        ectx.CheckDecode(valid, $"N-grams of length {_length} with {_skip} skips and weighting {_weighting} are not possible.");
        reader.ReadBytes(_length); // which lengths occur at all
        _pool = new NgramPool(ectx, reader);
        _inverseDocumentFrequencies = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadDouble())];
        ectx.CheckDecode(_weighting == NgramExtractingEstimator.WeightingCriteria.Tf || _inverseDocumentFrequencies.Length >= _pool.Count, "Weights are missing.");
    }

    public DataViewType Type => new VectorDataViewType(NumberDataViewType.Single, _pool.Count);

    public void Save(BinaryWriter writer)
    {
        writer.Write(_length);
        writer.Write(_skip);
        writer.Write((int)_weighting);
        HashSet<int> lengths = [.. Enumerable.Range(0, _pool.Count).Select(id => _pool[id].Length)];
        for (int length = 1; length <= _length; length++)
        {
            writer.Write(lengths.Contains(length) ? (byte)1 : (byte)0);
        }

        _pool.Save(writer);
        writer.Write(_inverseDocumentFrequencies.Length);
        foreach (double weight in _inverseDocumentFrequencies)
        {
            writer.Write(weight);
        }
    }

    /// <summary>The names of the keys of each n-gram, "*" for a key that is missing, with bars between.</summary>
    public DataViewSchema.Annotations SlotNames(DataViewSchema.Column input)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (input.HasKeyValues())
        {
            builder.Add(
                AnnotationKinds.SlotNames,
                new VectorDataViewType(TextDataViewType.Instance, _pool.Count),
                (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> destination) =>
                {
                    VBuffer<ReadOnlyMemory<char>> names = default;
                    input.GetKeyValues(ref names);
                    VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, _pool.Count);
                    for (int id = 0; id < _pool.Count; id++)
                    {
                        IEnumerable<string> keys = _pool[id].Select(key => key == 0 || key > names.Length ? "*" : names.GetItemOrDefault((int)key - 1).ToString());
                        editor.Values[id] = string.Join('|', keys).AsMemory();
                    }

                    destination = editor.Commit();
                }));
        }

        return builder.ToAnnotations();
    }

    public ValueGetter<VBuffer<float>> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        Func<uint[]> keys = KeyReader.Create(row, column);
        var windows = new NgramWindows(_length, _skip);
        var counts = new SortedDictionary<int, float>();
        return (ref VBuffer<float> destination) =>
        {
            counts.Clear();
            windows.Visit(keys(), ngram =>
            {
                int id = _pool.Find(ngram);
                if (id >= 0)
                {
                    counts[id] = counts.GetValueOrDefault(id) + 1;
                }

                return true;
            });
            Fill(ref destination, counts);
        };
    }

    /// <summary>Dense from half of the slots on, as the real one.</summary>
    private void Fill(ref VBuffer<float> destination, SortedDictionary<int, float> counts)
    {
        bool dense = counts.Count > 0 && counts.Count >= _pool.Count / 2;
        VBufferEditor<float> editor = VBufferEditor.Create(ref destination, _pool.Count, dense ? _pool.Count : counts.Count);
        editor.Values.Clear();
        int next = 0;
        foreach ((int id, float count) in counts)
        {
            float weighted = _weighting switch
            {
                NgramExtractingEstimator.WeightingCriteria.Idf => (float)_inverseDocumentFrequencies[id],
                NgramExtractingEstimator.WeightingCriteria.TfIdf => (float)(count * _inverseDocumentFrequencies[id]),
                _ => count,
            };
            editor.Values[dense ? id : next] = weighted;
            if (!dense)
            {
                editor.Indices[next++] = id;
            }
        }

        destination = editor.Commit();
    }
}
