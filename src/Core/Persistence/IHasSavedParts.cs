namespace LanguageModeling.Persistence;

/// <summary>Something savable that holds a user's part, which may not be.</summary>
internal interface IHasSavedParts
{
    /// <summary>Refuses if a part could not be saved.</summary>
    /// <exception cref="NotSupportedException">A part cannot be saved.</exception>
    void CheckSavable();
}
