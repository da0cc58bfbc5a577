using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>
/// Mirrors reading a view in the binary format: schema and annotations at once, blocks when a cursor reaches them. Shuffling
/// goes by blocks, then by rows within; ids are row numbers.
/// </summary>
internal sealed class BinaryView : IDataView
{
    private readonly Func<Stream> _open;
    private readonly Column[] _columns;
    private readonly long _rows;

    private BinaryView(Func<Stream> open, Column[] columns, long rows)
    {
        (_open, _columns, _rows) = (open, columns, rows);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(c => c.Detached));
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => _rows;

    /// <summary>Reads the head; the rows can be read only where <paramref name="open"/> is given, which each cursor calls.</summary>
    public static BinaryView Open(IExceptionContext ectx, Stream stream, Func<Stream> open = null)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        ectx.CheckDecode(stream.Length >= BinaryFormat.HeaderSize && reader.ReadUInt64() == BinaryFormat.Magic, "This does not appear to be a binary dataview file");
        ectx.CheckDecode(reader.ReadUInt64() >= BinaryFormat.OldestVersion, "The binary dataview file is too old");
        ectx.CheckDecode(reader.ReadUInt64() <= BinaryFormat.Version, "The binary dataview file is too new");
        (long contentsAt, long tailAt, long rows, int columnCount) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
        ectx.CheckDecode(rows >= 0 && columnCount >= 0 && contentsAt >= BinaryFormat.HeaderSize && tailAt >= contentsAt && tailAt <= stream.Length - sizeof(ulong), "Corrupt header of a binary dataview file");
        stream.Position = tailAt;
        ectx.CheckDecode(reader.ReadUInt64() == BinaryFormat.TailMagic, "Incorrect tail signature");
        stream.Position = contentsAt;
        var entries = new List<(string Name, Codec Codec, byte Compression, int RowsPerBlock, long LookupAt, long AnnotationsAt)>();
        for (int i = 0; i < columnCount; i++)
        {
            entries.Add((reader.ReadString(), Codec.ReadDescription(reader), reader.ReadByte(), checked((int)reader.Read7BitEncodedInt64()), reader.ReadInt64(), reader.ReadInt64()));
        }

        return new BinaryView(open, [.. entries.Select(e => Generic.Create<Column>(typeof(Column<>), [e.Codec.Type.RawType],
            new DataViewSchema.DetachedColumn(e.Name, e.Codec.Type, ReadAnnotations(reader, e.AnnotationsAt)), e.Codec, e.Compression, e.RowsPerBlock, e.LookupAt))], rows);
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(this, ActiveColumns.Of(columnsNeeded, Schema), rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader, long at)
    {
        if (at == 0)
        {
            return DataViewSchema.Annotations.Empty;
        }

        reader.BaseStream.Position = at;
        var builder = new DataViewSchema.Annotations.Builder();
        long count = reader.Read7BitEncodedInt64();
        for (long i = 0; i < count; i++)
        {
            (string kind, Codec codec, byte compression, long start, long length) = (reader.ReadString(), Codec.ReadDescription(reader), reader.ReadByte(), reader.ReadInt64(), reader.Read7BitEncodedInt64());
            long next = reader.BaseStream.Position;
            reader.BaseStream.Position = start;
            byte[] block = reader.ReadBytes(checked((int)length));
            reader.BaseStream.Position = next;
            builder.Add(kind, codec.Type, (Delegate)Generic.Call(typeof(BinaryView), nameof(GetterOfOne), [codec.Type.RawType], codec, block, compression));
        }

        return builder.ToAnnotations();
    }

    private static Delegate GetterOfOne<T>(Codec<T> codec, byte[] block, byte compression)
    {
        T[] value = BinaryFormat.Decode(codec, block, compression, 1);
        ValueCopier<T> copy = ValueCopier.For<T>();
        return (ValueGetter<T>)((ref T target) => copy(in value[0], ref target));
    }

    private abstract class Column(DataViewSchema.DetachedColumn detached, byte compression, int rowsPerBlock, long lookupAt)
    {
        public DataViewSchema.DetachedColumn Detached => detached;

        public int RowsPerBlock => rowsPerBlock;

        /// <summary>The getter over the current block and row, and what loads a block of a number of rows.</summary>
        public abstract (Delegate Getter, Action<int, int> Load) Open(BinaryReader reader, Func<int> row);

        protected byte[] ReadBlock(BinaryReader reader, int block)
        {
            reader.BaseStream.Position = lookupAt + (16L * block);
            (long at, int length) = (reader.ReadInt64(), reader.ReadInt32());
            reader.BaseStream.Position = at;
            return reader.ReadBytes(length);
        }

        protected byte Compression => compression;
    }

    private sealed class Column<T>(DataViewSchema.DetachedColumn detached, Codec codec, byte compression, int rowsPerBlock, long lookupAt)
        : Column(detached, compression, rowsPerBlock, lookupAt)
    {
        public override (Delegate Getter, Action<int, int> Load) Open(BinaryReader reader, Func<int> row)
        {
            T[] values = [];
            ValueCopier<T> copy = ValueCopier.For<T>();
            ValueGetter<T> getter = (ref T target) => copy(in values[row()], ref target);
            return (getter, (block, count) => values = BinaryFormat.Decode((Codec<T>)codec, ReadBlock(reader, block), Compression, count));
        }
    }

    private sealed class Cursor : RootCursor
    {
        private readonly BinaryView _view;
        private readonly BinaryReader _reader;
        private readonly Random _rand;
        private readonly Delegate[] _getters;
        private readonly List<Action<int, int>> _loaders = [];
        private readonly int _rowsPerBlock;
        private readonly int[] _blocks;
        private int[] _order = [];   // rows of the block, in the order of giving
        private int _blockAt = -1, _rowAt;

        public Cursor(BinaryView view, bool[] active, Random rand)
        {
            (_view, _rand) = (view, rand);
            Contracts.Check(view._open is not null || view._rows == 0, "The rows of this view cannot be read.");
            _reader = view._rows == 0 ? null : new BinaryReader(view._open(), Encoding.UTF8);
            _rowsPerBlock = view._columns.Select(c => c.RowsPerBlock).FirstOrDefault(1);
            _blocks = [.. Enumerable.Range(0, (int)((view._rows + _rowsPerBlock - 1) / _rowsPerBlock))];
            rand?.Shuffle(_blocks);
            _getters = new Delegate[active.Length];
            for (int i = 0; i < active.Length; i++)
            {
                if (active[i])
                {
                    (_getters[i], Action<int, int> load) = view._columns[i].Open(_reader, Row);
                    _loaders.Add(load);
                }
            }
        }

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)(((long)_blocks[_blockAt] * _rowsPerBlock) + Row()), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check((uint)column.Index < (uint)_getters.Length && IsColumnActive(column), $"Column '{column.Name}' is not active.");
            return Generic.As<TValue>(_getters[column.Index]);
        }

        protected override bool Advance()
        {
            if (++_rowAt < _order.Length)
            {
                return true;
            }

            if (++_blockAt == _blocks.Length)
            {
                return false;
            }

            int block = _blocks[_blockAt];
            int rows = (int)Math.Min(_rowsPerBlock, _view._rows - ((long)block * _rowsPerBlock));
            foreach (Action<int, int> load in _loaders)
            {
                load(block, rows);
            }

            _order = [.. Enumerable.Range(0, rows)];
            _rand?.Shuffle(_order);
            _rowAt = 0;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _reader?.Dispose();
        }

        private int Row()
        {
            CheckOnRow();
            return _order[_rowAt];
        }
    }
}
