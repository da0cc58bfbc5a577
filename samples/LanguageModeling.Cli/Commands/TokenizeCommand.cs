using System.CommandLine;
using System.CommandLine.Parsing;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm tokenize</c>: splits lines into tokens, by rule, as a model does or as a tokenizer's files say; and puts them together again.</summary>
internal static class TokenizeCommand
{
    private static readonly Argument<string> File = InputText.CreateFile();
    private static readonly Option<bool> ReplaceInvalid = InputText.CreateReplaceInvalid();
    private static readonly SplitterOption Splitter = new("--splitter", "words");

    private static readonly Option<string?> Model = new("--model")
    {
        Description = "Split as this model does; what it does not know shows as its unknown token.",
        HelpName = "MODEL",
    };

    private static readonly Option<string?> Tokenizer = new("--tokenizer")
    {
        Description = "Split as this tokenizer does: a folder of Hugging Face, tokenizer.json, vocab.json, vocab.txt, .tiktoken or SentencePiece .model.",
        HelpName = "FILE|FOLDER",
    };

    private static readonly Option<string?> Pattern = new("--pattern") { Description = "How text is split for a .tiktoken file. Default by its number of tokens." };
    private static readonly Option<bool> Ids = new("--ids") { Description = "Print ids instead of tokens; needs --tokenizer or --model." };
    private static readonly Option<bool> Offsets = new("--offsets")
    {
        Description = "Print also where tokens begin and end in the text, in UTF-16 code units; needs --tokenizer.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "With --tokenizer, lines are JSON: a string each, and an array of tokens or ids each. Else print an object a line: text, tokens, ids.",
    };

    private static readonly Option<bool> NoSpecialTokens = new("--no-special-tokens")
    {
        Description = "Leave out the special tokens that the tokenizer adds; needs --tokenizer.",
    };

    private static readonly Option<bool> Decode = new("--decode") { Description = "The other way: ids in, text out; needs --tokenizer." };

    public static Command Create()
    {
        Pattern.AcceptOnlyFromAmong("gpt2", "cl100k", "o200k");
        var command = new Command("tokenize", "Split text into tokens, separated by spaces.")
        {
            File, Model, Tokenizer, Pattern, Ids, Offsets, Json, NoSpecialTokens, Decode, ReplaceInvalid,
        };
        Splitter.AddTo(command);
        command.Validators.Add(Validate);
        command.SetWork((parsed, output, cancellationToken) =>
        {
            Func<string, long, string> write = parsed.GetValue(Tokenizer) is { } path ? RunTokenizer(parsed, path) : RunRule(parsed);
            long number = 0;
            foreach (string line in InputText.ReadLines(parsed.GetValue(File)!, parsed.GetValue(ReplaceInvalid)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                number++;
                output.Writer.WriteLine(write(line, number));
            }
        });
        return command;
    }

    private static void Validate(CommandResult result)
    {
        bool model = result.GetResult(Model) is not null, tokenizer = result.GetResult(Tokenizer) is not null;
        if (result.GetValue(Ids) && !model && !tokenizer)
        {
            result.AddError("--ids needs --tokenizer or --model: only these have ids.");
        }

        if (new[] { model, tokenizer, result.GetResult(Splitter.Rule) is not null }.Count(given => given) > 1)
        {
            result.AddError("--splitter, --model and --tokenizer exclude each other: each has its own rule.");
        }

        foreach ((bool given, Option option) in
            ((bool, Option)[])[(result.GetResult(Pattern) is not null, Pattern), (result.GetValue(Offsets), Offsets),
                (result.GetValue(NoSpecialTokens), NoSpecialTokens), (result.GetValue(Decode), Decode)])
        {
            if (given && !tokenizer)
            {
                result.AddError($"{option.Name} needs --tokenizer.");
            }
        }

        if (result.GetValue(Decode) && (result.GetValue(Offsets) || result.GetValue(Ids)))
        {
            result.AddError("--decode prints text. Leave out --ids and --offsets.");
        }
    }

    private static Func<string, long, string> RunTokenizer(ParseResult parsed, string path)
    {
        TiktokenPattern? pattern = parsed.GetValue(Pattern) is { } name ? Enum.Parse<TiktokenPattern>(name, ignoreCase: true) : null;
        var run = new TokenizerRun(
            TokenizerLoader.Load(path, new TokenizerLoadOptions { Pattern = pattern }),
            parsed.GetValue(Ids),
            parsed.GetValue(Offsets),
            parsed.GetValue(Json),
            !parsed.GetValue(NoSpecialTokens));
        return parsed.GetValue(Decode) ? run.Decode : run.Encode;
    }

    private static Func<string, long, string> RunRule(ParseResult parsed)
    {
        ITextCodec? codec = parsed.GetValue(Model) is { } path ? ModelFile.Load(path).Codec : null;
        TextSplitter rule = Splitter.Read(parsed);
        bool json = parsed.GetValue(Json), printIds = parsed.GetValue(Ids);
        return (line, _) =>
        {
            int[]? ids = codec is null ? null : [.. codec.Encode(line).Select(token => token.Id)];
            string[] tokens = ids is null ? Split(rule, line) : [.. ids.Select(codec!.GetToken)];
            return json ? Describe(line, tokens, ids) : printIds ? string.Join(' ', ids!) : string.Join(' ', tokens);
        };
    }

    private static string[] Split(TextSplitter splitter, string line)
    {
        var parts = new List<TextPart>();
        splitter.Split(line, parts);
        return [.. parts.Select(part => splitter.GetToken(line, part))];
    }

    private static string Describe(string line, string[] tokens, int[]? ids)
    {
        List<(string, object?)> members = [("text", line), ("tokens", tokens)];
        if (ids is not null)
        {
            members.Add(("ids", ids));
        }

        return JsonLine.Write(members);
    }
}
