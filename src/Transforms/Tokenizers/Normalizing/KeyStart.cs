using System.Runtime.CompilerServices;

namespace LanguageModeling.Tokenizers;

/// <summary>Which keys of a map begin with a character.</summary>
internal enum KeyStart : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>Only longer ones, none of which goes on with ASCII.</summary>
    BeforeOthers,

    /// <summary>The character itself, or ones that go on with anything.</summary>
    Any,
}

/// <summary>What <see cref="KeyStart"/> says about texts.</summary>
internal static class KeyStarts
{
    /// <summary>Whether a key may begin at a place, where there is a code unit of this start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayBeKey(this KeyStart start, ReadOnlySpan<char> text, int at)
        => start == KeyStart.Any || (start == KeyStart.BeforeOthers && at + 1 < text.Length && !char.IsAscii(text[at + 1]));
}
