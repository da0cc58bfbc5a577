using System.Diagnostics;
using LanguageModeling.Cli.Commands;
using LanguageModeling.Cli.Terminal;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Cli.Demo;

/// <summary>The demo, part by part: text, training, evaluation, saving, surprisal, choices, generation.</summary>
internal sealed class DemoRun(Output output, DemoText text, CancellationToken cancellationToken)
{
    private const int Order = 5;

    private readonly MLContext _context = new(seed: 1);

    /// <summary>Runs all parts; the text has its heading already.</summary>
    /// <param name="modelPath">Where the pipeline is saved.</param>
    public async Task RunAsync(string modelPath)
    {
        ShowText();
        ITransformer fitted = Train();
        Evaluate(fitted);
        TextLanguageModel model = SaveAndLoad(fitted, modelPath);
        ShowSurprisal(model);
        ShowChoices(model);
        await GenerateAsync(model).ConfigureAwait(false);
    }

    private IDataView Rows(IEnumerable<string> sentences)
        => _context.Data.LoadFromEnumerable(sentences.Select(sentence => new TextRow { Text = sentence }));

    private void ShowText()
    {
        output.WriteLine($"{text.Source}");
        output.WriteLine($"{text.Training.Count:N0} sentences to train on, {text.HeldOut.Count:N0} held out, every tenth.");
        string sample = text.Training[text.Training.Count / 2];
        var parts = new List<TextPart>();
        TextSplitter.Cjk.Split(sample, parts);
        output.WriteLine($"As tokens: {string.Join(" | ", parts.Take(20).Select(part => TextSplitter.Cjk.GetToken(sample, part)))}");
        output.Writer.Flush();
    }

    private ITransformer Train()
    {
        output.WriteHeading("Training");
        output.WriteLine($"EncodeTokens, then Trainers.Ngram: order {Order}, modified Kneser-Ney.");
        output.Writer.Flush();
        var watch = Stopwatch.StartNew();
        var options = new NgramOptions { Order = Order, Splitter = TextSplitter.Cjk, CancellationToken = cancellationToken };
        ITransformer fitted;
        try
        {
            fitted = Fit(options);
        }
        catch (InvalidDataException e)
        {
            output.WriteLine($"{e.Message}");
            output.WriteLine($"So the fallback discounts {string.Join(", ", NgramOptions.UsualDiscountFallback)} are used where needed.");
            output.Writer.Flush();
            fitted = Fit(options with { DiscountFallback = NgramOptions.UsualDiscountFallback });
        }

        var model = (NgramLanguageModel)_context.LanguageModeling.GetTextModel(fitted).Model;
        string counts = string.Join(", ", model.NgramCounts.Select(n => FormattableString.Invariant($"{n:N0}")));
        output.WriteLine($"{model.VocabularySize:N0} token types; n-grams of order 1 to {Order}: {counts}. {watch.Elapsed.TotalSeconds:F1} s");
        return fitted;
    }

    private TransformerChain<LanguageModelTransformer> Fit(NgramOptions options)
        => TrainingProgress.Show(progress => NgramPipeline.Create(_context, options with { Progress = progress }).Fit(Rows(text.Training)));

    private void Evaluate(ITransformer fitted)
    {
        output.WriteHeading("Perplexity of the held-out sentences");
        output.Writer.Flush();
        LanguageModelMetrics metrics = _context.LanguageModeling.Evaluate(fitted.Transform(Rows(text.HeldOut)));
        output.WriteLine(
            $"{metrics.Perplexity:F2} over {metrics.TokenCount:N0} tokens, ends of sentences included; {metrics.UnknownCount:N0} of them unknown.");
        output.WriteLine($"{metrics.PerplexityExcludingUnknowns:F2} without the unknown ones.");
        output.WriteLine($"{metrics.BitsPerToken:F3} bits a token, {metrics.BitsPerByte:F3} bits a byte.");
    }

    private TextLanguageModel SaveAndLoad(ITransformer fitted, string path)
    {
        output.WriteHeading("Saved and loaded again");
        output.Writer.Flush();
        PipelineFile.Save(_context, fitted, Rows([]).Schema, path);
        TextLanguageModel loaded = ModelFile.Load(path);
        TextLanguageModel original = _context.LanguageModeling.GetTextModel(fitted);
        string[] sample = [.. text.HeldOut.Take(100)];
        double before = original.ScoreLines(sample, asIds: false, cancellationToken).Sum(scored => scored.Score.LogProbability);
        double after = loaded.ScoreLines(sample, asIds: false, cancellationToken).Sum(scored => scored.Score.LogProbability);
        if (before != after)
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"{path}: the loaded model scores {after:R} where the trained one scored {before:R}. Please report this."));
        }

        output.WriteLine($"{new FileInfo(path).Length / 1e6:F1} MB; {sample.Length} held-out sentences score {after:F3} nats with both.");
        return loaded;
    }

    private void ShowSurprisal(TextLanguageModel model)
    {
        output.WriteHeading("Surprisal, token by token");
        foreach (string sentence in DemoExamples.PickSentences(text.HeldOut, 3))
        {
            SequenceScore score = model.Score(sentence, cancellationToken: cancellationToken);
            SurprisalTable.Write(output, model.Codec, sentence, score);
        }
    }

    private void ShowChoices(TextLanguageModel model)
    {
        output.WriteHeading("Which ending is the real one?");
        (string context, IReadOnlyList<string> choices) = DemoExamples.PickChoices(text.HeldOut, 4);
        output.WriteLine($"{context} …");
        output.WriteLine($"(the real one: {choices[0].Trim()})");
        output.WriteResults(ResultFormat.Table, ChooseCommand.Columns, model.RankChoices(context, choices, cancellationToken: cancellationToken));
    }

    private async Task GenerateAsync(TextLanguageModel model)
    {
        output.WriteHeading("Generated text");
        foreach ((string sentence, ulong seed) in DemoExamples.PickSentences(text.HeldOut, 5).Zip([1UL, 2UL, 3UL, 4UL, 5UL]))
        {
            string prompt = DemoExamples.FirstTokens(sentence, 2);
            await output.Writer.WriteAsync($"> {prompt}").ConfigureAwait(false);
            var options = new GenerationOptions { MaximumTokens = 40, Temperature = 0.8, Seed = seed };
            await GenerateCommand.StreamAsync(output, model.GenerateStreamAsync(prompt, options, cancellationToken)).ConfigureAwait(false);
        }
    }
}
