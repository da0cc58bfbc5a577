using LanguageModeling.Bridge;

namespace LanguageModeling.Persistence;

/// <summary>Parts inside a transformer's part of a model file: names in its main entry, content in an entry of its own.</summary>
internal static class ModelPartExtensions
{
    /// <summary>Writes a part that <see cref="SavedPart.CheckSavable"/> has passed.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="entry">Name of the part's entry.</param>
    /// <param name="part">The part.</param>
    public static void WritePart(this ModelWriter writer, string entry, object part)
    {
        (string assembly, string type) = SavedPart.GetName(part);
        writer.Values.Write(assembly);
        writer.Values.Write(type);
        writer.WriteEntry(entry, stream => SavedPart.Save(part, stream));
    }

    /// <summary>Reads a part.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="entry">Name of the part's entry.</param>
    /// <param name="role">What the part is, in words.</param>
    public static T ReadPart<T>(this ModelReader reader, string entry, string role)
    {
        string assembly = reader.Values.ReadString();
        Type type = SavedPart.FindType<T>(assembly, reader.Values.ReadString(), role);
        return (T)reader.ReadEntry(entry, stream => SavedPart.Load(type, stream));
    }

    /// <summary>Writes a text that may be null.</summary>
    public static void WriteOptional(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    /// <summary>Reads a text that may be null.</summary>
    public static string? ReadOptional(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
