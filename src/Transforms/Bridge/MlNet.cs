using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>ML.NET's missing public methods. The only door to <see cref="Internals"/>.</summary>
internal static class MlNet
{
    /// <summary>Describes a column that an estimator promises.</summary>
    public static SchemaShape.Column Column(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey = false, params SchemaShape.Column[] annotations)
        => Guard(
            (name, kind, itemType, isKey, annotations),
            static a => Internals.NewColumn(a.name, a.kind, a.itemType, a.isKey, a.annotations.Length == 0 ? null : new SchemaShape(a.annotations)));

    /// <summary>The environment behind <c>mlContext.Transforms.Text</c>.</summary>
    public static IHostEnvironment Environment(TransformsCatalog.TextTransforms catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Guard(catalog, static c => Internals.Environment(c));
    }

    /// <summary>Throws <see cref="OperationCanceledException"/> when the context of a registered host was cancelled.</summary>
    public static void CheckAlive(IHost host)
        => Guard(
            host,
            static h =>
            {
                Internals.CheckAlive(null, h);
                return true;
            });

    /// <summary>Every so many rows, throws <see cref="OperationCanceledException"/> when the context of a registered host or the work itself was cancelled.</summary>
    public static void CheckAlive(IHost host, long row, CancellationToken cancellationToken = default)
    {
        const int RowsBetweenChecks = 256;
        if (row % RowsBetweenChecks == 0)
        {
            CheckAlive(host);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Fans the rows of one cursor out to several, to be read by a thread each.</summary>
    public static DataViewRowCursor[] Split(IHost host, DataViewRowCursor cursor, int count)
        => Guard((host, cursor, count), static a => Internals.CreateSplitCursors(null, a.host, a.cursor, a.count));

    /// <summary>
    /// Compiles every method that touches an internal of ML.NET, so that one which this version of ML.NET lacks is reported now, and not in
    /// the middle of a job.
    /// </summary>
    /// <exception cref="NotSupportedException">This version of ML.NET lacks something.</exception>
    public static void Verify()
        => Guard(
            typeof(Internals),
            static type =>
            {
                foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }

                return true;
            });

    /// <summary>Runs code that reaches internals of ML.NET, and explains a failure to reach them.</summary>
    internal static TResult Guard<TArgument, TResult>(TArgument argument, Func<TArgument, TResult> action)
    {
        try
        {
            return action(argument);
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException or MemberAccessException)
        {
            AssemblyName library = typeof(MlNet).Assembly.GetName();
            throw new NotSupportedException(
                $"{library.Name} {library.Version} does not support this version of ML.NET ({typeof(ModelSaveContext).Assembly.GetName()}): {e.Message} "
                + "Reference the version of Microsoft.ML that the library names as its dependency, or update the library.",
                e);
        }
    }
}
