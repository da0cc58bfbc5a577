namespace LanguageModeling.Tests;

/// <summary>Counts the letters a, b and c of a text; unpooled, a vector for each character.</summary>
internal sealed class LetterEmbedder(bool isPooled) : ITextEmbedder, ISavable<LetterEmbedder>
{
    public int Dimension => 3;

    public bool IsPooled => isPooled;

    public static LetterEmbedder Load(Stream stream) => new(stream.ReadByte() == 1);

    public void Save(Stream stream) => stream.WriteByte(isPooled ? (byte)1 : (byte)0);

    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        => [.. texts.Select(text => isPooled ? Count(text) : [.. text.SelectMany(letter => Count(letter.ToString()))])];

    private static float[] Count(string text) => [.. "abc".Select(letter => (float)text.Count(other => other == letter))];
}
