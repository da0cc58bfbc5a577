namespace LanguageModeling.Conformance;

/// <summary>Says that a test method checks the conformance of an estimator.</summary>
/// <param name="estimator">Type of the estimator.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ConformanceOfAttribute(Type estimator) : Attribute
{
    /// <summary>Type of the estimator.</summary>
    public Type Estimator { get; } = estimator;
}
