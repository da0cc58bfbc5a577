namespace Microsoft.ML.Data;

/// <summary>Copies of the active columns and ids of some rows, by slot.</summary>
internal sealed class RowBuffer
{
    private readonly Pipe[] _pipes;   // by column; null where inactive
    private readonly Pipe<DataViewRowId> _ids;

    /// <summary>Room for <paramref name="capacity"/> rows of the cursor, with its activity; it grows by itself.</summary>
    public RowBuffer(DataViewRow shape, int capacity)
    {
        _pipes = [.. shape.Schema.Select(c => shape.IsColumnActive(c) ? Generic.Create<Pipe>(typeof(Pipe<>), [c.Type.RawType], capacity) : null)];
        _ids = new(capacity);
    }

    /// <summary>What copies the current row of <paramref name="source"/> into a slot.</summary>
    public Action<int> Filler(DataViewRow source)
    {
        Action<int>[] fillers =
        [
            _ids.Filler(source.GetIdGetter()),
            .. source.Schema.Where(c => _pipes[c.Index] is not null).Select(c => _pipes[c.Index].Filler(Generic.Getter(source, c))),
        ];
        return slot =>
        {
            foreach (Action<int> fill in fillers)
            {
                fill(slot);
            }
        };
    }

    public bool IsActive(DataViewSchema.Column column) => (uint)column.Index < (uint)_pipes.Length && _pipes[column.Index] is not null;

    public Delegate Reader(DataViewSchema.Column column, Func<(RowBuffer Buffer, int Slot)> current) => _pipes[column.Index].Reader(current, b => b._pipes[column.Index]);

    public ValueGetter<DataViewRowId> IdReader(Func<(RowBuffer Buffer, int Slot)> current) => (ValueGetter<DataViewRowId>)_ids.Reader(current, b => b._ids);

    private abstract class Pipe
    {
        public abstract Action<int> Filler(Delegate getter);

        public abstract Delegate Reader(Func<(RowBuffer Buffer, int Slot)> current, Func<RowBuffer, Pipe> pipe);
    }

    private sealed class Pipe<T>(int capacity) : Pipe
    {
        private static readonly ValueCopier<T> s_copy = ValueCopier.For<T>();
        private T[] _values = new T[capacity];

        public override Action<int> Filler(Delegate getter)
        {
            ValueGetter<T> typed = Generic.As<T>(getter);
            return slot =>
            {
                if (slot >= _values.Length)
                {
                    Array.Resize(ref _values, Math.Max(slot + 1, 2 * _values.Length));
                }

                typed(ref _values[slot]);
            };
        }

        public override Delegate Reader(Func<(RowBuffer Buffer, int Slot)> current, Func<RowBuffer, Pipe> pipe)
            => (ValueGetter<T>)((ref T value) =>
            {
                (RowBuffer buffer, int slot) = current();
                s_copy(in ((Pipe<T>)pipe(buffer))._values[slot], ref value);
            });
    }
}

/// <summary>Copies a value so that the two share nothing that changes.</summary>
internal delegate void ValueCopier<T>(in T source, ref T target);

/// <summary>Finds the copier of a raw type: vectors are copied deeply, everything else by assignment.</summary>
internal static class ValueCopier
{
    public static ValueCopier<T> For<T>()
        => typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? (ValueCopier<T>)Generic.Call(typeof(ValueCopier), nameof(OfVector), typeof(T).GetGenericArguments())
            : (in T source, ref T target) => target = source;

    private static ValueCopier<VBuffer<T>> OfVector<T>() => (in VBuffer<T> source, ref VBuffer<T> target) => source.CopyTo(ref target);
}
