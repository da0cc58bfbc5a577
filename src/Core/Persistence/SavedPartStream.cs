using System.Runtime.CompilerServices;
using LanguageModeling.Files;

namespace LanguageModeling.Persistence;

/// <summary>Language models inside another one: their types in its head, then one after another.</summary>
internal static class SavedPartStream
{
    private const string Role = "language model";

    /// <summary>Refuses a model that could not be saved.</summary>
    public static void CheckSavable(ILanguageModel model) => SavedPart.CheckSavable(model, Role);

    /// <summary>Notes the type of a model.</summary>
    public static void WriteName(BinaryModelWriter writer, ILanguageModel model)
    {
        (string assembly, string type) = SavedPart.GetName(model);
        writer.Write(assembly);
        writer.Write(type);
    }

    /// <summary>Finds the type that <see cref="WriteName"/> noted.</summary>
    public static Type ReadType(BinaryModelReader reader)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw reader.Error("expected models inside each other to a sensible depth but found too many");
        }

        string assembly = reader.ReadString();
        return SavedPart.FindType<ILanguageModel>(assembly, reader.ReadString(), Role);
    }
}
