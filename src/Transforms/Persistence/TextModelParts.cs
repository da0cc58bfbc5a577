using LanguageModeling.Bridge;

namespace LanguageModeling.Persistence;

/// <summary>A language model with its codec inside a transformer's part of a model file.</summary>
internal static class TextModelParts
{
    private const string ModelRole = "language model";
    private const string CodecRole = "text codec";
    private const string ModelEntry = "Model.bin";
    private const string CodecEntry = "Codec.bin";

    /// <summary>Refuses a model that could not be saved, before anything is written.</summary>
    /// <exception cref="NotSupportedException">The model or its codec cannot be saved.</exception>
    public static void CheckSavable(TextLanguageModel model)
    {
        SavedPart.CheckSavable(model.Model, ModelRole);
        SavedPart.CheckSavable(model.Codec, CodecRole);
    }

    /// <summary>Writes both.</summary>
    public static void WriteTextModel(this ModelWriter writer, TextLanguageModel model)
    {
        writer.WritePart(ModelEntry, model.Model);
        writer.WritePart(CodecEntry, model.Codec);
    }

    /// <summary>Reads both; they belong to the caller.</summary>
    public static TextLanguageModel ReadTextModel(this ModelReader reader)
    {
        var model = reader.ReadPart<ILanguageModel>(ModelEntry, ModelRole);
        var codec = reader.ReadPart<ITextCodec>(CodecEntry, CodecRole);
        try
        {
            return new TextLanguageModel(model, codec);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved model and codec do not belong together: {e.Message} The model file is damaged; save it again.");
        }
    }

    /// <summary>Disposes what of both can be.</summary>
    public static void Dispose(TextLanguageModel model)
    {
        (model.Model as IDisposable)?.Dispose();
        (model.Codec as IDisposable)?.Dispose();
    }
}
