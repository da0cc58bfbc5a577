namespace LanguageModeling.Web;

/// <summary>What an event carries.</summary>
/// <param name="Text">The next part of the text.</param>
/// <param name="Surprisal">How surprising its tokens are, in bits; of all tokens, in the last event.</param>
/// <param name="TokenCount">Number of these tokens.</param>
/// <param name="FinishReason">Why the text ended, in the last event.</param>
internal sealed record CompletionPiece(string Text, double Surprisal, int TokenCount, string? FinishReason);
