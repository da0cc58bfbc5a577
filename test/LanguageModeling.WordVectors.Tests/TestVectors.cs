namespace LanguageModeling.Tests;

/// <summary>Vectors that the tests share.</summary>
internal static class TestVectors
{
    /// <summary>Words with accents, Chinese, emoji and a quote; numbers that no short decimal gives; a vector of zeros.</summary>
    public static WordVectors Varied() => Make(
        3,
        ("the", [0.1f, -0.2f, 0.3f]),
        ("café", [1e-8f, 1f / 3, -1234567.9f]),
        ("猫", [-0f, 1e30f, 1.5f]),
        ("👩‍👧", [3f, -7e-5f, 16777216f]),
        ("\"", [0, 0, 0]),
        ("12", [1, 2, 3]));

    /// <summary>
    /// Words in the plane, so that angles can be read off: man 0 degrees, king 30, woman 90, queen 120, boy 10, girl 80, apple 200; lengths differ.
    /// </summary>
    public static WordVectors Plane() => Make(
        2, At("man", 0, 1), At("king", 30, 2), At("woman", 90, 3), At("queen", 120, 0.5), At("boy", 10, 1.5), At("girl", 80, 1), At("apple", 200, 4));

    public static WordVectors Make(int dimension, params (string Word, float[] Vector)[] words)
        => new(new Vocabulary([.. words.Select(w => w.Word)], SpecialTokens.None), words.SelectMany(w => w.Vector).ToArray().AsSpan(), dimension);

    /// <summary>Vectors with pseudo-random numbers.</summary>
    public static WordVectors Random(int count, int dimension, int seed)
    {
        var random = new Random(seed);
        return Make(dimension, [.. Enumerable.Range(0, count).Select(i => ($"w{i}", Enumerable.Range(0, dimension).Select(_ => (random.NextSingle() * 2) - 1).ToArray()))]);
    }

    public static byte[] Write(this WordVectors vectors, WordVectorFormat format, System.Text.Encoding? encoding = null)
    {
        var stream = new MemoryStream();
        vectors.Export(stream, format, encoding);
        return stream.ToArray();
    }

    public static WordVectors Read(byte[] bytes, WordVectorReadingOptions? options = null) => WordVectors.Import(new MemoryStream(bytes), options);

    public static WordVectors Read(string text, WordVectorReadingOptions? options = null) => Read(System.Text.Encoding.UTF8.GetBytes(text), options);

    public static void AreEqual(WordVectors expected, WordVectors actual)
    {
        CollectionAssert.AreEqual(expected.Vocabulary.Tokens.ToArray(), actual.Vocabulary.Tokens.ToArray());
        Assert.AreEqual(expected.Dimension, actual.Dimension);
        CollectionAssert.AreEqual(
            expected.Values.ToArray().Select(BitConverter.SingleToUInt32Bits).ToArray(), actual.Values.ToArray().Select(BitConverter.SingleToUInt32Bits).ToArray());
    }

    private static (string Word, float[] Vector) At(string word, double degrees, double length)
        => (word, [(float)(length * Math.Cos(degrees * Math.PI / 180)), (float)(length * Math.Sin(degrees * Math.PI / 180))]);
}
