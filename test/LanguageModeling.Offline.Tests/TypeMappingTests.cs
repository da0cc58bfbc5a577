using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Offline.Tests;

/// <summary>Which column types the members of a class become.</summary>
[TestClass]
public sealed class TypeMappingTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void LoadFromEnumerable_ScalarMembers_KeepTheirTypes()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Array.Empty<Scalars>()).Schema;

        Assert.AreSame(TextDataViewType.Instance, schema["Text"].Type);
        Assert.AreSame(TextDataViewType.Instance, schema["Memory"].Type);
        Assert.AreSame(BooleanDataViewType.Instance, schema["Flag"].Type);
        Assert.AreSame(NumberDataViewType.SByte, schema["SByte"].Type);
        Assert.AreSame(NumberDataViewType.Byte, schema["Byte"].Type);
        Assert.AreSame(NumberDataViewType.Int16, schema["Short"].Type);
        Assert.AreSame(NumberDataViewType.UInt16, schema["UShort"].Type);
        Assert.AreSame(NumberDataViewType.Int32, schema["Int"].Type);
        Assert.AreSame(NumberDataViewType.UInt32, schema["UInt"].Type);
        Assert.AreSame(NumberDataViewType.Int64, schema["Long"].Type);
        Assert.AreSame(NumberDataViewType.UInt64, schema["ULong"].Type);
        Assert.AreSame(NumberDataViewType.Single, schema["Float"].Type);
        Assert.AreSame(NumberDataViewType.Double, schema["Double"].Type);
        Assert.AreSame(DateTimeDataViewType.Instance, schema["When"].Type);
        Assert.AreSame(TimeSpanDataViewType.Instance, schema["Span"].Type);
        Assert.AreSame(DateTimeOffsetDataViewType.Instance, schema["Offset"].Type);
        Assert.AreSame(RowIdDataViewType.Instance, schema["Id"].Type);
    }

    [TestMethod]
    public void LoadFromEnumerable_ArrayMembers_BecomeVectors()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Array.Empty<Vectors>()).Schema;

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single), schema["Any"].Type);
        Assert.AreEqual(0, ((VectorDataViewType)schema["Any"].Type).Size);
        CollectionAssert.AreEqual(new[] { 0 }, ((VectorDataViewType)schema["Any"].Type).Dimensions.ToArray());
        Assert.AreEqual(new VectorDataViewType(TextDataViewType.Instance), schema["Words"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Double), schema["Buffer"].Type);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 4), schema["Four"].Type);
        Assert.AreEqual(6, ((VectorDataViewType)schema["Grid"].Type).Size);
        Assert.AreNotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), schema["Grid"].Type);
        Assert.AreEqual("Vector<Single, 2, 3>", schema["Grid"].Type.ToString());
        Assert.AreEqual("Vector<Single>", schema["Any"].Type.ToString());
    }

    [TestMethod]
    public void LoadFromEnumerable_KeyMembers_BecomeKeys()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Array.Empty<Keys>()).Schema;

        Assert.AreEqual(new KeyDataViewType(typeof(uint), 5), schema["Key"].Type);
        Assert.AreEqual("Key<UInt32, 0-4>", schema["Key"].Type.ToString());
        Assert.AreEqual(new VectorDataViewType(new KeyDataViewType(typeof(byte), 3)), schema["Many"].Type);
        Assert.AreEqual("Vector<Key<Byte, 0-2>>", schema["Many"].Type.ToString());
    }

    [TestMethod]
    public void LoadFromEnumerable_Names_FollowTheAttributes()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Array.Empty<Named>()).Schema;

        CollectionAssert.AreEqual(new[] { "Field", "Other", "GetOnly" }, schema.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    [DataRow(typeof(WithNullable))]
    [DataRow(typeof(WithDecimal))]
    [DataRow(typeof(WithChar))]
    [DataRow(typeof(WithEnum))]
    [DataRow(typeof(WithList))]
    [DataRow(typeof(WithJagged))]
    public void SchemaDefinition_OfUnmappableMember_IsRefused(Type row)
    {
        ArgumentOutOfRangeException e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SchemaDefinition.Create(row));

        StringAssert.Contains(e.Message, "Could not determine an IDataView type");
    }

    [TestMethod]
    public void SchemaDefinition_ColumnType_OverridesTheSize()
    {
        var definition = SchemaDefinition.Create(typeof(Vectors));
        definition["Any"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);

        IDataView view = _ml.Data.LoadFromEnumerable([new Vectors { Any = [1, 2] }], definition);

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), view.Schema["Any"].Type);
    }

    [TestMethod]
    public void KeyDataViewType_BadArguments_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.AreEqual(255UL, new KeyDataViewType(typeof(byte), 255).Count);
    }

    public sealed class Scalars
    {
        public string? Text;
        public ReadOnlyMemory<char> Memory;
        public bool Flag;
        public sbyte SByte;
        public byte Byte;
        public short Short;
        public ushort UShort;
        public int Int;
        public uint UInt;
        public long Long;
        public ulong ULong;
        public float Float;
        public double Double;
        public DateTime When;
        public TimeSpan Span;
        public DateTimeOffset Offset;
        public DataViewRowId Id;
    }

    public sealed class Vectors
    {
        public float[]? Any;
        public string[]? Words;
        public VBuffer<double> Buffer;

        [VectorType(4)]
        public float[]? Four;

        [VectorType(2, 3)]
        public float[]? Grid;
    }

    public sealed class Keys
    {
        [KeyType(5)]
        public uint Key;

        [KeyType(3)]
        public byte[]? Many;
    }

    public sealed class Named
    {
        public static int Shared;
        public int Field;
        private readonly int _hidden = 1;

        [ColumnName("Other")]
        public int Renamed { get; set; }

        public int GetOnly => _hidden;

        [NoColumn]
        public int Left { get; set; }
    }

    public sealed class WithNullable
    {
        public int? Value;
    }

    public sealed class WithDecimal
    {
        public decimal Value;
    }

    public sealed class WithChar
    {
        public char Value;
    }

    public sealed class WithEnum
    {
        public DayOfWeek Value;
    }

    public sealed class WithList
    {
        public List<int>? Value;
    }

    public sealed class WithJagged
    {
        public int[][]? Value;
    }
}
