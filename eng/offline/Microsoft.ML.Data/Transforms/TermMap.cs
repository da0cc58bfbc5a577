using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Mirrors a learned map from values to keys: the values in key order, and how they are saved.</summary>
internal abstract class TermMap(PrimitiveDataViewType itemType)
{
    private const byte SavedAsText = 0, SavedByCodec = 1;

    public PrimitiveDataViewType ItemType => itemType;

    public abstract int Count { get; }

    /// <summary>An empty map still gives keys of count 1, none of which occurs.</summary>
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    /// <summary>A <c>Func&lt;T, uint&gt;</c>; 0 for what was not learned.</summary>
    public abstract Delegate Lookup { get; }

    public static TermMap Learn(DataViewType itemType, DataViewRowCursor cursor, DataViewSchema.Column column, int most, bool sorted)
        => (TermMap)Generic.Call(typeof(TermMap), nameof(LearnTyped), [itemType.RawType], itemType, cursor, column, most, sorted);

    public static TermMap Load(ModelLoadContext ctx)
    {
        if (ctx.Reader.ReadByte() == SavedAsText)
        {
            int count = ctx.Reader.ReadInt32();
            return new TermMap<ReadOnlyMemory<char>>(TextDataViewType.Instance, [.. Enumerable.Range(0, count).Select(_ => ctx.LoadNonEmptyString().AsMemory())]);
        }

        Codec codec = Codec.ReadDescription(ctx.Reader);
        return (TermMap)Generic.Call(typeof(TermMap), nameof(LoadTyped), [codec.Type.RawType], codec, ctx.Reader);
    }

    public void Save(ModelSaveContext ctx)
    {
        if (this is TermMap<ReadOnlyMemory<char>> text)
        {
            ctx.Writer.Write(SavedAsText);
            ctx.Writer.Write(text.Count);
            foreach (ReadOnlyMemory<char> term in text.Terms)
            {
                ctx.SaveNonEmptyString(term.ToString());
            }

            return;
        }

        ctx.Writer.Write(SavedByCodec);
        Codec codec = Codec.ForOrNull(ItemType);
        codec.WriteDescription(ctx.Writer);
        ctx.Writer.Write(Count);
        WriteTerms(codec, ctx.Writer);
    }

    /// <summary>
    /// The KeyValues annotation: the values, or their text; for a map over keys with values of their own, those values.
    /// </summary>
    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column input, bool asText);

    /// <summary>Writes one line for each value, for people to read.</summary>
    public abstract void WriteText(TextWriter writer);

    protected abstract void WriteTerms(Codec codec, BinaryWriter writer);

    protected static ValueGetter<VBuffer<T>> Getter<T>(T[] values) => (ref VBuffer<T> target) => VBuffer<T>.Copy(values, 0, ref target, values.Length);

    private static TermMap LoadTyped<T>(Codec<T> codec, BinaryReader reader) => new TermMap<T>((PrimitiveDataViewType)codec.Type, codec.Read(reader, reader.ReadInt32()));

    private static TermMap LearnTyped<T>(PrimitiveDataViewType itemType, DataViewRowCursor cursor, DataViewSchema.Column column, int most, bool sorted)
    {
        Func<IEnumerable<T>> values = column.Type is VectorDataViewType ? OfVector<T>(cursor, column) : OfScalar<T>(cursor, column);
        var seen = new HashSet<T>(TermMap<T>.Comparer);
        var terms = new List<T>();
        while (terms.Count < most && cursor.MoveNext())
        {
            foreach (T value in values().Where(v => !IsMissing(itemType, v)))
            {
                if (terms.Count < most && seen.Add(value))
                {
                    terms.Add(value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value);
                }
            }
        }

        return new TermMap<T>(itemType, sorted ? [.. terms.Order(TermMap<T>.Order)] : [.. terms]);
    }

    private static bool IsMissing<T>(DataViewType type, T value)
        => value is ReadOnlyMemory<char> { IsEmpty: true } or float.NaN or double.NaN || (type is KeyDataViewType && value.Equals(default(T)));

    private static Func<IEnumerable<T>> OfScalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        var value = new T[1];
        return () =>
        {
            getter(ref value[0]);
            return value;
        };
    }

    private static Func<IEnumerable<T>> OfVector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return () =>
        {
            getter(ref vector);
            return vector.DenseValues();
        };
    }
}

/// <summary>A map over values of a known raw type.</summary>
internal sealed class TermMap<T> : TermMap
{
    public static readonly IEqualityComparer<T> Comparer = typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextComparer() : EqualityComparer<T>.Default;
    public static readonly IComparer<T> Order = typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)new TextComparer() : Comparer<T>.Default;
    private readonly Dictionary<T, uint> _keys = new(Comparer);

    public TermMap(PrimitiveDataViewType itemType, T[] terms) : base(itemType)
    {
        Terms = terms;
        foreach (T term in terms)
        {
            Contracts.CheckDecode(null, _keys.TryAdd(term, (uint)_keys.Count + 1), "A value occurs twice in a map to keys.");
        }
    }

    public T[] Terms { get; }

    public override int Count => Terms.Length;

    public override Delegate Lookup => (T value) => _keys.GetValueOrDefault(value);

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column input, bool asText)
    {
        if (Count == 0)
        {
            return;
        }

        if (ItemType is KeyDataViewType && input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType own)
        {
            Generic.Call(typeof(TermMap<T>), nameof(AddValuesOfKeys), [own.ItemType.RawType], annotations, input, own.ItemType, Terms);
        }
        else if (asText && ItemType is not TextDataViewType)
        {
            annotations.Add(AnnotationKinds.KeyValues, new VectorDataViewType(TextDataViewType.Instance, Count), Getter([.. Terms.Select(t => Conversions.Text(t).AsMemory())]));
        }
        else
        {
            annotations.Add(AnnotationKinds.KeyValues, new VectorDataViewType(ItemType, Count), Getter(Terms));
        }
    }

    public override void WriteText(TextWriter writer)
    {
        writer.WriteLine(ItemType is TextDataViewType ? $"# Number of terms = {Count}" : $"# Number of terms of type '{ItemType}' = {Count}");
        for (int i = 0; i < Terms.Length; i++)
        {
            writer.WriteLine($"{i}\t{Conversions.Text(Terms[i])}");
        }
    }

    protected override void WriteTerms(Codec codec, BinaryWriter writer) => ((Codec<T>)codec).Write(writer, Terms);

    private static void AddValuesOfKeys<TValue>(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column input, PrimitiveDataViewType type, T[] terms)
    {
        VBuffer<TValue> values = default;
        input.GetKeyValues(ref values);
        TValue[] dense = [.. values.DenseValues()];
        annotations.Add(AnnotationKinds.KeyValues, new VectorDataViewType(type, terms.Length), Getter([.. terms.Select(t => dense[Convert.ToUInt64(t) - 1])]));
    }

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);

        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceCompareTo(y.Span);
    }
}
