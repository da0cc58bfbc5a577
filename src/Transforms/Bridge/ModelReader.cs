using System.Reflection;
using System.Runtime.ExceptionServices;

namespace LanguageModeling.Bridge;

/// <summary>Reads a transformer's part of a model file.</summary>
internal readonly struct ModelReader
{
    private readonly object _context;

    /// <summary>Begins to read, and checks that the part begins with the header.</summary>
    public ModelReader(object context, ModelHeader header, Assembly assembly)
    {
        _context = context;
        MlNet.Guard((context, header.Signature, header.Version, header.LoaderName, assembly), Internals.CheckHeader);
    }

    /// <summary>Reads the small things, in the order in which they were written.</summary>
    public BinaryReader Values => MlNet.Guard(_context, Internals.Reader);

    /// <summary>Reads an entry of its own.</summary>
    /// <exception cref="InvalidDataException">The file has no such entry.</exception>
    public T ReadEntry<T>(string name, Func<Stream, T> read)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        bool found = MlNet.Guard((_context, name, (Action<BinaryReader>)Read), Internals.TryLoadStream);
        failure?.Throw();
        return found
            ? result!
            : throw new InvalidDataException(
                $"The model file lacks its entry \"{name}\". It is damaged, or was not written by this library; save the model again.");

        void Read(BinaryReader reader)
        {
            // What the user's code throws goes round the guard, which would take a missing member for one of ML.NET's.
            try
            {
                result = read(reader.BaseStream);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
