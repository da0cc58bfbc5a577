namespace LanguageModeling.Tokenizers;

/// <summary>Cuts a normalized text into pieces, unknown characters among them.</summary>
internal interface IPieceFinder
{
    /// <summary>The pieces in order.</summary>
    List<(int Start, int End)> Find(string text);
}
