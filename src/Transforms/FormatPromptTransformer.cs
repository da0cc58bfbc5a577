using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using LanguageModeling.Prompts;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Adds a prompt, text, for each row and, if asked for, a column with the answer that belongs after it.</summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class FormatPromptTransformer : RowTransformer, ILoadable<FormatPromptTransformer>
{
    internal const string LoaderName = "LanguageModelingPrompt";

    private const string PromptEntry = "Prompt.bin";

    private readonly FormatPromptOptions _options;

    internal FormatPromptTransformer(IHostEnvironment environment, FormatPromptOptions options)
        : base(environment, nameof(FormatPromptTransformer))
    {
        _options = options;
    }

    static ModelHeader ILoadable<FormatPromptTransformer>.Header => new("LMPROMPT", LoaderName);

    /// <summary>The task, with the examples that Fit took.</summary>
    public FewShotPrompt Prompt => _options.Prompt;

    /// <summary>Name of the column with the prompts.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    /// <summary>Name of the column with the answers; null for none.</summary>
    public string? AnswerColumnName => _options.AnswerColumnName;

    static FormatPromptTransformer ILoadable<FormatPromptTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        string output = values.ReadString();
        string? answer = values.ReadOptional();
        try
        {
            var options = new FormatPromptOptions { Prompt = reader.ReadEntry(PromptEntry, SavedPrompt.Read), OutputColumnName = output, AnswerColumnName = answer };
            options.Validate();
            return new FormatPromptTransformer(environment, options);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings of FormatPrompt cannot be: {e.Message} The model file is damaged; save it again.");
        }
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new PromptBinding(Host, _options, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        ModelWriter writer = ModelWriter.Begin<FormatPromptTransformer>(context);
        writer.Values.Write(OutputColumnName);
        writer.Values.WriteOptional(AnswerColumnName);
        writer.WriteEntry(PromptEntry, stream => SavedPrompt.Write(Prompt, stream));
    }
}
