using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(IDataLoader<IMultiStreamSource>), typeof(TextLoader), null, typeof(SignatureLoadModel), "Text Loader", TextLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors loading of delimited text, in its plain form: columns from fixed fields, quoting with doubled quotes, a header that
/// is skipped. Sparse rows, fields across lines, other escapes and header files are refused.
/// </summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    internal const string LoaderSignature = "TextLoader";
    private const int ToTheEnd = int.MaxValue;
    private readonly IHost _host;
    private readonly Options _options;
    private readonly BoundColumn[] _columns;
    private readonly DataViewSchema _schema;

    internal TextLoader(IHostEnvironment env, Options options, IMultiStreamSource dataSample)
    {
        _host = env.Register(LoaderSignature);
        _host.CheckValue(options, nameof(options));
        _host.CheckParam(options.Columns is { Length: > 0 }, nameof(options.Columns), "There are no columns.");
        _host.CheckParam(options.Separators is { Length: > 0 }, nameof(options.Separators), "There are no separators.");
        bool plain = !options.AllowSparse && !options.ReadMultilines && options.HeaderFile is null && options.EscapeChar == '"' && options.DecimalMarker == '.' && options.InputSize is null;
        if (!plain)
        {
            throw _host.ExceptNotSupp("The stand-in's text loader reads plain delimited text only.");
        }

        _options = options;
        int fields = dataSample is null ? 0 : LineParser.CountFields(dataSample, options);
        _columns = Array.ConvertAll(options.Columns, column => Bind(column, fields));
        _schema = Schema();
    }

    private TextLoader(IHost host, ModelLoadContext ctx)
    {
        _host = host;
        host.CheckDecode(ctx.Reader.ReadInt32() == sizeof(float), "Bad size of a number.");
        long maxRows = ctx.Reader.ReadInt64();
        var flags = (Flags)ctx.Reader.ReadUInt32();
        host.CheckDecode((flags & ~(Flags.TrimWhitespace | Flags.HasHeader | Flags.AllowQuoting | Flags.MissingRealsAsNaNs)) == 0 && ctx.Reader.ReadInt32() == 0, "The stand-in's text loader reads plain delimited text only.");
        _options = new Options
        {
            MaxRows = maxRows == long.MaxValue ? null : maxRows,
            TrimWhitespace = flags.HasFlag(Flags.TrimWhitespace),
            HasHeader = flags.HasFlag(Flags.HasHeader),
            AllowQuoting = flags.HasFlag(Flags.AllowQuoting),
            MissingRealsAsNaNs = flags.HasFlag(Flags.MissingRealsAsNaNs),
            Separators = [.. Enumerable.Range(0, ctx.Reader.ReadInt32()).Select(_ => (char)ctx.Reader.ReadUInt16())],
            EscapeChar = ctx.Reader.ReadChar(),
            DecimalMarker = ctx.Reader.ReadChar(),
        };
        _columns = [.. Enumerable.Range(0, ctx.Reader.ReadInt32()).Select(_ => BoundColumn.Load(ctx))];
        _schema = Schema();
    }

    [Flags]
    private enum Flags : uint
    {
        TrimWhitespace = 1,
        HasHeader = 2,
        AllowQuoting = 4,
        MissingRealsAsNaNs = 32,
    }

    private static VersionInfo Version => VersionInfo.BuiltIn("TXTLOADR", 0x0001000E, 0x0001000A, 0x0001000D, LoaderSignature, typeof(TextLoader));

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        _host.CheckValue(source, nameof(source));
        return new View(this, source);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(sizeof(float));
        ctx.Writer.Write(_options.MaxRows ?? long.MaxValue);
        Flags flags = (_options.TrimWhitespace ? Flags.TrimWhitespace : 0) | (_options.HasHeader ? Flags.HasHeader : 0)
            | (_options.AllowQuoting ? Flags.AllowQuoting : 0) | (_options.MissingRealsAsNaNs ? Flags.MissingRealsAsNaNs : 0);
        ctx.Writer.Write((uint)flags);
        ctx.Writer.Write(0);   // the number of fields is not given
        ctx.Writer.Write(_options.Separators.Length);
        Array.ForEach(_options.Separators, separator => ctx.Writer.Write((ushort)separator));
        ctx.Writer.Write(_options.EscapeChar);
        ctx.Writer.Write(_options.DecimalMarker);
        ctx.Writer.Write(_columns.Length);
        foreach (BoundColumn column in _columns)
        {
            column.Save(ctx);
        }
    }

    /// <summary>The columns of a class: every public member must say where it comes from.</summary>
    internal static Column[] ColumnsOf(IHostEnvironment env, Type type)
    {
        const BindingFlags Visible = BindingFlags.Public | BindingFlags.Instance;
        MemberInfo[] members = [.. type.GetFields(Visible), .. type.GetProperties(Visible).Where(p => p.GetGetMethod() is not null && p.GetIndexParameters().Length == 0)];
        env.CheckParam(members.Length > 0, "TInput", "Should define at least one public, readable field or property in TInput.");
        return Array.ConvertAll(members, member =>
        {
            var source = member.GetCustomAttribute<LoadColumnAttribute>();
            env.Check(source is not null, $"{(member is FieldInfo ? "Field" : "Property")} '{member.Name}' is missing the LoadColumnAttribute attribute");
            Type memberType = MemberColumn.TypeOf(member);
            Type item = memberType.IsArray ? memberType.GetElementType() : memberType;
            DataKind? kind = item == typeof(string) ? Data.DataKind.String : DataKinds.KindOf(item);
            env.Check(kind is not null, $"{(member is FieldInfo ? "Field" : "Property")} {member.Name} is of unsupported type.");
            var key = member.GetCustomAttribute<KeyTypeAttribute>();
            return new Column(member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name, kind.Value, source.Sources, key is null ? null : new KeyCount(key.Count));
        });
    }

    private static IDataLoader<IMultiStreamSource> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new TextLoader(env.Register(LoaderSignature), ctx);
    }

    private BoundColumn Bind(Column column, int fields)
    {
        _host.CheckParam(!string.IsNullOrWhiteSpace(column.Name), nameof(Column.Name), "A column has no name.");
        _host.CheckParam(column.Source is { Length: > 0 }, nameof(Column.Source), $"Column '{column.Name}' has no source.");
        PrimitiveDataViewType type = DataKinds.PrimitiveType(column.DataKind);
        if (column.KeyCount is not null)
        {
            _host.CheckParam(KeyDataViewType.IsValidDataType(type.RawType) && column.KeyCount.Count is not null, nameof(Column.KeyCount), $"Column '{column.Name}' cannot be a key.");
            type = new KeyDataViewType(type.RawType, column.KeyCount.Count.Value);
        }

        (int Min, int Lim, bool ForceVector)[] segments = Array.ConvertAll(column.Source, range =>
        {
            if (range.VariableEnd || range.AllOther)
            {
                throw _host.ExceptNotSupp("The stand-in's text loader reads fixed ranges of fields only.");
            }

            _host.CheckParam(range.Min >= 0 && (range.Max is null || range.Max >= range.Min), nameof(Column.Source), $"Column '{column.Name}' has a bad range of fields.");
            _host.CheckParam(range.Max is not null || fields > range.Min, nameof(Column.Source), "Can't determine the number of source columns without valid data");
            return (range.Min, (range.Max ?? fields - 1) + 1, range.ForceVector);
        });
        return new BoundColumn(column.Name, column.DataKind, type, segments);
    }

    private DataViewSchema Schema()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_columns.Select(c => new DataViewSchema.DetachedColumn(c.Name, c.Type)));
        return builder.ToSchema();
    }

    private sealed record BoundColumn(string Name, DataKind Kind, PrimitiveDataViewType Item, (int Min, int Lim, bool ForceVector)[] Segments)
    {
        public int Size => Segments.Sum(s => s.Lim - s.Min);

        public DataViewType Type => Size > 1 || Segments.Length > 1 || Segments[0].ForceVector ? new VectorDataViewType(Item, Size) : Item;

        public static BoundColumn Load(ModelLoadContext ctx)
        {
            (string name, var kind, bool isKey) = (ctx.LoadNonEmptyString(), (DataKind)ctx.Reader.ReadByte(), ctx.Reader.ReadBoolean());
            PrimitiveDataViewType item = DataKinds.PrimitiveType(kind);
            item = isKey ? new KeyDataViewType(item.RawType, ctx.Reader.ReadUInt64()) : item;
            var segments = new (int Min, int Lim, bool ForceVector)[ctx.Reader.ReadInt32()];
            for (int i = 0; i < segments.Length; i++)
            {
                segments[i] = (ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(), ctx.Reader.ReadBoolean());
                Contracts.CheckDecode(null, segments[i].Min >= 0 && segments[i].Lim > segments[i].Min && segments[i].Lim != ToTheEnd, "The stand-in's text loader reads fixed ranges of fields only.");
            }

            return new BoundColumn(name, kind, item, segments);
        }

        public void Save(ModelSaveContext ctx)
        {
            ctx.SaveNonEmptyString(Name);
            ctx.Writer.Write((byte)Kind);
            ctx.Writer.Write(Item is KeyDataViewType);
            if (Item is KeyDataViewType key)
            {
                ctx.Writer.Write(key.Count);
            }

            ctx.Writer.Write(Segments.Length);
            foreach ((int min, int lim, bool forceVector) in Segments)
            {
                ctx.Writer.Write(min);
                ctx.Writer.Write(lim);
                ctx.Writer.Write(forceVector);
            }
        }
    }
}
