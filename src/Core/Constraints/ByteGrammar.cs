namespace LanguageModeling.Constraints;

/// <summary>
/// A context-free grammar over bytes, laid flat. A symbol is a set of bytes (its index, from 0), a rule (−2 − its number), or
/// <see cref="End"/>, which ends an alternative. A position is an index into <see cref="Symbols"/>. Immutable.
/// </summary>
/// <param name="Symbols">All alternatives of all rules, one after the other.</param>
/// <param name="Sets">The sets of bytes.</param>
/// <param name="Rules">For each rule the positions where its alternatives begin.</param>
/// <param name="Root">The rule of the whole text.</param>
internal sealed record ByteGrammar(int[] Symbols, ByteSet[] Sets, int[][] Rules, int Root)
{
    /// <summary>Ends an alternative.</summary>
    public const int End = -1;

    /// <summary>Whether a symbol is a rule.</summary>
    public static bool IsRule(int symbol) => symbol <= -2;

    /// <summary>The number of the rule that a symbol stands for, and the symbol of a rule's number.</summary>
    public static int RuleOf(int symbol) => -2 - symbol;
}
