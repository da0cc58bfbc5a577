using LanguageModeling.Files;
using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>Splits text into tokens by rule, and joins tokens to text again.</summary>
/// <remarks>
/// These four rules, whose names stand for them in a saved model, and those of a <see cref="Lexicon"/>, which is saved too, are the
/// only ones. Two rules are equal when they split alike. Immutable and safe for use by many threads at once. No rule splits a surrogate pair; half a pair, which is not text, comes out as U+FFFD.
/// </remarks>
public abstract class TextSplitter
{
    private protected TextSplitter(string name) => Name = name;

    /// <summary>"whitespace": NUL, TAB, LF, CR and SPACE separate tokens, and nothing else does, as in KenLM's <c>lmplz</c>.</summary>
    public static TextSplitter Whitespace { get; } = new WhitespaceSplitter();

    /// <summary>"words": words, and punctuation marks one by one; see the remarks.</summary>
    /// <remarks>
    /// A word is a run of letters, digits, underscores and the marks on them; an apostrophe or full stop between two of these (don't, 3.14,
    /// example.com) and a comma or colon between two digits (1,000, 10:30) belong to it, a hyphen does not.
    /// Every other visible character, with its marks, is a token; so is an emoji made of several characters. The rest only separates.
    /// </remarks>
    public static TextSplitter Words { get; } = new WordSplitter("words", eachIdeograph: false);

    /// <summary>"characters": every Unicode character is a token, white-space characters as "▁" (U+2581).</summary>
    /// <remarks>Joined again, the text comes back, but with every white-space character, and every "▁", turned into a space.</remarks>
    public static TextSplitter Characters { get; } = new CharacterSplitter();

    /// <summary>"cjk": like <see cref="Words"/>, but every Chinese character and every kana is a token.</summary>
    public static TextSplitter Cjk { get; } = new WordSplitter("cjk", eachIdeograph: true);

    /// <summary>The name that <see cref="Parse"/> takes, "whitespace", "words", "characters" or "cjk", or that of a <see cref="Lexicon"/>'s rule.</summary>
    public string Name { get; }

    /// <summary>Finds a rule by its name.</summary>
    /// <param name="name">"whitespace", "words", "characters" or "cjk".</param>
    /// <exception cref="ArgumentException">No rule has this name.</exception>
    public static TextSplitter Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (TextSplitter splitter in (ReadOnlySpan<TextSplitter>)[Whitespace, Words, Characters, Cjk])
        {
            if (splitter.Name == name)
            {
                return splitter;
            }
        }

        throw new ArgumentException($"No splitter is called \"{name}\". Use whitespace, words, characters or cjk, or a splitter of a Lexicon.", nameof(name));
    }

    /// <summary>The words by which the rule splits; null for a rule without any.</summary>
    internal virtual Lexicon? Dictionary => null;

    /// <summary>Reads a rule as a part of a larger object.</summary>
    internal static TextSplitter Read(BinaryModelReader reader)
    {
        string name = reader.ReadString();
        if (name is ForwardMatchingSplitter.MethodName or BackwardMatchingSplitter.MethodName or UnigramSplitter.MethodName)
        {
            return Lexicon.Read(reader).FindSplitter(name)!;
        }

        try
        {
            return Parse(name);
        }
        catch (ArgumentException)
        {
            throw reader.Error($"expected the name of a splitter but found \"{name}\"");
        }
    }

    /// <summary>Writes the rule as a part of a larger object: its name, and its words if it has any.</summary>
    internal void Write(BinaryModelWriter writer)
    {
        writer.Write(Name);
        Dictionary?.Write(writer);
    }

    /// <summary>Finds the tokens of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="parts">Receives the part of each token at its end, in order.</param>
    public abstract void Split(string text, List<TextPart> parts);

    /// <summary>Spells the token of a part.</summary>
    /// <param name="text">The text that was split.</param>
    /// <param name="part">A part that <see cref="Split"/> found in it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the text.</exception>
    public string GetToken(string text, TextPart part)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Spell(text, part).ToString();
    }

    /// <summary>Joins tokens to the text they most likely come from. What separates tokens is not kept by all rules.</summary>
    /// <param name="tokens">Tokens in order.</param>
    public abstract string Join(IReadOnlyList<string> tokens);

    /// <summary>Spells the token of a part, without a copy where its spelling stands in the text.</summary>
    internal virtual ReadOnlySpan<char> Spell(string text, TextPart part) => WellFormedText.Repair(text.AsSpan(part.Start, part.Length));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
