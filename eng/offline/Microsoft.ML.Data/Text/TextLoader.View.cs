using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>The lazy view over the files: one pass for each cursor, no shuffling, ids 0, 1, 2 and so on.</summary>
    private sealed class View(TextLoader loader, IMultiStreamSource source) : IDataView
    {
        public DataViewSchema Schema => loader._schema;

        public bool CanShuffle => false;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
            => new Cursor(loader, LineParser.Lines(source, loader._options.HasHeader).GetEnumerator(), ActiveColumns.Of(columnsNeeded, Schema));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded)];
    }

    private sealed class Cursor : RootCursor
    {
        private readonly TextLoader _loader;
        private readonly IEnumerator<(long Number, string Text)> _lines;
        private readonly Delegate[] _getters;
        private readonly List<Action<List<ReadOnlyMemory<char>>>> _parsers = [];

        public Cursor(TextLoader loader, IEnumerator<(long Number, string Text)> lines, bool[] active)
        {
            (_loader, _lines) = (loader, lines);
            _getters = [.. loader._columns.Select((c, i) => active[i]
                ? (Delegate)Generic.Call(typeof(Cursor), c.Type is VectorDataViewType ? nameof(Vector) : nameof(Scalar), [c.Item.RawType], this, c)
                : null)];
        }

        public override DataViewSchema Schema => _loader._schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' is not active.");
            return Generic.As<TValue>(_getters[column.Index]);
        }

        protected override bool Advance()
        {
            if (Position + 1 >= (_loader._options.MaxRows ?? long.MaxValue) || !_lines.MoveNext())
            {
                return false;
            }

            List<ReadOnlyMemory<char>> fields = LineParser.Cut(_lines.Current.Text, _loader._options);
            _parsers.ForEach(parse => parse(fields));
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _lines.Dispose();
        }

        private static ValueGetter<T> Scalar<T>(Cursor cursor, BoundColumn column)
        {
            T current = default;
            cursor._parsers.Add(fields => current = cursor.Parse<T>(column, fields, column.Segments[0].Min));
            return (ref T value) =>
            {
                cursor.CheckOnRow();
                value = current;
            };
        }

        private static ValueGetter<VBuffer<T>> Vector<T>(Cursor cursor, BoundColumn column)
        {
            int[] places = [.. column.Segments.SelectMany(s => Enumerable.Range(s.Min, s.Lim - s.Min))];
            VBuffer<T> current = default;
            cursor._parsers.Add(fields =>
            {
                var editor = VBufferEditor.Create(ref current, places.Length);
                for (int i = 0; i < places.Length; i++)
                {
                    editor.Values[i] = cursor.Parse<T>(column, fields, places[i]);
                }

                current = editor.Commit();
                VectorForm.Compact(ref current, places.Length / 2);
            });
            return (ref VBuffer<T> value) =>
            {
                cursor.CheckOnRow();
                current.CopyTo(ref value);
            };
        }

        /// <summary>A field that is not there or empty is the default; keys come out 1-based, 0 beyond their count.</summary>
        private T Parse<T>(BoundColumn column, List<ReadOnlyMemory<char>> fields, int field)
        {
            ReadOnlyMemory<char> text = field < fields.Count ? fields[field] : default;
            if (typeof(T) == typeof(ReadOnlyMemory<char>))
            {
                return (T)(object)text;
            }

            if (text.IsEmpty && _loader._options.MissingRealsAsNaNs && default(T) is float or double)
            {
                return default(T) is float ? (T)(object)float.NaN : (T)(object)double.NaN;
            }

            bool parsed = Conversions.TryParse(text.Span, out T value);
            if (!parsed && default(T) is not (float or double) && column.Item is not KeyDataViewType)
            {
                throw Contracts.ExceptDecode(null, $"Parsing failed with an exception: Could not parse value {text} in line {_lines.Current.Number}, column {column.Name}");
            }

            if (column.Item is not KeyDataViewType key)
            {
                return value;
            }

            ulong number = Convert.ToUInt64(value);
            return parsed && !text.IsEmpty && number < key.Count ? (T)Convert.ChangeType(number + 1, typeof(T)) : default;
        }
    }
}
