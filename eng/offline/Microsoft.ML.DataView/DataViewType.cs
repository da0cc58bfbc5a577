namespace Microsoft.ML.Data;

/// <summary>Mirrors the root of the type system of columns: a type is what it holds (<see cref="RawType"/>) plus what its values mean.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType) => RawType = rawType ?? throw new ArgumentNullException(nameof(rawType));

    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);
}

/// <summary>Mirrors the base of types whose values may share mutable buffers (vectors).</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType) : base(rawType)
    {
    }
}

/// <summary>Mirrors the base of types whose values are copied by assignment; refuses disposable raw types.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType) : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
        {
            throw new ArgumentException("A primitive column type cannot hold a disposable raw type.", nameof(rawType));
        }
    }
}

/// <summary>Mirrors the base of attributes that give a member a custom column type. Nothing in the stand-ins reads it.</summary>
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    public abstract bool Equals(DataViewTypeAttribute other);

    public abstract void Register();
}
