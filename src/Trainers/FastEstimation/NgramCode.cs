using System.Runtime.CompilerServices;

namespace LanguageModeling.FastEstimation;

/// <summary>
/// What is new at a place in suffix order, in a byte: the n-grams of the orders from <see cref="Shared"/> + 1 to <see cref="Depth"/> that
/// end at the place are other ones than at the place before; shorter ones are the same, and longer ones do not exist, as &lt;s&gt; is in the way.
/// </summary>
internal static class NgramCode
{
    /// <summary>Nothing is new: the place has the same n-grams as the one before.</summary>
    public const byte Same = 0x0F;

    /// <summary>Packs.</summary>
    /// <param name="shared">Tokens shared with the place before, from 0 to <paramref name="depth"/> - 1.</param>
    /// <param name="depth">The longest n-gram that ends here, from 1 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(int shared, int depth) => (byte)(shared | ((depth - 1) << 4));

    /// <summary>Tokens that are shared with the place before; at least <see cref="Depth"/> where nothing is new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Shared(byte code) => code & 0x0F;

    /// <summary>The longest n-gram that ends here; where nothing is new, see the place before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Depth(byte code) => (code >> 4) + 1;
}
