using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]

namespace LanguageModeling.Bridge;

/// <summary>
/// Everything this library uses of ML.NET that is not public. ML.NET offers no public way to describe an output column, to write a part of
/// a model file, or to be found when one is loaded.
/// </summary>
/// <remarks>
/// Internal types (four) are nameable because <c>eng/PublicizeTypes.targets</c> shows the compiler a copy of Microsoft.ML.Core in which they
/// are public, and reachable at run time by <see cref="IgnoresAccessChecksToAttribute"/>. Internal members of public types need neither:
/// <see cref="UnsafeAccessorAttribute"/> reaches them. Except for <see cref="Loader{T}"/>, whose signature ML.NET prescribes, no other class
/// names an internal type, and every call comes through <see cref="MlNet.Guard{TArgument, TResult}"/>: a type or
/// member that a later ML.NET lacks then fails there, with a clear message.
/// </remarks>
internal static class Internals
{
    private const uint OldestReadableVersion = 0x00010001;

    internal static bool WriteHeader((ModelSaveContext Context, string Signature, uint Version, string Loader, Assembly Assembly) a)
    {
        CheckAtModel(a.Context);
        SetVersionInfo(a.Context, Version(a.Signature, a.Version, a.Loader, a.Assembly));
        return true;
    }

    internal static bool CheckHeader((object Context, string Signature, uint Version, string Loader, Assembly Assembly) a)
    {
        ((ModelLoadContext)a.Context).CheckAtModel(Version(a.Signature, a.Version, a.Loader, a.Assembly));
        return true;
    }

    internal static BinaryReader Reader(object context) => ((ModelLoadContext)context).Reader;

    internal static bool TryLoadStream((object Context, string Name, Action<BinaryReader> Read) a)
        => ((ModelLoadContext)a.Context).TryLoadBinaryStream(a.Name, a.Read);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    internal static extern SchemaShape.Column NewColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Writer")]
    internal static extern ref BinaryWriter Writer(ModelSaveContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    internal static extern void SaveBinaryStream(ModelSaveContext context, string name, Action<BinaryWriter> action);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    internal static extern ref IHostEnvironment Environment(TransformsCatalog.TextTransforms catalog);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    internal static extern void CheckAlive(
        [UnsafeAccessorType("Microsoft.ML.Runtime.Contracts, Microsoft.ML.Core")] object? type, IHostEnvironment env);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    internal static extern DataViewRowCursor[] CreateSplitCursors(
        [UnsafeAccessorType("Microsoft.ML.Data.DataViewUtils, Microsoft.ML.Data")] object? type, IChannelProvider provider, DataViewRowCursor input, int num);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void CheckAtModel(ModelSaveContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetVersionInfo(ModelSaveContext context, VersionInfo version);

    // The assembly's simple name, not the full one: a full name would make the file unreadable for any older version of the library.
    private static VersionInfo Version(string signature, uint version, string loader, Assembly assembly)
        => new(signature, version, version, OldestReadableVersion, assembly.GetName().Name, loader);
}
