using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What a class must be to be found under a contract name.</summary>
internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment env, string contractName);
}

/// <summary>Mirrors the class by which a loaded model finds a user's mapping again.</summary>
public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
{
    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName)
        => new CustomMappingTransformer<TSrc, TDst>(env, GetMapping(), contractName, null, null);
}
