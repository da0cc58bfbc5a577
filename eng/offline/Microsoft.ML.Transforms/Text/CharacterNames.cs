using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the names of all UTF-16 units but U+0000: the character itself, or a visible stand-in for it.</summary>
internal static class CharacterNames
{
    /// <summary>The abbreviations of the C1 controls, U+0080 to U+009F.</summary>
    private static readonly string[] s_controls =
    [
        "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS", "PLD", "PLU", "RI", "SS2", "SS3",
        "DCS", "PU1", "PU2", "STS", "CCH", "MW", "SPA", "EPA", "SOS", "SGCI", "SCI", "CSI", "ST", "OSC", "PM", "APC",
    ];

    private static readonly Lazy<VBuffer<ReadOnlyMemory<char>>> s_value = new(
        () => new VBuffer<ReadOnlyMemory<char>>(ushort.MaxValue, [.. Enumerable.Range(1, ushort.MaxValue).Select(c => Name((char)c).AsMemory())]));

    public static VBuffer<ReadOnlyMemory<char>> Value => s_value.Value;

    private static string Name(char c) => c switch
    {
        <= ' ' => $"<{(char)(c + '\u2400')}>",
        '\u007f' => "<\u2421>",
        >= '\u0080' and <= '\u009f' => $"<{s_controls[c - 0x80]}>",
        '\u2028' => "<LSEP>",
        '\u2029' => "<PSEP>",
        >= '\ud800' and <= '\udfff' => "\\u4X", // so the real one writes every half of a surrogate pair
        _ => c.ToString(),
    };
}
