namespace LanguageModeling;

/// <summary>Settings for scoring a text that is longer than the context of a model. Immutable; copy with <c>with</c>.</summary>
public sealed record RollingOptions
{
    /// <summary>
    /// Most tokens that a token is given as context; at least 1. Default null: <see cref="ILanguageModel.MaximumContextLength"/>, and no limit
    /// where the model has none.
    /// </summary>
    public int? WindowLength { get; init; }

    /// <summary>
    /// How many tokens each window after the first scores; from 1, where every token has all the context that the window allows, to
    /// <see cref="WindowLength"/>, the fastest, where some have but one token. Default null: half of the window.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>Checks the settings and fills in the defaults for a model.</summary>
    internal (int Window, int Stride) Resolve(ILanguageModel model)
    {
        int most = model.MaximumContextLength ?? int.MaxValue;
        int window = InRange(WindowLength ?? most, most, nameof(WindowLength), "the longest context of the model");
        int stride = InRange(Stride ?? Math.Max(1, window / 2), window, nameof(Stride), "the window");
        return (window, stride);
    }

    private static int InRange(int value, int most, string name, string whose) => value >= 1 && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from 1 to {most}, {whose}.");
}
