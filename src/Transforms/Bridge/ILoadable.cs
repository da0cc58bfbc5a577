using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>A transformer that can be read back from a model file.</summary>
internal interface ILoadable<TSelf>
    where TSelf : class, ITransformer, ILoadable<TSelf>
{
    /// <summary>Names the transformer in the file.</summary>
    static abstract ModelHeader Header { get; }

    /// <summary>Reads exactly what the transformer's Save wrote after its header.</summary>
    static abstract TSelf Load(IHostEnvironment environment, ModelReader reader);
}
