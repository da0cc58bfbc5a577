namespace LanguageModeling.Weights;

/// <summary>Tensors by name, out of open files that it owns.</summary>
/// <param name="path">Where they come from, for messages.</param>
internal abstract class WeightSource(string path) : IDisposable
{
    public string Path { get; } = path;

    /// <summary>A weight, or null when it is not there.</summary>
    /// <exception cref="NotSupportedException">Its type is not a floating one.</exception>
    public abstract Weight? Find(string name);

    public abstract void Dispose();

    /// <summary>A weight of a known shape.</summary>
    /// <exception cref="InvalidDataException">It is not there, or has another shape.</exception>
    public Weight Take(string name, params ReadOnlySpan<long> dims)
        => Find(name, dims) ?? throw new InvalidDataException(
            $"{Path}: weight \"{name}\" [{string.Join(',', dims.ToArray())}] is missing. config.json belongs to another model, or files of this one are missing.");

    /// <summary>A weight of a known shape, or null when it is not there.</summary>
    /// <exception cref="InvalidDataException">It has another shape.</exception>
    public Weight? Find(string name, params ReadOnlySpan<long> dims)
    {
        Weight? weight = Find(name);
        return weight is null || weight.Dims.AsSpan().SequenceEqual(dims) ? weight : throw new InvalidDataException(
            $"{Path}: weight \"{name}\" has the shape [{string.Join(',', weight.Dims)}], but config.json asks for [{string.Join(',', dims.ToArray())}]. It belongs to another model.");
    }
}
