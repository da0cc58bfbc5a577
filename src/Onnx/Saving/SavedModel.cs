using LanguageModeling.Files;

namespace LanguageModeling.Saving;

/// <summary>What a model file holds of an ONNX model: its files or a reference to them, and how it was loaded; never the device.</summary>
internal sealed record SavedModel(ModelBundle Bundle, OnnxModelOptions Options)
{
    private const int FormatVersion = 1;
    private const int HashLength = 32;
    private const int MostFiles = 10_000;

    private static ReadOnlySpan<byte> Magic => "LMONNXLM"u8;

    public void Write(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write(Bundle.Root);
        writer.Write(Bundle.Graph);
        writer.Write(Options.Variant ?? "");
        writer.Write(Options.StartToken ?? -1);
        writer.Write(Options.ContextLength ?? -1);
        writer.Write(Options.PrefillTokens);
        writer.Write(Options.ScoringTokens);
        writer.Write(Options.SpecialTokens is not null);
        if (Options.SpecialTokens is SpecialTokens special)
        {
            writer.Write(special.Unknown ?? -1);
            writer.Write(special.BeginningOfSequence ?? -1);
            writer.Write(special.EndOfSequence ?? -1);
            writer.Write(special.Padding ?? -1);
            writer.Write(special.AddBeginningToPrompts);
        }

        writer.Write(Bundle.Files.Count);
        foreach (BundleFile file in Bundle.Files)
        {
            writer.Write(file.Name);
            writer.Write(file.Size);
            writer.WriteAll<byte>(file.Hash);
            if (Bundle.IsEmbedded)
            {
                writer.WriteAll<byte>(file.Content);
            }
        }

        writer.Complete();
    }

    /// <exception cref="InvalidDataException">The bytes are no such object, or are damaged.</exception>
    public static SavedModel Read(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "ONNX language model");
        string root = reader.ReadString();
        string graph = reader.ReadString();
        string variant = reader.ReadString();
        var options = new OnnxModelOptions
        {
            Variant = variant.Length == 0 ? null : variant,
            StartToken = ReadId(),
            ContextLength = ReadId(),
            PrefillTokens = reader.ReadInt32(1, int.MaxValue, "the most tokens of a run"),
            ScoringTokens = reader.ReadInt32(1, int.MaxValue, "the most tokens of a run"),
        };
        if (reader.ReadBoolean())
        {
            options = options with
            {
                SpecialTokens = new SpecialTokens
                {
                    Unknown = ReadId(),
                    BeginningOfSequence = ReadId(),
                    EndOfSequence = ReadId(),
                    Padding = ReadId(),
                    AddBeginningToPrompts = reader.ReadBoolean(),
                },
            };
        }

        var files = new BundleFile[reader.ReadInt32(1, MostFiles, "the number of files")];
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = ReadFile(reader, isEmbedded: root.Length == 0);
        }

        reader.Complete();
        return graph.Length == 0 || BundleFile.IsSafe(graph)
            ? new SavedModel(new ModelBundle { Root = root, Graph = graph, Files = files }, options)
            : throw reader.Error($"the name \"{graph}\" leads out of the model's folder");

        int? ReadId() => reader.ReadInt32() is >= 0 and int id ? id : null;
    }

    private static BundleFile ReadFile(BinaryModelReader reader, bool isEmbedded)
    {
        string name = reader.ReadString();
        if (!BundleFile.IsSafe(name))
        {
            throw reader.Error($"the name \"{name}\" leads out of the model's folder");
        }

        long size = reader.ReadInt64();
        byte[] hash = reader.ReadAll<byte>(HashLength);
        if (size < 0 || (isEmbedded && size > Array.MaxLength))
        {
            throw reader.Error($"the file {name} cannot have {size} bytes");
        }

        return new BundleFile(name, size, hash, isEmbedded ? reader.ReadAll<byte>((int)size) : null);
    }
}
