using Microsoft.ML;

namespace LanguageModeling.Cli;

/// <summary>Saves ML.NET pipelines so that a crash leaves the old file or the new one, never a part.</summary>
internal static class PipelineFile
{
    public static void Save(MLContext context, ITransformer pipeline, DataViewSchema inputSchema, string path)
    {
        using var file = new UnfinishedFile(path);
        context.Model.Save(pipeline, inputSchema, file.Content);
        file.Finish();
    }
}
