using System.CommandLine;
using System.Text;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec convert</c>: word vectors from one format to another.</summary>
internal static class WordVectorConvertCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("IN") { Description = "Vectors of word2vec, gensim, fastText, GloVe or lm; plain or gzip." };
        var to = new Argument<string>("OUT") { Description = WordVectorFile.Endings };
        var inputFormat = new Option<string?>("--from") { Description = "Format of IN. Default: told from the file." };
        inputFormat.AcceptOnlyFromAmong([.. WordVectorFile.Formats.Where(format => format.Value is not null).Select(format => format.Key)]);
        var outputFormat = new Option<string?>("--to") { Description = "Format of OUT, whatever its name." };
        outputFormat.AcceptOnlyFromAmong([.. WordVectorFile.Formats.Keys]);
        var inputEncoding = CreateEncoding("--encoding", "Encoding of the words of IN, such as latin1 or gbk.");
        var outputEncoding = CreateEncoding("--to-encoding", "Encoding of the words of OUT.");
        var replaceInvalid = new Option<bool>("--replace-invalid") { Description = "Replace bytes of words that are not text by U+FFFD instead of stopping at them." };
        var keepFirst = new Option<bool>("--keep-first") { Description = "Of words that come twice keep the first instead of stopping at them." };
        var top = new Option<int?>("--top", "-n") { Description = "Take the first words only.", HelpName = "N" };
        var normalize = new Option<bool>("--normalize") { Description = "Give all vectors length 1." };
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("convert", "Write word vectors in another format; print what was written.")
        {
            from, to, inputFormat, outputFormat, inputEncoding, outputEncoding, replaceInvalid, keepFirst, top, normalize, format,
        };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            var reading = new WordVectorReadingOptions
            {
                Format = parsed.GetValue(inputFormat) is { } name ? WordVectorFile.Formats[name] : null,
                Encoding = FindEncoding(parsed.GetValue(inputEncoding)!),
                ReplaceInvalid = parsed.GetValue(replaceInvalid),
                KeepFirstOfDuplicates = parsed.GetValue(keepFirst),
                MaximumCount = parsed.GetValue(top),
                CancellationToken = cancellationToken,
            };
            WordVectors vectors = WordVectorFile.Load(parsed.GetValue(from)!, reading);
            vectors = parsed.GetValue(top) is { } count ? vectors.Take(count) : vectors;
            vectors = parsed.GetValue(normalize) ? vectors.Normalize() : vectors;
            WordVectorFile.Save(vectors, parsed.GetValue(to)!, parsed.GetValue(outputFormat), FindEncoding(parsed.GetValue(outputEncoding)!));
            output.WriteArray(parsed.GetValue(format)!, WordVectorResults.Summary, [vectors]);
        });
        return command;
    }

    private static Option<string> CreateEncoding(string name, string description)
        => new(name) { Description = description, DefaultValueFactory = _ => "utf-8" };

    private static Encoding FindEncoding(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException($"No encoding is called \"{name}\". Use a name such as utf-8, latin1, windows-1252, gbk or shift_jis.");
        }
    }
}
