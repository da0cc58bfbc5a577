using LanguageModeling.Scoring;

namespace LanguageModeling.Scores;

/// <summary>Turns texts of rows into requests to a model; what does not fit is an error that names the row.</summary>
internal static class ContinuationRequests
{
    /// <summary>A request for one continuation of a row's context.</summary>
    /// <exception cref="InvalidDataException">The codec refuses the text, or the model cannot take as much.</exception>
    public static ScoringRequest Create(
        TextLanguageModel model, string context, string continuation, ScoringOptions options, long byteCount, (string Column, long Row) place)
    {
        ScoringRequest request;
        try
        {
            request = ScoringRequest.Continuation(model, context, continuation, options, byteCount);
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException)
        {
            throw new InvalidDataException($"Column '{place.Column}', row {place.Row}: {e.Message}");
        }

        return request.Ids.Length - 1 <= (model.Model.MaximumContextLength ?? int.MaxValue)
            ? request
            : throw new InvalidDataException(
                $"Column '{place.Column}', row {place.Row}: the context has {request.ContextLength} tokens and what follows {request.Tokens.Length}, but the model holds "
                + $"{model.Model.MaximumContextLength}. Shorten the context; of few-shot prompts, lower ShotCount.");
    }
}
