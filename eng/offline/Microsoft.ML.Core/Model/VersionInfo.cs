using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Mirrors what a component writes at the head of its part of a model file. A space in the signature is stored as zero.</summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string LoaderSignature;
    public readonly string LoaderSignatureAlt;

    public VersionInfo(string modelSignature, uint verWrittenCur, uint verReadableCur, uint verWeCanReadBack,
        string loaderAssemblyName, string loaderSignature = null, string loaderSignatureAlt = null)
    {
        Contracts.Check(modelSignature?.Length == 8, "Model signature must be eight characters");
        for (int i = 0; i < 8; i++)
        {
            char c = modelSignature[i];
            Contracts.Check(c <= 0xFF, "Model signature must be Latin-1");
            ModelSignature |= (c == ' ' ? 0ul : c) << (8 * i);
        }

        (VerWrittenCur, VerReadableCur, VerWeCanReadBack) = (verWrittenCur, verReadableCur, verWeCanReadBack);
        (LoaderAssemblyName, LoaderSignature, LoaderSignatureAlt) = (loaderAssemblyName, loaderSignature, loaderSignatureAlt);
    }

    /// <summary>The version of a built-in component, under the full name that its real assembly has.</summary>
    public static VersionInfo BuiltIn(string modelSignature, uint written, uint readable, uint readBack, string loader, Type type, string alternative = null)
        => new(modelSignature, written, readable, readBack, type.Assembly.FullName, loader, alternative);
}
