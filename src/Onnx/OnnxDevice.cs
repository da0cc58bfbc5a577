using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LanguageModeling;

/// <summary>Names the device that ONNX Runtime shall use: the processor, one CUDA device, or the best that works.</summary>
/// <remarks>Immutable. Belongs to run time: no model file stores it.</remarks>
public sealed record OnnxDevice
{
    private const string CudaName = "cuda";

    private readonly string _name;

    private OnnxDevice(string name, int? cudaId = null)
    {
        _name = name;
        CudaId = cudaId;
    }

    /// <summary>The first CUDA device if a session can start on it, else the processor.</summary>
    public static OnnxDevice Auto { get; } = new("auto");

    /// <summary>The processor.</summary>
    public static OnnxDevice Cpu { get; } = new("cpu");

    /// <summary>The number of the CUDA device, from 0; null for <see cref="Auto"/> and <see cref="Cpu"/>.</summary>
    public int? CudaId { get; }

    /// <summary>Names one CUDA device.</summary>
    /// <param name="id">Number of the device as the CUDA driver counts, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is negative.</exception>
    public static OnnxDevice Cuda(int id = 0)
    {
        if (id < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, "CUDA devices are numbered from 0.");
        }

        return new OnnxDevice(CudaName, id);
    }

    /// <summary>Reads a device from text: <c>auto</c>, <c>cpu</c>, <c>cuda</c> (device 0) or <c>cuda:N</c>, in any case.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static OnnxDevice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out OnnxDevice? device)
            ? device
            : throw new FormatException($"\"{text}\" is not a device. Write auto, cpu, cuda or cuda:N with the number of the device, such as cuda:1.");
    }

    /// <summary>Reads a device from text as <see cref="Parse"/> does, without an exception.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="device">Receives the device, or null if the text names none.</param>
    /// <returns>Whether the text names a device.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OnnxDevice? device)
    {
        string name = text?.Trim().ToLowerInvariant() ?? "";
        device = name switch
        {
            "auto" => Auto,
            "cpu" => Cpu,
            CudaName => Cuda(),
            _ => name.StartsWith($"{CudaName}:", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(CudaName.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                ? Cuda(id)
                : null,
        };
        return device is not null;
    }

    /// <summary>The text that <see cref="Parse"/> reads back: <c>auto</c>, <c>cpu</c> or <c>cuda:N</c>.</summary>
    public override string ToString() => CudaId is int id ? string.Create(CultureInfo.InvariantCulture, $"{_name}:{id}") : _name;
}
