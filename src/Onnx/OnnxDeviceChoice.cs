namespace LanguageModeling;

/// <summary>Which device runs, and why.</summary>
/// <param name="Device">The device: <see cref="OnnxDevice.Cpu"/> or a CUDA device, never <see cref="OnnxDevice.Auto"/>.</param>
/// <param name="Reason">One sentence for the user or the log.</param>
public sealed record OnnxDeviceChoice(OnnxDevice Device, string Reason);
