using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Trainers of language models, at <c>mlContext.LanguageModeling.Trainers</c>. Packages with trainers add extension methods to it.</summary>
public sealed class LanguageModelingTrainers
{
    internal LanguageModelingTrainers(IHostEnvironment environment) => Environment = environment;

    /// <summary>The environment that trainers register with.</summary>
    public IHostEnvironment Environment { get; }
}
