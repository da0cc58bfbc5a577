namespace LanguageModeling;

/// <summary>
/// Something that can be written to a stream and read back. Implement it on a language model or text codec of your own, and ML.NET
/// model files can hold it, with no registration: the file names the type, and <see cref="Load"/> reads what <see cref="Save"/> wrote.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface ISavable<TSelf>
    where TSelf : ISavable<TSelf>
{
    /// <summary>Writes the whole object.</summary>
    /// <param name="stream">Written from its current position; left open.</param>
    void Save(Stream stream);

    /// <summary>Reads an object that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from its current position; left open. It may hold more after the object, and may be unable to seek.</param>
    /// <exception cref="InvalidDataException">The bytes are not such an object, or are damaged.</exception>
    static abstract TSelf Load(Stream stream);
}
