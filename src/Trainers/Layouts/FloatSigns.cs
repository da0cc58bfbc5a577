using System.Runtime.CompilerServices;
using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>
/// Two facts that ride along in the signs of numbers, as log10 probabilities have only one sign and a back-off of 0 two spellings.
/// </summary>
internal static class FloatSigns
{
    /// <summary>The back-off weight of what does not matter as a context: -0.</summary>
    public const uint NoContext = 0x80000000;

    private const uint Sign = 0x80000000;

    /// <summary>The bits of a log10 probability whose n-gram is not the end of a longer one.</summary>
    public static uint Encode(float log10Probability) => BitConverter.SingleToUInt32Bits(log10Probability) | Sign;

    /// <summary>The bits for an n-gram that is the end of a longer one.</summary>
    public static uint ExtendLeft(uint bits) => bits & ~Sign;

    public static bool ExtendsLeft(uint bits) => (bits & Sign) == 0;

    /// <summary>The log10 probability, 0 without a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Decode(uint bits) => BitConverter.UInt32BitsToSingle(bits | Sign) + 0f;

    /// <summary>The bits of a back-off weight, before an n-gram is known that goes on from it.</summary>
    public static uint EncodeBackoff(float log10Backoff) => log10Backoff == 0 ? NoContext : BitConverter.SingleToUInt32Bits(log10Backoff);

    /// <summary>The bits of a back-off weight whose n-gram matters as a context.</summary>
    public static uint ExtendRight(uint bits) => bits == NoContext ? 0 : bits;

    /// <summary>Checks numbers of a file.</summary>
    /// <exception cref="InvalidDataException">They are no log10 probability and weight.</exception>
    public static void Check(int n, float log10Probability, float log10Backoff)
    {
        if (float.IsNaN(log10Probability) || !(log10Backoff < float.PositiveInfinity))
        {
            throw ModelImage.Damaged($"expected numbers of {n}-grams but found {log10Probability} and {log10Backoff}");
        }
    }
}
