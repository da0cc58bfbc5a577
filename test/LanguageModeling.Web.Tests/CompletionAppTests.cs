using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using LanguageModeling.Tests.Models;
using LanguageModeling.Web;
using Microsoft.AspNetCore.Builder;

namespace LanguageModeling.Tests;

/// <summary>The web sample, over real connections to this machine.</summary>
[TestClass]
public sealed class CompletionAppTests
{
    private const string Corpus = "the cat sat on the mat\nthe dog sat on the rug\nthe cat saw the dog\na bird sat on the cat\n";

    private static TextLanguageModel s_model = null!;
    private static WebApplication s_app = null!;
    private static HttpClient s_client = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        using var text = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Corpus));
        s_model = NgramLanguageModel.TrainFromText(text, new NgramOptions { Order = 3, DiscountFallback = NgramOptions.UsualDiscountFallback }).ToTextModel();
        s_app = CompletionApp.Create(s_model, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"], CompletionModel.Defaults);
        await s_app.StartAsync(context.CancellationToken);
        s_client = new HttpClient { BaseAddress = new Uri(s_app.Urls.Single()) };
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        s_client.Dispose();
        await s_app.DisposeAsync();
    }

    [TestMethod]
    public async Task Complete_Seed_StreamsTheTextOfTheModel()
    {
        GenerationResult expected = s_model.Generate("the cat", new GenerationOptions { MaximumTokens = 12, Temperature = 0.7, Seed = 5 });

        List<(string Event, JsonElement Data)> events = await ReadAsync("complete?prompt=the%20cat&tokens=12&temperature=0.7&seed=5");

        JsonElement[] pieces = [.. events.Where(e => e.Event == "piece").Select(e => e.Data)];
        JsonElement done = events.Single(e => e.Event == "done").Data;
        Assert.AreEqual(expected.Text, string.Concat(pieces.Select(piece => piece.GetProperty("text").GetString())));
        Assert.AreEqual(expected.TokenCount, done.GetProperty("tokenCount").GetInt32());
        Assert.AreEqual(expected.FinishReason.ToString(), done.GetProperty("finishReason").GetString());
        Assert.AreEqual(-expected.Tokens.Sum(token => token.LogProbability) / Math.Log(2), done.GetProperty("surprisal").GetDouble(), 1e-9);
    }

    [TestMethod]
    public async Task Complete_SettingOutOfRange_IsABadRequestThatNamesIt()
    {
        HttpResponseMessage answer = await s_client.GetAsync(new Uri("complete?prompt=the&temperature=-1", UriKind.Relative));

        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        StringAssert.Contains(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString(), "Temperature");
    }

    [TestMethod]
    public async Task Page_InABrowser_PaintsTokensByTheirSurprisal()
    {
        string? browser = FindBrowser();
        if (browser is null)
        {
            Assert.Inconclusive("No Chromium is installed (Debian: apt-get install chromium).");
        }

        string dom = await DumpDomAsync(browser, $"{s_app.Urls.Single()}/?prompt=the&tokens=8&temperature=0&seed=1");

        string expected = s_model.Generate("the", GenerationOptions.Greedy with { MaximumTokens = 8 }).Text;
        string painted = System.Text.RegularExpressions.Regex.Match(dom, "<p id=\"text\">(.*?)</p>", System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value;
        Assert.AreEqual("the" + expected, WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(painted, "<[^>]*>", "")), dom);
        StringAssert.Matches(painted, new System.Text.RegularExpressions.Regex("<span title=\"\\d+\\.\\d\\d bits\" style=\"background: [^\"]+\">"));
        StringAssert.Contains(dom, "bits a token.");
    }

    private static async Task<List<(string Event, JsonElement Data)>> ReadAsync(string address)
    {
        using HttpResponseMessage answer = await s_client.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.AreEqual("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        List<(string Event, JsonElement Data)> events = [];
        await foreach (SseItem<string> item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            events.Add((item.EventType, JsonElement.Parse(item.Data)));
        }

        return events;
    }

    [TestMethod]
    public async Task Page_OnnxFolder_PaintsEachTokenByItsSurprisal()
    {
        string? browser = FindBrowser();
        if (browser is null)
        {
            Assert.Inconclusive("No Chromium is installed (Debian: apt-get install chromium).");
        }

        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Fused, folder.Path);
        TinyTokenizer.Write(folder.Path, 96);
        File.WriteAllText(folder.File("config.json"), """{ "model_type": "gpt2", "n_positions": 64 }""");
        File.WriteAllText(folder.File("generation_config.json"), """{ "do_sample": false, "max_new_tokens": 6 }""");
        (TextLanguageModel model, GenerationOptions defaults) = CompletionModel.Load(folder.Path);
        using var owned = (OnnxLanguageModel)model.Model;
        await using WebApplication app = CompletionApp.Create(model, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"], defaults);
        await app.StartAsync();

        string dom = await DumpDomAsync(browser, $"{app.Urls.Single()}/?prompt=t5%20t17&tokens=6&temperature=0&seed=1");

        GenerationResult expected = model.Generate("t5 t17", defaults);
        string[] bits = [.. expected.Tokens.Select(token => (-token.LogProbability / Math.Log(2)).ToString("F2", System.Globalization.CultureInfo.InvariantCulture))];
        string[] painted = [.. System.Text.RegularExpressions.Regex.Matches(dom, "<span title=\"(\\d+\\.\\d\\d) bits\" style=\"background: [^\"]+\">").Select(match => match.Groups[1].Value)];
        Assert.HasCount(6, bits);
        CollectionAssert.AreEqual(bits, painted, dom);
    }

    private static string? FindBrowser()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    private static async Task<string> DumpDomAsync(string browser, string address)
    {
        string profile = Directory.CreateTempSubdirectory("lm-web-").FullName;
        try
        {
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", $"--user-data-dir={profile}", "--virtual-time-budget=20000", "--dump-dom", address,
            ];
            using Process process = Process.Start(new ProcessStartInfo(browser, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string dom = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.AreEqual(0, process.ExitCode, await errors);
            return dom;
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }
}
