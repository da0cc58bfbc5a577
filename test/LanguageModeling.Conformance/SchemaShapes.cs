using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace LanguageModeling.Conformance;

/// <summary>The two non-public methods of ML.NET that compare what an estimator promises with what its transformer delivers.</summary>
internal static class SchemaShapes
{
    public static SchemaShape Of(DataViewSchema schema) => Create(null, schema);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    public static extern bool IsCompatibleWith(ref SchemaShape.Column column, SchemaShape.Column source);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern SchemaShape Create(SchemaShape? type, DataViewSchema schema);
}
