namespace Microsoft.ML.Runtime;

/// <summary>
/// Mirrors how exceptions are made: through the context, which marks them. Bad parameters, schema mismatches included, are
/// <see cref="ArgumentOutOfRangeException"/>; bad state is <see cref="InvalidOperationException"/>; bad files are <see cref="FormatException"/>.
/// </summary>
internal static class Contracts
{
    private const string MarkKey = "ML_IsMarked";

    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[MarkKey] = 1;
        return ex;
    }

    public static bool IsMarked(this Exception ex) => ex.Data.Contains(MarkKey);

    public static Exception Except(string message) => Except((IExceptionContext)null, message);

    public static Exception Except(this IExceptionContext ctx, string message) => Process(ctx, new InvalidOperationException(message));

    public static Exception Except(Exception inner, string message) => Mark(new InvalidOperationException(message, inner));

    public static Exception ExceptParam(string parameter, string message) => ExceptParam(null, parameter, message);

    public static Exception ExceptParam(this IExceptionContext ctx, string parameter, string message)
        => Process(ctx, new ArgumentOutOfRangeException(parameter, message));

    public static Exception ExceptValue(this IExceptionContext ctx, string parameter) => Process(ctx, new ArgumentNullException(parameter));

    public static Exception ExceptDecode(this IExceptionContext ctx, string message) => Process(ctx, new FormatException(message));

    public static Exception ExceptDecode(this IExceptionContext ctx, Exception inner, string message) => Process(ctx, new FormatException(message, inner));

    public static Exception ExceptNotSupp(this IExceptionContext ctx, string message) => Process(ctx, new NotSupportedException(message));

    public static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string parameter, string role, string column)
        => ctx.ExceptParam(parameter, $"Could not find {role} column '{column}'");

    public static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string parameter, string role, string column, string expected, string actual)
        => ctx.ExceptParam(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    public static void Check(bool ok, string message) => Check(null, ok, message);

    public static void Check(this IExceptionContext ctx, bool ok, string message)
    {
        if (!ok)
        {
            throw ctx.Except(message);
        }
    }

    public static void CheckParam(bool ok, string parameter, string message) => CheckParam(null, ok, parameter, message);

    public static void CheckParam(this IExceptionContext ctx, bool ok, string parameter, string message)
    {
        if (!ok)
        {
            throw ctx.ExceptParam(parameter, message);
        }
    }

    public static void CheckValue<T>(T value, string parameter)
        where T : class
        => CheckValue(null, value, parameter);

    public static void CheckValue<T>(this IExceptionContext ctx, T value, string parameter)
        where T : class
    {
        if (value is null)
        {
            throw ctx.ExceptValue(parameter);
        }
    }

    public static void CheckNonEmpty(string value, string parameter) => CheckNonEmpty(null, value, parameter);

    public static void CheckNonEmpty(this IExceptionContext ctx, string value, string parameter)
        => ctx.CheckParam(!string.IsNullOrEmpty(value), parameter, $"{parameter} cannot be null or empty");

    public static void CheckDecode(this IExceptionContext ctx, bool ok, string message)
    {
        if (!ok)
        {
            throw ctx.ExceptDecode(message);
        }
    }

    /// <summary>Throws when the host was cancelled. On an <c>MLContext</c> itself it always passes, as it does upstream.</summary>
    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true })
        {
            throw Process(env, new OperationCanceledException("Operation was canceled."));
        }
    }

    private static TException Process<TException>(IExceptionContext ctx, TException ex)
        where TException : Exception
        => ctx is null ? Mark(ex) : ctx.Process(ex);
}
