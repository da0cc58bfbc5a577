using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary>The options that give a model a cache.</summary>
internal sealed class CacheSettings
{
    private static readonly CacheOptions Defaults = new();

    private readonly Option<double?> _weight = new("--cache")
    {
        Description = "Mix in a cache of the last tokens with this share, such as 0.1; it goes on from line to line.",
        HelpName = "W",
    };

    private readonly Option<int> _size = new("--cache-size") { Description = "--cache: how many tokens it holds.", DefaultValueFactory = _ => Defaults.Size, HelpName = "K" };
    private readonly Option<int> _order = new("--cache-order") { Description = "--cache: longest n-grams looked for in it.", DefaultValueFactory = _ => Defaults.Order, HelpName = "N" };
    private readonly Option<double> _decay = new("--cache-decay")
    {
        Description = "--cache: how much less a token counts than the one after it.",
        DefaultValueFactory = _ => Defaults.Decay,
        HelpName = "D",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_weight);
        command.Add(_size);
        command.Add(_order);
        command.Add(_decay);
    }

    /// <summary>The model with a cache, where one is asked for; else null.</summary>
    public TextLanguageModel? Read(ParseResult parsed, TextLanguageModel model)
        => parsed.GetValue(_weight) is not { } weight
            ? null
            : new TextLanguageModel(
                new CacheLanguageModel(model.Model, new CacheOptions
                {
                    Weight = weight,
                    Size = parsed.GetValue(_size),
                    Order = parsed.GetValue(_order),
                    Decay = parsed.GetValue(_decay),
                }),
                model.Codec);
}
