using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Conformance;

/// <summary>Compares schemas: columns, types, names and the annotations that ML.NET knows.</summary>
internal static class SchemaComparison
{
    public static void AreEqual(DataViewSchema a, DataViewSchema b, string what)
    {
        Expect.True(a.Count == b.Count, $"{what}: {a.Count} and {b.Count} columns");
        for (int i = 0; i < a.Count; i++)
        {
            string column = $"{what}, column {i} '{a[i].Name}'";
            Expect.True(a[i].Name == b[i].Name, $"{column}: the other is '{b[i].Name}'");
            Expect.True(a[i].Type.Equals(b[i].Type), $"{column}: {a[i].Type} and {b[i].Type}");
            Expect.True(a.GetColumnOrNull(a[i].Name)?.Index == b.GetColumnOrNull(a[i].Name)?.Index, $"{column}: the name leads to different columns");
            ulong slots = a[i].Type is VectorDataViewType vector ? (ulong)vector.Size : 0;
            DataViewType item = (a[i].Type as VectorDataViewType)?.ItemType ?? a[i].Type;
            Annotation(a[i], b[i], "NoSuchAnnotation", 0, mustBeText: true, column);
            Annotation(a[i], b[i], "SlotNames", slots, mustBeText: true, column);
            Annotation(a[i], b[i], "KeyValues", item is KeyDataViewType key ? key.Count : 0, mustBeText: false, column);
            OtherAnnotations(a[i], b[i], column);
        }
    }

    /// <summary>What an estimator promised is what its transformer delivers, both ways, annotations included.</summary>
    public static void AreCompatible(SchemaShape promised, SchemaShape delivered)
    {
        Expect.True(promised.Count == delivered.Count, $"promised {promised.Count} columns, delivered {delivered.Count}");
        foreach ((SchemaShape.Column first, SchemaShape.Column second) in Sorted(promised).Zip(Sorted(delivered)))
        {
            (SchemaShape.Column p, SchemaShape.Column d) = (first, second);
            Expect.True(p.Name == d.Name, $"promised '{p.Name}', delivered '{d.Name}'");
            string shapes = $"promised {Show(p)}, delivered {Show(d)}";
            Expect.True(SchemaShapes.IsCompatibleWith(ref d, p), $"'{p.Name}': the type or an annotation was not promised ({shapes})");
            Expect.True(SchemaShapes.IsCompatibleWith(ref p, d), $"'{p.Name}': the type or an annotation was not delivered ({shapes})");
        }
    }

    private static IEnumerable<SchemaShape.Column> Sorted(SchemaShape shape) => shape.OrderBy(c => c.Name, StringComparer.Ordinal);

    private static string Show(SchemaShape.Column column)
        => $"{column.Kind} of {(column.IsKey ? "keys in " : "")}{column.ItemType} [{string.Join(", ", column.Annotations.Select(a => a.Name))}]";

    private static void Annotation(DataViewSchema.Column a, DataViewSchema.Column b, string kind, ulong size, bool mustBeText, string column)
    {
        DataViewType? typeA = a.Annotations.Schema.GetColumnOrNull(kind)?.Type;
        DataViewType? typeB = b.Annotations.Schema.GetColumnOrNull(kind)?.Type;
        Expect.True((typeA is null) == (typeB is null), $"{column}: {kind} on one side only");
        VBuffer<ReadOnlyMemory<char>> x = default, y = default;
        if (typeA is null)
        {
            foreach (DataViewSchema.Column c in new[] { a, b })
            {
                Exception? thrown = Expect.Thrown(() => c.Annotations.GetValue(kind, ref x));
                Expect.True(thrown is InvalidOperationException { Message: "Invalid call to 'GetValue'" }, $"{column}: reading the absent {kind} gave {thrown}");
            }

            return;
        }

        Expect.True(typeA.Equals(typeB), $"{column}: {kind} is {typeA} and {typeB}");
        if (((typeA as VectorDataViewType)?.ItemType ?? typeA) is not TextDataViewType)
        {
            Expect.True(!mustBeText, $"{column}: {kind} is no text");
            return;
        }

        Expect.True(size == (ulong)((typeA as VectorDataViewType)?.Size ?? 0), $"{column}: {kind} is {typeA}, but the column needs {size} of them");
        a.Annotations.GetValue(kind, ref x);
        b.Annotations.GetValue(kind, ref y);
        Expect.True(x.DenseValues().Select(t => t.ToString()).SequenceEqual(y.DenseValues().Select(t => t.ToString())), $"{column}: {kind} differ");
    }

    // More than upstream checks: every annotation is there after loading, with its type.
    private static void OtherAnnotations(DataViewSchema.Column a, DataViewSchema.Column b, string column)
    {
        string[] kindsA = [.. a.Annotations.Schema.Select(c => $"{c.Name}: {c.Type}").Order(StringComparer.Ordinal)];
        string[] kindsB = [.. b.Annotations.Schema.Select(c => $"{c.Name}: {c.Type}").Order(StringComparer.Ordinal)];
        Expect.True(kindsA.SequenceEqual(kindsB), $"{column}: annotations [{string.Join(", ", kindsA)}] and [{string.Join(", ", kindsB)}]");
    }
}
