using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column bound to a field or property of a class, with the ways to read and write it.</summary>
internal sealed class MemberColumn
{
    private readonly MemberInfo _member;

    private MemberColumn(string name, DataViewType type, DataViewSchema.Annotations annotations, MemberInfo member)
        => (Name, Type, Annotations, _member) = (name, type, annotations, member);

    public string Name { get; }

    public DataViewType Type { get; }

    public DataViewSchema.Annotations Annotations { get; }

    public string MemberName => _member.Name;

    public Type MemberType => TypeOf(_member);

    /// <summary>Binds the definition (by default the class's own) to the class, checking that the types agree.</summary>
    public static MemberColumn[] Bind(Type owner, SchemaDefinition.Direction direction, SchemaDefinition definition)
        => [.. (definition ?? SchemaDefinition.Create(owner, direction)).Select(column =>
        {
            MemberInfo member = (MemberInfo)owner.GetField(column.MemberName) ?? owner.GetProperty(column.MemberName)
                ?? throw Contracts.ExceptParam("userSchemaDefinition", $"No field or property with name '{column.MemberName}' found in type '{owner.FullName}'");
            string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
            (Type raw, bool isVector) = ItemOf(member.Name, TypeOf(member));
            DataViewType type = column.ColumnType ?? (isVector ? new VectorDataViewType(DataKinds.PrimitiveType(raw)) : DataKinds.PrimitiveType(raw));
            CheckType(name, TypeOf(member), type);
            return new MemberColumn(name, type, column.Annotations, member);
        })];

    public static Type TypeOf(MemberInfo member) => (member as FieldInfo)?.FieldType ?? ((PropertyInfo)member).PropertyType;

    /// <summary>The raw item type of a member's type and whether it is a vector; refuses types that no column has.</summary>
    public static (Type Raw, bool IsVector) ItemOf(string name, Type type)
    {
        bool isVector = type.IsArray || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>));
        Type item = !isVector ? type : type.IsArray ? type.GetElementType() : type.GetGenericArguments()[0];
        return DataKinds.PrimitiveTypeOrNull(item) is { } primitive
            ? (primitive.RawType, isVector)
            : throw Contracts.ExceptParam("rawType", $"Could not determine an IDataView type and registered custom types for member {name}");
    }

    public static void CheckType(string name, Type memberType, DataViewType type)
    {
        (Type raw, bool isVector) = ItemOf(name, memberType);
        Contracts.CheckParam(isVector == type is VectorDataViewType, "userSchemaDefinition",
            $"Column '{name}' is supposed to be {(isVector ? "scalar" : "vector")}, but the associated member is {(isVector ? "vector" : "scalar")}");
        Contracts.CheckParam(type.ItemType().RawType == raw, "userSchemaDefinition",
            $"Column '{name}' is supposed to have item type {type.ItemType().RawType}, but associated field has type {raw}");
    }

    /// <summary>The getter of this column over the object that <paramref name="current"/> gives.</summary>
    public Delegate CreateGetter<TRow>(Func<TRow> current)
        => (Delegate)Generic.Call(typeof(MemberColumn), nameof(CreateGetter), [typeof(TRow), MemberType], Peek<TRow>(), current, Type, true);

    /// <summary>What sets this column in an object from the column <paramref name="source"/> of a row.</summary>
    public Action<TRow> CreateSetter<TRow>(DataViewRow row, DataViewSchema.Column source)
    {
        ParameterExpression owner = Expression.Parameter(typeof(TRow)), value = Expression.Parameter(MemberType);
        Delegate poke = Expression.Lambda(Expression.Assign(Expression.MakeMemberAccess(owner, _member), value), owner, value).Compile();
        Delegate peek = _member is FieldInfo or PropertyInfo { CanRead: true } ? Peek<TRow>() : null;
        (Type raw, _) = ItemOf(MemberName, MemberType);
        return MemberType.IsArray
            ? (Action<TRow>)Generic.Call(typeof(MemberColumn), nameof(ArraySetter), [typeof(TRow), raw, MemberType.GetElementType()], row, source, peek, poke)
            : (Action<TRow>)Generic.Call(typeof(MemberColumn), nameof(ValueSetter), [typeof(TRow), source.Type.RawType, MemberType], row, source, peek, poke);
    }

    /// <summary>Null text becomes empty, a null array has length 0; arrays and vectors are copied; scalar keys are shifted by one.</summary>
    public static Delegate CreateGetter<TRow, TMember>(Func<TRow, TMember> peek, Func<TRow> current, DataViewType type, bool shiftKeys)
    {
        if (peek is Func<TRow, string> text)
        {
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text(current()).AsMemory());
        }

        if (peek is Func<TRow, string[]> texts)
        {
            return ArrayGetter(texts, current, item => item.AsMemory());
        }

        if (typeof(TMember).IsArray)
        {
            return (Delegate)Generic.Call(typeof(MemberColumn), nameof(SameArrayGetter), [typeof(TRow), typeof(TMember).GetElementType()], peek, current);
        }

        if (shiftKeys && type is KeyDataViewType key)
        {
            if (typeof(TMember) == typeof(ushort))
            {
                throw new TargetInvocationException(Contracts.Mark(new InvalidOperationException()));   // as upstream refuses it
            }

            return (ValueGetter<TMember>)((ref TMember value) =>
            {
                ulong raw = Convert.ToUInt64(peek(current()));
                value = (TMember)Convert.ChangeType(raw < key.Count ? raw + 1 : 0, typeof(TMember));
            });
        }

        ValueCopier<TMember> copy = ValueCopier.For<TMember>();
        return (ValueGetter<TMember>)((ref TMember value) => copy(peek(current()), ref value));
    }

    private static Delegate SameArrayGetter<TRow, T>(Func<TRow, T[]> peek, Func<TRow> current) => ArrayGetter(peek, current, item => item);

    private static Delegate ArrayGetter<TRow, TFrom, TTo>(Func<TRow, TFrom[]> peek, Func<TRow> current, Func<TFrom, TTo> convert)
        => (ValueGetter<VBuffer<TTo>>)((ref VBuffer<TTo> value) =>
        {
            TFrom[] items = peek(current()) ?? [];
            var editor = VBufferEditor.Create(ref value, items.Length);
            for (int i = 0; i < items.Length; i++)
            {
                editor.Values[i] = convert(items[i]);
            }

            value = editor.Commit();
        });

    /// <summary>The array already there is filled when it has the right length, otherwise a new one is set.</summary>
    private static Action<TRow> ArraySetter<TRow, TRaw, TItem>(DataViewRow row, DataViewSchema.Column source, Func<TRow, TItem[]> peek, Func<TRow, TItem[], TItem[]> poke)
    {
        ValueGetter<VBuffer<TRaw>> getter = row.GetGetter<VBuffer<TRaw>>(source);
        Func<TRaw, TItem> convert = Converter<TRaw, TItem>();
        VBuffer<TRaw> buffer = default;
        return target =>
        {
            getter(ref buffer);
            TItem[] array = peek?.Invoke(target);
            if (array?.Length != buffer.Length)
            {
                array = new TItem[buffer.Length];
            }

            foreach ((int index, TRaw value) in buffer.Items(all: true))
            {
                array[index] = convert(value);
            }

            poke(target, array);
        };
    }

    private static Action<TRow> ValueSetter<TRow, TRaw, TMember>(DataViewRow row, DataViewSchema.Column source, Func<TRow, TMember> peek, Func<TRow, TMember, TMember> poke)
    {
        ValueGetter<TRaw> getter = row.GetGetter<TRaw>(source);
        Func<TRaw, TMember> convert = Converter<TRaw, TMember>();
        TRaw value = default;
        return target =>
        {
            if (source.Type is VectorDataViewType && peek is Func<TRow, TRaw> vector)
            {
                value = vector(target);   // the object's own arrays are reused, never those of another object
            }

            getter(ref value);
            poke(target, convert(value));
        };
    }

    private static Func<TRaw, TMember> Converter<TRaw, TMember>()
    {
        Delegate convert = typeof(TMember) == typeof(string) ? (ReadOnlyMemory<char> text) => text.ToString() : (TRaw value) => value;
        return (Func<TRaw, TMember>)convert;
    }

    private Delegate Peek<TRow>()
    {
        ParameterExpression owner = Expression.Parameter(typeof(TRow));
        return Expression.Lambda(Expression.MakeMemberAccess(owner, _member), owner).Compile();
    }
}
