using LanguageModeling.Decoding;
using LanguageModeling.Devices;
using LanguageModeling.Folders;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>A tiny decoder in some form, loaded, with the plain loops that it must agree with.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ReferenceDecoder _reference;

    private TinyModel(ExportedForm form, OnnxModelOptions? options)
    {
        Path = ExportedDecoder.Write(form, _folder.Path);
        Model = OnnxLanguageModel.Load(Path, (options ?? new OnnxModelOptions()) with { Threads = 1 });
        _reference = new ReferenceDecoder(ExportedDecoder.Weights(form));
        Tolerance = form switch { ExportedForm.Half => 0.01, ExportedForm.BrainHalf => 0.08, _ => 1e-4 };
    }

    /// <summary>Loads the graphs of a model alone.</summary>
    public static Decoder LoadDecoder(string path, OnnxModelOptions? options = null)
    {
        options = (options ?? new OnnxModelOptions()) with { Threads = 1 };
        ModelFiles files = ModelFiles.Find(path, null);
        return Decoder.Load(SessionFactory.Create(options), files, ModelSettings.Read(files.Folders), options, null);
    }

    public static TinyModel Create(ExportedForm form, OnnxModelOptions? options = null) => new(form, options);

    /// <summary>What was loaded.</summary>
    public string Path { get; }

    public OnnxLanguageModel Model { get; }

    /// <summary>Largest difference that the precision of the form allows.</summary>
    public double Tolerance { get; }

    /// <summary>ln P(ids[t + 1] | ids[0 … t]).</summary>
    public double[] Expected(int[] ids) => ids.Length < 2 ? [] : _reference.LogProbabilities(ids);

    /// <summary>ln P of every token after some ids.</summary>
    public double[] ExpectedNext(int[] ids)
    {
        double[] logits = _reference.Logits(ids)[^1];
        double sum = ReferenceDecoder.LogSumExp(logits);
        return [.. logits.Select(logit => logit - sum)];
    }

    /// <summary>Number of tokens more probable than ids[t + 1] after ids[0 … t].</summary>
    public int ExpectedRank(int[] ids, int t)
    {
        double[] logits = _reference.Logits(ids)[t];
        return logits.Count(logit => logit > logits[ids[t + 1]]);
    }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}
