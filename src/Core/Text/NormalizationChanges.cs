using System.Globalization;
using System.Text;

namespace LanguageModeling.Text;

/// <summary>Finds what Unicode normalization changes, grapheme cluster by grapheme cluster.</summary>
internal static class NormalizationChanges
{
    /// <summary>The parts that change; they make of the text what normalizing it as a whole makes of it.</summary>
    public static IReadOnlyList<TextChange> Find(string text, NormalizationForm form)
    {
        string wellFormed = WellFormedText.Repair(text).ToString();
        string whole = wellFormed.Normalize(form);
        if (string.Equals(text, whole, StringComparison.Ordinal))
        {
            return [];
        }

        var changes = new List<TextChange>();
        var normalized = new StringBuilder(whole.Length);
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = StringInfo.GetNextTextElementLength(wellFormed, at);
            string part = wellFormed.Substring(at, length).Normalize(form);
            normalized.Append(part);
            if (!text.AsSpan(at, length).SequenceEqual(part))
            {
                changes.Add(new TextChange(at, length, part, IsClass: false));
            }
        }

        // Clusters could only depend on each other in text that no script uses; such text changes as one.
        return normalized.Equals(whole) ? changes : [new TextChange(0, text.Length, whole, IsClass: false)];
    }
}
