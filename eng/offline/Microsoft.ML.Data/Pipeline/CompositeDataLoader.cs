using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(CompositeDataLoader<IMultiStreamSource, ITransformer>), null, typeof(SignatureLoadModel), "Composite Loader", CompositeDataLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Mirrors a loader followed by transformers, saved in the folders Loader and TransformerChain.</summary>
public sealed class CompositeDataLoader<TSource, TLastTransformer> : IDataLoader<TSource>, IDisposable
    where TLastTransformer : class, ITransformer
{
    public readonly IDataLoader<TSource> Loader;
    public readonly TransformerChain<TLastTransformer> Transformer;

    public CompositeDataLoader(IDataLoader<TSource> loader, TransformerChain<TLastTransformer> transformerChain = null)
    {
        Contracts.CheckValue(loader, nameof(loader));
        (Loader, Transformer) = (loader, transformerChain ?? new TransformerChain<TLastTransformer>());
    }

    public IDataView Load(TSource input) => Transformer.Transform(Loader.Load(input));

    public DataViewSchema GetOutputSchema() => Transformer.GetOutputSchema(Loader.GetOutputSchema());

    public CompositeDataLoader<TSource, TNewLast> AppendTransformer<TNewLast>(TNewLast transformer)
        where TNewLast : class, ITransformer
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        return new CompositeDataLoader<TSource, TNewLast>(Loader, Transformer.Append(transformer));
    }

    public void Dispose() => Transformer.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(CompositeDataLoader.Version);
        ctx.SaveModel(Loader, "Loader");
        ctx.SaveModel(Transformer, TransformerChain.LoaderSignature);
    }

    private static CompositeDataLoader<TSource, TLastTransformer> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(CompositeDataLoader.Version);
        ctx.LoadModel<IDataLoader<TSource>, SignatureLoadModel>(env, out IDataLoader<TSource> loader, "Loader");
        ctx.LoadModel<TransformerChain<TLastTransformer>, SignatureLoadModel>(env, out TransformerChain<TLastTransformer> chain, TransformerChain.LoaderSignature);
        return new CompositeDataLoader<TSource, TLastTransformer>(loader, chain);
    }
}

/// <summary>What all composite loaders have in a model file.</summary>
internal static class CompositeDataLoader
{
    public const string LoaderSignature = "CompositeLoader";

    public static VersionInfo Version { get; } = VersionInfo.BuiltIn("CMPSTLDR", 0x00010001, 0x00010001, 0x00010001, LoaderSignature, typeof(CompositeDataLoader));
}
