using LanguageModeling.Tensors;

namespace LanguageModeling.Caches;

/// <summary>Keys or values of one sequence in several heads: planes of [S, D] one behind the other. All numbers but the count are in tokens.</summary>
/// <param name="Memory">Where they are.</param>
/// <param name="Offset">Where the first plane begins.</param>
/// <param name="Count">Number of planes.</param>
/// <param name="Stride">S, from one plane to the next.</param>
/// <param name="Start">Where in a plane its first token is.</param>
internal readonly record struct Planes(TensorMemory Memory, long Offset, int Count, int Stride, int Start = 0);
