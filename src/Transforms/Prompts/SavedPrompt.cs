using LanguageModeling.Files;
using LanguageModeling.Text;

namespace LanguageModeling.Prompts;

/// <summary>A task in a model file: its templates, separators and examples.</summary>
internal static class SavedPrompt
{
    private const int FormatVersion = 1;

    private static ReadOnlySpan<byte> Magic => "LMPROMPT"u8;

    public static void Write(FewShotPrompt prompt, Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        Write(prompt.Input.Source);
        writer.Write(prompt.Output is not null);
        Write(prompt.Output?.Source ?? "");
        Write(prompt.Description);
        Write(prompt.OutputSeparator);
        Write(prompt.ExampleSeparator);
        writer.Write(prompt.ShotCount);
        writer.Write(prompt.Seed is not null);
        writer.Write(unchecked((long)(prompt.Seed ?? 0)));
        writer.Write(prompt.Examples.Count);
        foreach (PromptExample example in prompt.Examples)
        {
            Write(example.Input);
            Write(example.Output);
        }

        writer.Complete();

        void Write(string text) => writer.Write(WellFormedText.Repair(text));
    }

    public static FewShotPrompt Read(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "prompt");
        string input = reader.ReadString();
        bool hasOutput = reader.ReadBoolean();
        string output = reader.ReadString();
        var prompt = new FewShotPrompt(input, hasOutput ? output : null)
        {
            Description = reader.ReadString(),
            OutputSeparator = reader.ReadString(),
            ExampleSeparator = reader.ReadString(),
            ShotCount = reader.ReadInt32(),
        };
        bool hasSeed = reader.ReadBoolean();
        ulong seed = unchecked((ulong)reader.ReadInt64());
        var examples = new List<PromptExample>();
        for (int left = reader.ReadInt32(); left > 0; left--) // a damaged count ends at the end of the data
        {
            examples.Add(new PromptExample(reader.ReadString(), reader.ReadString()));
        }

        reader.Complete();
        return prompt with { Seed = hasSeed ? seed : null, Examples = examples };
    }
}
