using System.Diagnostics;
using System.Text;

namespace LanguageModeling.Tests;

/// <summary>Runs the built <c>lm</c> in a process of its own.</summary>
internal static class Lm
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command with an empty standard input.</summary>
    public static LmResult Run(params string[] arguments) => RunWithInput([], arguments);

    /// <summary>Runs a command with a text as standard input.</summary>
    public static LmResult RunWithText(string input, params string[] arguments) => RunWithInput(Encoding.UTF8.GetBytes(input), arguments);

    /// <summary>Runs a command with bytes as standard input.</summary>
    public static LmResult RunWithInput(byte[] input, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<byte[]> output = ReadAllAsync(process.StandardOutput.BaseStream);
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of its input, as it may after an error.
        }

        WaitForExit(process);
        return new LmResult(process.ExitCode, Encoding.UTF8.GetString(output.GetAwaiter().GetResult()), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts a command with all its streams redirected.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "lm.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end, and fails the test rather than wait for ever.</summary>
    public static void WaitForExit(Process process)
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"lm did not end within {Patience}.");
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes).ConfigureAwait(false);
        return bytes.ToArray();
    }
}
