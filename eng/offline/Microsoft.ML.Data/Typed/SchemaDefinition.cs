using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the columns that a class defines: public fields first, then public properties; types as the guide's table has them.
/// Members of other types are refused.
/// </summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>Mirrors whether an object is read from, written to or both.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => this.FirstOrDefault(c => c.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            Contracts.CheckParam(value.ColumnName == columnName, nameof(columnName),
                $"The column name is specified as '{value.ColumnName}' but must match the selector '{columnName}'.");
            int at = FindIndex(c => c.ColumnName == columnName);
            if (at >= 0)
            {
                this[at] = value;
            }
            else
            {
                Add(value);
            }
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var definition = new SchemaDefinition();
        var names = new HashSet<string>();
        foreach (MemberInfo member in Members(userType, direction))
        {
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            Contracts.CheckParam(names.Add(name), nameof(userType), $"Duplicate column name '{name}' detected, this is disallowed");
            definition.Add(new Column(member.Name, ColumnTypeOf(member), name));
        }

        return definition;
    }

    private static IEnumerable<MemberInfo> Members(Type type, Direction direction)
    {
        const BindingFlags Visible = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> properties = type.GetProperties(Visible).Where(p => p.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && p.GetGetMethod() is not null) || (direction.HasFlag(Direction.Write) && p.GetSetMethod() is not null)));
        return type.GetFields(Visible).Concat(properties)
            .Where(m => MemberColumn.TypeOf(m) != typeof(IChannel) && m.GetCustomAttribute<NoColumnAttribute>() is null);
    }

    private static DataViewType ColumnTypeOf(MemberInfo member)
    {
        (Type raw, bool isVector) = MemberColumn.ItemOf(member.Name, MemberColumn.TypeOf(member));
        PrimitiveDataViewType item = DataKinds.PrimitiveType(raw);
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            Contracts.CheckParam(KeyDataViewType.IsValidDataType(raw), "userType",
                $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            item = new KeyDataViewType(raw, key.Count);
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        Contracts.CheckParam(vector is null || isVector, "userType",
            $"Member {member.Name} marked with VectorTypeAttribute, but does not appear to be a vector type");
        return !isVector ? item : vector is null or { Dimensions.Length: 0 } ? new VectorDataViewType(item) : new VectorDataViewType(item, vector.Dimensions);
    }

    /// <summary>Mirrors one defined column; its type may be replaced, for example to give a vector its size.</summary>
    public sealed class Column
    {
        private readonly List<(string Kind, DataViewType Type, Delegate Getter)> _annotations = [];

        internal Column(string memberName, DataViewType columnType, string columnName)
            => (MemberName, ColumnType, ColumnName) = (memberName, columnType, columnName);

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach ((string kind, DataViewType type, Delegate getter) in _annotations)
                {
                    builder.Add(kind, type, getter);
                }

                return builder.ToAnnotations();
            }
        }

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            Contracts.Check(_annotations.All(a => a.Kind != kind), "Column already contains an annotation of this kind.");
            (Type raw, bool isVector) = MemberColumn.ItemOf("annotation value", typeof(T));
            Contracts.Check(isVector == annotationType is VectorDataViewType && raw == annotationType.ItemType().RawType,
                $"Value inputted is supposed to have Type {raw}, but type of Annotationinfo has {annotationType.ItemType().RawType}");
            _annotations.Add((kind, annotationType, MemberColumn.CreateGetter<object, T>(_ => value, () => this, annotationType, false)));
        }

        internal void CopyAnnotations(DataViewSchema.Annotations annotations)
        {
            foreach (DataViewSchema.Column column in annotations.Schema)
            {
                _annotations.Add((column.Name, column.Type,
                    (Delegate)Generic.Call(typeof(Column), nameof(GetterOf), [column.Type.RawType], annotations, column)));
            }
        }

        private static Delegate GetterOf<T>(DataViewSchema.Annotations annotations, DataViewSchema.Column column) => annotations.GetGetter<T>(column);
    }
}
