using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>Mirrors the annotations of a column: a schema with one getter a column, of exactly the column's raw type.</summary>
    public sealed class Annotations
    {
        private readonly Delegate[] _getters;

        private Annotations(DataViewSchema schema, Delegate[] getters) => (Schema, _getters) = (schema, getters);

        public static Annotations Empty { get; } = new(new DataViewSchema([]), []);

        public DataViewSchema Schema { get; }

        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if (column.Index >= _getters.Length)
            {
                throw new ArgumentException(nameof(column));
            }

            return _getters[column.Index] as ValueGetter<TValue> ?? throw new InvalidOperationException("Invalid call to 'GetGetter'");
        }

        public void GetValue<TValue>(string kind, ref TValue value)
        {
            Column column = Schema.GetColumnOrNull(kind) ?? throw new InvalidOperationException("Invalid call to 'GetValue'");
            GetGetter<TValue>(column)(ref value);
        }

        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));

        /// <summary>Mirrors the way to make annotations.</summary>
        public sealed class Builder
        {
            private readonly List<DetachedColumn> _items = [];
            private readonly List<Delegate> _getters = [];

            public void Add(Annotations annotations, Func<string, bool> selector)
            {
                if (annotations is null)
                {
                    return;
                }

                ArgumentNullException.ThrowIfNull(selector);
                foreach (Column column in annotations.Schema)
                {
                    if (selector(column.Name))
                    {
                        _items.Add(new(column));
                        _getters.Add(annotations._getters[column.Index]);
                    }
                }
            }

            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations annotations = null)
            {
                ArgumentNullException.ThrowIfNull(getter);
                CheckRaw(type, typeof(TValue));
                _items.Add(new(name, type, annotations));
                _getters.Add(getter);
            }

            public void Add(string name, DataViewType type, Delegate getter, Annotations annotations = null)
            {
                ArgumentNullException.ThrowIfNull(type);
                ArgumentNullException.ThrowIfNull(getter);
                Type expected = typeof(ValueGetter<>).MakeGenericType(type.RawType);
                if (!expected.IsInstanceOfType(getter))
                {
                    // Wrapped, because upstream calls a generic method by reflection here.
                    throw new TargetInvocationException(new ArgumentException($"{nameof(getter)} must be of type '{expected.FullName}'", nameof(getter)));
                }

                _items.Add(new(name, type, annotations));
                _getters.Add(getter);
            }

            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations annotations = null)
            {
                CheckRaw(type, typeof(TValue));
                Add(name, type, (ref TValue target) => target = value, annotations);
            }

            public Annotations ToAnnotations() => new(new DataViewSchema([.. _items]), [.. _getters]);

            private static void CheckRaw(DataViewType type, Type value)
            {
                ArgumentNullException.ThrowIfNull(type);
                if (type.RawType != value)
                {
                    throw new ArgumentException($"type.RawType must be of type '{value.FullName}'.", nameof(type));
                }
            }
        }
    }
}
