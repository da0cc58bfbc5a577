using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ITransformer), typeof(CustomMappingLoader), null, typeof(SignatureLoadModel), "", CustomMappingLoader.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Mirrors how a mapping is stored, by contract name and assembly, and found again.</summary>
internal static class CustomMappingLoader
{
    public const string LoaderSignature = "CustomTransformer";

    private static VersionInfo Version => VersionInfo.BuiltIn("CUSTOMXF", 0x00010002, 0x00010002, 0x00010002, LoaderSignature, typeof(CustomMappingLoader));

    public static void Save(IExceptionContext ectx, ModelSaveContext ctx, string contractName, string assembly)
    {
        ectx.Check(contractName is not null, "Empty contract name for a transform: the transform cannot be saved");
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveString(contractName);
        ctx.SaveString(assembly);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string contractName = ctx.LoadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoadString()));
        object factory = env.ComponentCatalog.GetExtensionValue(env, typeof(CustomMappingFactoryAttributeAttribute), contractName);
        return factory is ICustomMappingFactory known
            ? known.CreateTransformer(env, contractName)
            : throw env.Except($"The class with contract '{contractName}' must derive from '{typeof(CustomMappingFactory<,>).FullName}'.");
    }
}
