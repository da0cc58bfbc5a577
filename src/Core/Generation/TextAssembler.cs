namespace LanguageModeling.Generation;

/// <summary>Makes text of generated tokens, piece by piece: joined to the prompt, whole characters only, cut before a stop string.</summary>
internal sealed class TextAssembler
{
    private readonly GenerationOptions _options;
    private readonly IncrementalDecoder _decoder;
    private readonly StopStringScanner _scanner;
    private bool _dropsSpace;
    private int _count;

    /// <param name="codec">Decodes the tokens.</param>
    /// <param name="task">What is generated.</param>
    /// <param name="promptText">The prompt as its user wrote it.</param>
    public TextAssembler(ITextCodec codec, GenerationTask task, string promptText)
    {
        _options = task.Options;
        _decoder = new IncrementalDecoder(codec, task.Prompt);
        _scanner = new StopStringScanner(task.Options.StopStrings);

        _dropsSpace = DropsSpace(promptText, _decoder.EndsInSpace);
    }

    /// <summary>Whether a stop string was found.</summary>
    public bool IsStopped => _scanner.Found;

    /// <summary>Whether generated text begins as a text does, without the space that the codec may write after the prompt.</summary>
    /// <param name="decodedPrompt">The prompt as the codec decodes it.</param>
    /// <param name="promptText">The prompt as its user wrote it.</param>
    public static bool StartsText(string decodedPrompt, string promptText)
        => decodedPrompt.Length == 0 || DropsSpace(promptText, char.IsWhiteSpace(decodedPrompt[^1]));

    /// <summary>Adds a token.</summary>
    /// <param name="token">Its finish reason, if any, ends the text.</param>
    /// <returns>Text that can be given out; may be empty.</returns>
    public string Add(GeneratedToken token)
    {
        _count++;
        bool isText = token.FinishReason is not (FinishReason.EndOfSequence or FinishReason.StopToken or FinishReason.NoTokenLeft);
        string text = isText ? Scan(DropSpace(_decoder.Add(token.Id))) : "";
        if (token.FinishReason != null && !IsStopped)
        {
            text += Scan(DropSpace(_decoder.Finish()));
        }

        return token.FinishReason != null && !IsStopped ? text + _scanner.Finish() : text;
    }

    // A codec of words knows no space at the end of a prompt, and would put a second one before the first word.
    private static bool DropsSpace(string promptText, bool decodedEndsInSpace)
        => promptText.Length > 0 && char.IsWhiteSpace(promptText[^1]) && !decodedEndsInSpace;

    private string Scan(string text) => _count > _options.MinimumTokens ? _scanner.Add(text) : _scanner.Pass(text);

    private string DropSpace(string text)
    {
        if (!_dropsSpace || text.Length == 0)
        {
            return text;
        }

        _dropsSpace = false;
        return text[0] == ' ' ? text[1..] : text;
    }
}
