namespace LanguageModeling.Tokenizers;

/// <summary>Cuts a normalized text into pieces, unknown characters among them.</summary>
internal interface IPieceFinder
{
    /// <summary>Adds the pieces of a text in order.</summary>
    /// <param name="text">The text; not empty.</param>
    /// <param name="pieces">Receives them; the id is -1 where only the spelling tells which piece it is, if any.</param>
    void Find(ReadOnlySpan<char> text, List<(int Id, int Start, int End)> pieces);
}
