using System.Runtime.ExceptionServices;
using Microsoft.ML;

namespace LanguageModeling.Bridge;

/// <summary>Writes a transformer's part of a model file.</summary>
internal readonly struct ModelWriter
{
    private readonly ModelSaveContext _context;

    private ModelWriter(ModelSaveContext context) => _context = context;

    /// <summary>Writes small things into the part's main entry.</summary>
    public BinaryWriter Values => MlNet.Guard(_context, static c => Internals.Writer(c));

    /// <summary>Begins to write, with the header of <typeparamref name="T"/>.</summary>
    public static ModelWriter Begin<T>(ModelSaveContext context)
        where T : class, ITransformer, ILoadable<T>
    {
        ModelHeader header = T.Header;
        MlNet.Guard((context, header.Signature, header.Version, header.LoaderName, typeof(T).Assembly), Internals.WriteHeader);
        return new ModelWriter(context);
    }

    /// <summary>Writes a big thing as an entry of its own.</summary>
    public void WriteEntry(string name, Action<Stream> write)
    {
        ExceptionDispatchInfo? failure = null;
        MlNet.Guard(
            (_context, name, (Action<BinaryWriter>)Write),
            static a =>
            {
                Internals.SaveBinaryStream(a._context, a.name, a.Item3);
                return true;
            });
        failure?.Throw();

        void Write(BinaryWriter writer)
        {
            // What the user's code throws goes round the guard, which would take a missing member for one of ML.NET's.
            try
            {
                write(writer.BaseStream);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
