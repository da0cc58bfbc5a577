using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Unicode's normalization forms, with the source parts kept.</summary>
internal sealed class UnicodeNormalization(NormalizationForm form) : NormalizationStep
{
    public NormalizationForm Form { get; } = form;

    public override bool WorksWordByWord => true;

    public override void Apply(AlignedText text) => Normalize(text, Form);

    public override void Write(Utf8JsonWriter writer) => WriteType(writer, Form switch
    {
        NormalizationForm.FormC => "NFC",
        NormalizationForm.FormD => "NFD",
        NormalizationForm.FormKC => "NFKC",
        _ => "NFKD",
    });

    /// <summary>Normalizes a text. A character that was composed of several belongs to the part of the first.</summary>
    public static void Normalize(AlignedText text, NormalizationForm form)
    {
        if (Ascii.IsValid(text.Text) || text.Text.IsNormalized(form))
        {
            return;
        }

        bool compatible = form is NormalizationForm.FormKC or NormalizationForm.FormKD;
        NormalizationForm decomposition = compatible ? NormalizationForm.FormKD : NormalizationForm.FormD;
        var decomposed = new List<(Rune Character, int Change)>(text.Text.Length + 16);
        var raw = new StringBuilder(text.Text.Length + 16);
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            int change = 0;
            foreach (Rune part in rune.IsAscii ? rune.ToString().EnumerateRunes() : rune.ToString().Normalize(decomposition).EnumerateRunes())
            {
                decomposed.Add((part, change));
                raw.Append(part);
                change = 1;
            }
        }

        // Each character of the result stands for parts that lie close together, in another order where marks were sorted.
        var result = new List<(Rune, int)>(decomposed.Count);
        var pool = new PartPool(decomposed);
        foreach (Rune rune in raw.ToString().Normalize(form).EnumerateRunes())
        {
            if (form == decomposition || rune.IsAscii)
            {
                result.Add((rune, pool.Take(rune)));
                continue;
            }

            int change = 1;
            foreach (Rune part in rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
            {
                change += pool.Take(part) - 1;
            }

            result.Add((rune, change));
        }

        text.Transform(result);
    }

    // Hands out decomposed characters, the earliest that fits first.
    private sealed class PartPool(List<(Rune Character, int Change)> parts)
    {
        private readonly bool[] _used = new bool[parts.Count];
        private int _first;

        public int Take(Rune character)
        {
            while (_first < _used.Length && _used[_first])
            {
                _first++;
            }

            for (int i = _first; i < _used.Length; i++)
            {
                if (!_used[i] && parts[i].Character == character)
                {
                    _used[i] = true;
                    return parts[i].Change;
                }
            }

            return 0;
        }
    }
}
