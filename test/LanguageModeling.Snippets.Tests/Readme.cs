using System.Text.RegularExpressions;

namespace LanguageModeling.Tests;

/// <summary>The C# code in a README: its fenced blocks, one after another, are one program.</summary>
internal sealed partial class Readme
{
    private readonly string[] _blocks;

    public Readme(string path)
        => _blocks = [.. CSharpBlock().Matches(File.ReadAllText(path).ReplaceLineEndings("\n")).Select(match => match.Groups[1].Value)];

    /// <summary>Whether there is C# at all.</summary>
    public bool HasCode => _blocks.Length > 0;

    /// <summary>Whether the code is a program of its own.</summary>
    public bool IsProgram => HasCode && UsingDirective().IsMatch(_blocks[0].Split('\n')[0]);

    /// <summary>The program: using directives first, then the statements of all blocks.</summary>
    public string Program
    {
        get
        {
            string[] lines = string.Concat(_blocks).Split('\n');
            IEnumerable<string> usings = lines.Where(line => UsingDirective().IsMatch(line)).Distinct();
            return string.Join('\n', [.. usings, .. lines.Where(line => !UsingDirective().IsMatch(line))]);
        }
    }

    /// <summary>The text files that the program reads, by their names in it.</summary>
    public IEnumerable<string> TextFiles => TextFileName().Matches(Program).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"""([\w-]+\.txt)""")]
    private static partial Regex TextFileName();
}
