using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The two options that say by which rule text is split: its name, and the dictionary that some rules need.</summary>
internal sealed class SplitterOption
{
    private static readonly Dictionary<string, Func<Lexicon, TextSplitter>> WithDictionary = new()
    {
        ["forward-matching"] = dictionary => dictionary.ForwardMatching,
        ["backward-matching"] = dictionary => dictionary.BackwardMatching,
        ["unigram"] = dictionary => dictionary.MostProbable,
    };

    private readonly string _default;
    private readonly Option<string?> _dictionary = new("--dictionary")
    {
        Description = "The words of forward-matching, backward-matching and unigram: a word and its count a line.",
        HelpName = "WORDS",
    };

    /// <summary>Makes the options.</summary>
    /// <param name="name">Name of the option for the rule.</param>
    /// <param name="standard">The rule where none is given.</param>
    public SplitterOption(string name, string standard)
    {
        _default = standard;
        Rule = new Option<string?>(name)
        {
            Description = "How lines are split: whitespace (as lmplz does), words, characters, cjk, or by the words of --dictionary: "
                + $"forward-matching, backward-matching, unigram. Default {standard}.",
        };
        Rule.AcceptOnlyFromAmong(["whitespace", "words", "characters", "cjk", .. WithDictionary.Keys]);
    }

    /// <summary>The option for the rule.</summary>
    public Option<string?> Rule { get; }

    /// <summary>Adds both options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Rule);
        command.Add(_dictionary);
        command.Validators.Add(result =>
        {
            bool needed = result.GetValue(Rule) is { } name && WithDictionary.ContainsKey(name);
            if (needed != result.GetResult(_dictionary) is not null)
            {
                result.AddError(needed ? $"{Rule.Name} {result.GetValue(Rule)} needs --dictionary." : $"--dictionary goes with {Rule.Name} {string.Join(", ", WithDictionary.Keys)}.");
            }
        });
    }

    /// <summary>The rule as given.</summary>
    public TextSplitter Read(ParseResult parsed)
    {
        string name = parsed.GetValue(Rule) ?? _default;
        if (!WithDictionary.TryGetValue(name, out Func<Lexicon, TextSplitter>? find))
        {
            return TextSplitter.Parse(name);
        }

        string path = parsed.GetValue(_dictionary)!;
        InputText.RequireFile(path);
        return find(Lexicon.Read(path));
    }
}
