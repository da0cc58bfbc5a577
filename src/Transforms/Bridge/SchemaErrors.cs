using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>Errors about columns, of the type that ML.NET uses for them and marked with the component that found them.</summary>
internal static class SchemaErrors
{
    public static Exception MissingColumn(IExceptionContext context, string parameter, string column)
        => context.Process(new ArgumentOutOfRangeException(
            parameter, $"Could not find the input column '{column}'. Check the column's name, and that an earlier step of the pipeline makes it."));

    public static Exception WrongType(IExceptionContext context, string parameter, string column, string expected, string seen)
        => context.Process(new ArgumentOutOfRangeException(
            parameter, $"Schema mismatch for the input column '{column}': expected {expected}, got {seen}."));
}
