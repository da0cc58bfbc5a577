using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Bridge;

/// <summary>Values of a column of any type, for as many rows as a cursor reads ahead.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Keeps the value of the input's current row.</summary>
    public abstract void Read(int slot);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the column's type that gives the value in the current slot.</summary>
    public abstract Delegate CreateGetter(Func<int> currentSlot);

    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column, int capacity)
    {
        (string method, Type type) = column.Type is VectorDataViewType vector
            ? (nameof(CreateVectors), vector.ItemType.RawType)
            : (nameof(CreateScalars), column.Type.RawType);
        return (ColumnBuffer)typeof(ColumnBuffer).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [input, column, capacity], null)!;
    }

    private static Scalars<T> CreateScalars<T>(DataViewRow input, DataViewSchema.Column column, int capacity) => new(input.GetGetter<T>(column), capacity);

    private static Vectors<T> CreateVectors<T>(DataViewRow input, DataViewSchema.Column column, int capacity)
        => new(input.GetGetter<VBuffer<T>>(column), capacity);

    private sealed class Scalars<T>(ValueGetter<T> source, int capacity) : ColumnBuffer
    {
        private readonly T[] _values = new T[capacity];

        public override void Read(int slot) => source(ref _values[slot]);

        public override Delegate CreateGetter(Func<int> currentSlot)
        {
            ValueGetter<T> getter = (ref T value) => value = _values[currentSlot()];
            return getter;
        }
    }

    private sealed class Vectors<T>(ValueGetter<VBuffer<T>> source, int capacity) : ColumnBuffer
    {
        // A getter fills the arrays of the buffer that it is given; a buffer for each slot keeps the rows apart without a copy.
        private readonly VBuffer<T>[] _values = new VBuffer<T>[capacity];

        public override void Read(int slot) => source(ref _values[slot]);

        public override Delegate CreateGetter(Func<int> currentSlot)
        {
            ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> value) => _values[currentSlot()].CopyTo(ref value);
            return getter;
        }
    }
}
