using System.Globalization;
using LanguageModeling.Devices;
using LanguageModeling.Signatures;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Decoding;

/// <summary>A session with a decoder, and what it takes and gives. Immutable; runs on many threads at once.</summary>
internal sealed class DecoderSession : IDisposable
{
    private DecoderSession(InferenceSession session, DecoderSignature signature, LogitsForm form, int vocabularySize)
    {
        Session = session;
        Signature = signature;
        Form = form;
        VocabularySize = vocabularySize;
    }

    public InferenceSession Session { get; }

    public DecoderSignature Signature { get; }

    /// <summary>Which rows of logits come out.</summary>
    public LogitsForm Form { get; }

    /// <summary>Width of a row of logits.</summary>
    public int VocabularySize { get; }

    /// <summary>Most tokens of context, where the graph itself tells; see docs/onnx-layouts.md.</summary>
    public int? ContextLength
        => Session.ModelMetadata.CustomMetadataMap.TryGetValue("language_modeling.context_length", out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            && length > 0
            ? length
            : null;

    /// <summary>Starts a session and finds out what its inputs and outputs are.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    /// <exception cref="NotSupportedException">The graph is no decoder of a known form.</exception>
    public static DecoderSession Load(SessionFactory factory, string path, GraphNames names, bool givesHiddenStates = false)
    {
        InferenceSession session = factory.Start(path);
        try
        {
            DecoderSignature signature = SignatureReader.Read(
                path,
                [.. session.InputNames.Select(name => GraphValue.From(name, session.InputMetadata[name]))],
                [.. session.OutputNames.Select(name => GraphValue.From(name, session.OutputMetadata[name]))],
                names,
                givesHiddenStates);
            signature = signature with
            {
                Grows = session.ModelMetadata.CustomMetadataMap.GetValueOrDefault("language_modeling.cache") == "growing",
                CopiesInputs = factory.Choice.Device != OnnxDevice.Cpu,
            };
            int width = signature.Logits.Dimensions[^1];
            if (signature.Form is LogitsForm form && width > 0)
            {
                return new DecoderSession(session, signature, form, width);
            }

            long[] shape = TryOut(path, session, signature);
            bool isAll = shape.Length == 3 && shape[1] == 2;
            return new DecoderSession(session, signature, signature.Form ?? (isAll ? LogitsForm.All : LogitsForm.Last), checked((int)shape[^1]));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The memories, by ONNX Runtime's names, that entries of the cache are read from and written to without being copied.</summary>
    public IEnumerable<(string Name, int Id)> FindCachePlaces()
    {
        HashSet<string> entries = [.. Signature.Entries.SelectMany(entry => new[] { entry.PastName, entry.PresentName }).OfType<string>()];
        using IDisposableReadOnlyCollection<OrtMemoryInfo> inputs = Session.GetMemoryInfosForInputs();
        using IDisposableReadOnlyCollection<OrtMemoryInfo> outputs = Session.GetMemoryInfosForOutputs();
        return
        [
            .. Session.InputNames.Zip(inputs).Concat(Session.OutputNames.Zip(outputs))
                .Where(value => entries.Contains(value.First))
                .Select(value => (value.Second.Name, value.Second.Id))
                .Distinct(),
        ];
    }

    public void Dispose() => Session.Dispose();

    // What names and shapes do not tell, two tokens do.
    private static long[] TryOut(string path, InferenceSession session, DecoderSignature signature)
    {
        try
        {
            using var options = new RunOptions();
            using var inputs = new DecoderInputs(session, signature, rows: 1, steps: signature.FixedSteps ?? 2, logitRows: 1);
            inputs.Set([0, 0], past: 0);
            inputs.BindEmptyPast();
            inputs.Bind();
            inputs.Binding.BindOutputToDevice(signature.Logits.Name, OrtMemoryInfo.DefaultInstance);
            session.RunWithBinding(options, inputs.Binding);
            using IDisposableReadOnlyCollection<OrtValue> results = inputs.Binding.GetOutputValues();
            return results[0].GetTensorTypeAndShape().Shape;
        }
        catch (OnnxRuntimeException e)
        {
            throw new NotSupportedException($"{path} does not run on two tokens: {CudaProblem.From(e).Message} Export the model again.", e);
        }
    }
}
