using System.Text;

namespace LanguageModeling.Generation;

/// <summary>Puts the pieces of a generated text together.</summary>
internal sealed class TextCollector
{
    private readonly StringBuilder _text = new();
    private readonly List<GeneratedToken> _tokens = [];
    private GeneratedText? _last;

    public void Add(GeneratedText piece)
    {
        _text.Append(piece.Text);
        _tokens.AddRange(piece.Tokens);
        _last = piece;
    }

    /// <summary>The whole text, once its last piece has been added.</summary>
    public GenerationResult ToResult() => new()
    {
        Text = _text.ToString(),
        Tokens = _tokens,
        FinishReason = _last!.FinishReason!.Value,
        PromptTokenCount = _last.PromptTokenCount,
        ReusedTokenCount = _last.ReusedTokenCount,
        Seed = _last.Seed,
    };
}
