namespace LanguageModeling.Tests;

/// <summary>What a run of <c>lm</c> left.</summary>
/// <param name="ExitCode">0, 1 for bad input, 2 for bad usage.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record LmResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output, without line ends.</summary>
    public string[] Lines => Output.Split('\n')[..^1];

    /// <summary>Asserts success and no message.</summary>
    public LmResult Succeeds()
    {
        Assert.AreEqual(0, ExitCode, Error);
        Assert.AreEqual("", Error);
        return this;
    }

    /// <summary>Asserts an exit code and a single line on standard error that holds all of some texts.</summary>
    public void Fails(int exitCode, params string[] texts)
    {
        Assert.AreEqual(exitCode, ExitCode, Error);
        Assert.StartsWith("lm: ", Error);
        Assert.AreEqual(Error.Length - Environment.NewLine.Length, Error.IndexOf(Environment.NewLine, StringComparison.Ordinal), $"not one line: {Error}");
        foreach (string text in texts)
        {
            Assert.Contains(text, Error);
        }
    }
}
