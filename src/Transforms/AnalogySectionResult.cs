namespace LanguageModeling;

/// <summary>Answers to the questions of one section of an analogy file, or of all of them.</summary>
/// <param name="Section">The section's name; "all" for the sum.</param>
/// <param name="Correct">Questions whose best answer is the expected one.</param>
/// <param name="Asked">Questions all of whose words have a vector.</param>
/// <param name="Skipped">Questions with a word that has none.</param>
public sealed record AnalogySectionResult(string Section, int Correct, int Asked, int Skipped)
{
    /// <summary>Correct answers of those asked, from 0 to 1; NaN when none was asked.</summary>
    public double Accuracy => (double)Correct / Asked;
}
