using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace LanguageModeling.Web;

/// <summary>A page that continues a text, and the stream of server-sent events behind it.</summary>
internal static class CompletionApp
{
    private const string PieceEvent = "piece";
    private const string DoneEvent = "done";
    private const double NatsPerBit = 0.69314718055994531; // ln 2

    /// <summary>Makes the app.</summary>
    /// <param name="model">The model that writes; stays the caller's.</param>
    /// <param name="args">Settings of ASP.NET, such as <c>--urls http://127.0.0.1:5000</c>.</param>
    /// <param name="defaults">How text is generated where a request does not say.</param>
    public static WebApplication Create(TextLanguageModel model, string[] args, GenerationOptions defaults)
    {
        WebApplication app = WebApplication.CreateSlimBuilder(args).Build();
        string page = ReadPage();
        app.MapGet("/", () => Results.Content(page, "text/html; charset=utf-8"));
        app.MapGet("/complete", (string? prompt, int? tokens, double? temperature, ulong? seed, CancellationToken cancelled)
            => Complete(model, prompt ?? "", CreateOptions(defaults, tokens, temperature, seed), cancelled));
        return app;
    }

    private static GenerationOptions CreateOptions(GenerationOptions defaults, int? tokens, double? temperature, ulong? seed)
        => defaults with { MaximumTokens = tokens ?? defaults.MaximumTokens, Temperature = temperature ?? defaults.Temperature, Seed = seed ?? defaults.Seed };

    private static IResult Complete(TextLanguageModel model, string prompt, GenerationOptions options, CancellationToken cancelled)
    {
        try
        {
            IAsyncEnumerable<GeneratedText> pieces = model.GenerateStreamAsync(prompt, options, cancelled); // checks the options at once
            return TypedResults.ServerSentEvents(ToEvents(pieces, cancelled));
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>An event for each piece of text, with the surprisal of its tokens in bits, and one at the end.</summary>
    private static async IAsyncEnumerable<SseItem<CompletionPiece>> ToEvents(
        IAsyncEnumerable<GeneratedText> pieces, [EnumeratorCancellation] CancellationToken cancelled)
    {
        double total = 0;
        int count = 0;
        await foreach (GeneratedText piece in pieces.WithCancellation(cancelled))
        {
            double bits = -piece.Tokens.Sum(token => token.LogProbability) / NatsPerBit;
            total += bits;
            count += piece.Tokens.Count;
            if (piece.Text.Length > 0)
            {
                yield return new(new CompletionPiece(piece.Text, bits, piece.Tokens.Count, null), PieceEvent);
            }

            if (piece.FinishReason is { } reason)
            {
                yield return new(new CompletionPiece("", total, count, reason.ToString()), DoneEvent);
            }
        }
    }

    private static string ReadPage()
    {
        using var reader = new StreamReader(typeof(CompletionApp).Assembly.GetManifestResourceStream("page.html")!);
        return reader.ReadToEnd();
    }
}
