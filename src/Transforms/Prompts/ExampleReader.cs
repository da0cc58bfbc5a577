using LanguageModeling.Bridge;
using LanguageModeling.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Prompts;

/// <summary>Reads the solved examples of a task from data.</summary>
internal static class ExampleReader
{
    /// <summary>The task with examples: all of the data's rows where they are drawn at random, else the first that differ.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than a prompt needs.</exception>
    public static FewShotPrompt Read(IHost host, FormatPromptOptions options, IDataView data)
    {
        FewShotPrompt prompt = options.Prompt;
        DataViewSchema.Column[] columns = [.. prompt.Variables.Select(name => ValueColumn.Find(host, data.Schema, name))];
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        Func<Dictionary<string, object?>> read = ValueColumn.CreateReader(cursor, columns);
        var examples = new List<PromptExample>();
        var inputs = new HashSet<string>();
        int most = prompt.Seed is null ? prompt.ShotCount + 1 : int.MaxValue; // one to spare for a prompt that is an example itself
        while (examples.Count < most && cursor.MoveNext())
        {
            MlNet.CheckAlive(host);
            options.CancellationToken.ThrowIfCancellationRequested();
            Dictionary<string, object?> values = read();
            PromptExample example = PromptBinding.OnRow(cursor, () => new PromptExample(Write(prompt.Input, values), Write(prompt.Output!, values)));
            if (prompt.Seed is not null || inputs.Add(example.Input))
            {
                examples.Add(example);
            }
        }

        return examples.Count >= prompt.ShotCount
            ? prompt with { Examples = examples }
            : throw host.Process(new InvalidOperationException(
                $"A prompt needs {prompt.ShotCount} different examples, but the data has {examples.Count}. Give more rows, or lower ShotCount."));

        // A model file holds well-formed text only; half a surrogate pair is U+FFFD to every codec anyway.
        string Write(PromptTemplate template, Dictionary<string, object?> values) => WellFormedText.Repair(template.Render(values, options.CancellationToken));
    }
}
