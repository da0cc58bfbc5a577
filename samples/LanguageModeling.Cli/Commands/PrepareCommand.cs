using System.CommandLine;
using System.Text;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm prepare</c>: prepares lines of text for word-level models.</summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        Argument<string> file = InputText.CreateFile();
        var sentences = new Option<bool>("--sentences") { Description = "Print a sentence a line." };
        var normalize = new Option<string?>("--normalize") { Description = "Bring text to a Unicode form: nfc, nfd, nfkc or nfkd." };
        normalize.AcceptOnlyFromAmong("nfc", "nfd", "nfkc", "nfkd");
        var lowercase = new Option<bool>("--lowercase") { Description = "Put text in lower case." };
        var numbers = new Option<string?>("--numbers") { Description = "Replace numbers, by <num> for example.", HelpName = "TOKEN" };
        var urls = new Option<string?>("--urls") { Description = "Replace URLs, by <url> for example.", HelpName = "TOKEN" };
        var emails = new Option<string?>("--emails") { Description = "Replace e-mail addresses, by <email> for example.", HelpName = "TOKEN" };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("prepare", "Prepare text for word-level models.") { file, sentences, normalize, lowercase, numbers, urls, emails, replaceInvalid };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            var preparation = new TextPreparation(new TextPreparationOptions
            {
                Normalization = ReadForm(parsed.GetValue(normalize)),
                Lowercase = parsed.GetValue(lowercase),
                NumberToken = parsed.GetValue(numbers),
                UrlToken = parsed.GetValue(urls),
                EmailToken = parsed.GetValue(emails),
            });
            foreach (string line in InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                IEnumerable<string> parts = parsed.GetValue(sentences) ? SentenceSplitter.Split(line).Select(part => line.Substring(part.Start, part.Length)) : [line];
                foreach (string part in parts)
                {
                    output.Writer.WriteLine(preparation.Apply(part).Text);
                }
            }
        });
        return command;
    }

    /// <summary>The Unicode form of a name; null for none.</summary>
    public static NormalizationForm? ReadForm(string? name) => name switch
    {
        "nfc" => NormalizationForm.FormC,
        "nfd" => NormalizationForm.FormD,
        "nfkc" => NormalizationForm.FormKC,
        "nfkd" => NormalizationForm.FormKD,
        _ => null,
    };
}
