using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>Mirrors writing a view in the binary format, on one thread.</summary>
internal sealed class BinarySaver
{
    private const int MostRowsPerBlock = 1 << 13;
    private readonly BinaryWriter _writer;
    private readonly Column[] _columns;
    private long _rows;

    private BinarySaver(BinaryWriter writer, Column[] columns) => (_writer, _columns) = (writer, columns);

    private long Here
    {
        get
        {
            _writer.Flush();
            return _writer.BaseStream.Position;
        }
    }

    public static void Save(IHostEnvironment env, IDataView data, Stream stream, bool keepHidden)
    {
        env.CheckParam(stream.CanWrite, nameof(stream), "cannot save to non-writable stream");
        env.CheckParam(stream.CanSeek, nameof(stream), "cannot save to non-seekable stream");
        env.CheckParam(stream.Position == 0, nameof(stream), "stream must be positioned at head of stream");
        Column[] columns = [.. data.Schema.Where(c => keepHidden || !c.IsHidden).Select(c =>
            Codec.ForOrNull(c.Type) is { } codec ? Generic.Create<Column>(typeof(Column<>), [c.Type.RawType], c, codec) : throw env.Except($"Could not get codec for requested column {c.Name} of type {c.Type}"))];
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        new BinarySaver(writer, columns).Write(data);
    }

    private void Write(IDataView data)
    {
        _writer.Write(new byte[BinaryFormat.HeaderSize]);
        WriteBlocks(data);
        foreach (Column column in _columns)
        {
            column.LookupAt = Here;
            foreach ((long at, int length, int plainLength) in column.Blocks)
            {
                _writer.Write(at);
                _writer.Write(length);
                _writer.Write(plainLength);
            }
        }

        foreach (Column column in _columns)
        {
            column.AnnotationsAt = WriteAnnotations(column.Source);
        }

        long contentsAt = Here;
        foreach (Column column in _columns)
        {
            _writer.Write(column.Source.Name);
            column.Codec.WriteDescription(_writer);
            _writer.Write(BinaryFormat.Deflated);
            _writer.Write7BitEncodedInt64(Math.Clamp(_rows, 1, MostRowsPerBlock));
            _writer.Write(column.LookupAt);
            _writer.Write(column.AnnotationsAt);
        }

        long tailAt = Here;
        _writer.Write(BinaryFormat.TailMagic);
        long end = Here;
        _writer.BaseStream.Position = 0;
        foreach (ulong field in new[] { BinaryFormat.Magic, BinaryFormat.Version, BinaryFormat.Version, (ulong)contentsAt, (ulong)tailAt, (ulong)_rows })
        {
            _writer.Write(field);
        }

        _writer.Write(_columns.Length);
        _writer.Flush();
        _writer.BaseStream.Position = end;
    }

    private void WriteBlocks(IDataView data)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(_columns.Select(c => c.Source));
        foreach (Column column in _columns)
        {
            column.Open(cursor);
        }

        bool more;
        do
        {
            int rows = 0;
            while ((more = cursor.MoveNext()) && Add(ref rows) < MostRowsPerBlock)
            {
            }

            foreach (Column column in _columns.Where(_ => rows > 0))
            {
                byte[] plain = column.TakeBlock();
                byte[] block = BinaryFormat.Deflate(plain);
                column.Blocks.Add((Here, block.Length, plain.Length));
                _writer.Write(block);
            }

            _rows += rows;
        }
        while (more);

        int Add(ref int rows)
        {
            foreach (Column column in _columns)
            {
                column.Add();
            }

            return ++rows;
        }
    }

    /// <summary>Writes the values of all annotations, then their table; 0 where there are none.</summary>
    private long WriteAnnotations(DataViewSchema.Column source)
    {
        var entries = new List<(string Kind, Codec Codec, byte Compression, long At, int Length)>();
        foreach (DataViewSchema.Column annotation in source.Annotations.Schema)
        {
            if (Codec.ForOrNull(annotation.Type) is { } codec)
            {
                byte[] plain = Generic.Create<Column>(typeof(Column<>), [annotation.Type.RawType], annotation, codec).Value(source.Annotations);
                byte[] block = BinaryFormat.Deflate(plain);
                bool smaller = block.Length < plain.Length;
                entries.Add((annotation.Name, codec, smaller ? BinaryFormat.Deflated : BinaryFormat.NotCompressed, Here, smaller ? block.Length : plain.Length));
                _writer.Write(smaller ? block : plain);
            }
        }

        if (entries.Count == 0)
        {
            return 0;
        }

        long at = Here;
        _writer.Write7BitEncodedInt64(entries.Count);
        foreach ((string kind, Codec codec, byte compression, long start, int length) in entries)
        {
            _writer.Write(kind);
            codec.WriteDescription(_writer);
            _writer.Write(compression);
            _writer.Write(start);
            _writer.Write7BitEncodedInt64(length);
        }

        return at;
    }

    private abstract class Column(DataViewSchema.Column source, Codec codec)
    {
        public DataViewSchema.Column Source => source;

        public Codec Codec => codec;

        public List<(long At, int Length, int PlainLength)> Blocks { get; } = [];

        public long LookupAt { get; set; }

        public long AnnotationsAt { get; set; }

        public abstract void Open(DataViewRow row);

        public abstract void Add();

        public abstract byte[] TakeBlock();

        public abstract byte[] Value(DataViewSchema.Annotations annotations);
    }

    private sealed class Column<T>(DataViewSchema.Column source, Codec codec) : Column(source, codec)
    {
        private readonly List<T> _values = [];
        private ValueGetter<T> _getter;

        public override void Open(DataViewRow row) => _getter = row.GetGetter<T>(Source);

        public override void Add()
        {
            T value = default;   // kept until the block is written, so its arrays are not to be reused
            _getter(ref value);
            _values.Add(value);
        }

        public override byte[] TakeBlock()
        {
            byte[] block = BinaryFormat.Encode((Codec<T>)Codec, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values));
            _values.Clear();
            return block;
        }

        public override byte[] Value(DataViewSchema.Annotations annotations)
        {
            T value = default;
            annotations.GetValue(Source.Name, ref value);
            return BinaryFormat.Encode((Codec<T>)Codec, [value]);
        }
    }
}
