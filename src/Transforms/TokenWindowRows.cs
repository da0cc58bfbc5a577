namespace LanguageModeling;

/// <summary>What a row of token windows is.</summary>
public enum TokenWindowRows
{
    /// <summary>A window of consecutive tokens; its targets, where wanted, are the tokens one place later.</summary>
    Window,

    /// <summary>One prediction: the tokens before a place as context, and the token at the place as target. n tokens give n - 1 of them.</summary>
    Prediction,
}
