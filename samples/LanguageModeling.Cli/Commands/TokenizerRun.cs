using System.Globalization;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary>What <c>lm tokenize --tokenizer</c> does with each line.</summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="ids">Whether ids are printed, else tokens.</param>
/// <param name="offsets">Whether the parts of the text are printed that tokens stand for.</param>
/// <param name="json">Whether lines are JSON.</param>
/// <param name="addSpecialTokens">Whether the tokenizer's special tokens are added.</param>
internal sealed class TokenizerRun(PipelineTokenizer tokenizer, bool ids, bool offsets, bool json, bool addSpecialTokens)
{
    private readonly TextEncodingOptions _options = new() { AddSpecialTokens = addSpecialTokens };

    /// <summary>Encodes a line.</summary>
    public string Encode(string line, long number)
    {
        TextEncoding encoding = tokenizer.Encode(json ? JsonInput.ReadString(line, number) : line, options: _options);
        var items = new List<object>(encoding.Ids.Count);
        for (int i = 0; i < encoding.Ids.Count; i++)
        {
            object token = ids ? encoding.Ids[i] : encoding.Tokens[i];
            TextPart part = encoding.Offsets[i];
            items.Add(!offsets ? token
                : json ? (object[])[token, part.Start, part.Start + part.Length]
                : string.Create(CultureInfo.InvariantCulture, $"{token}@{part.Start}:{part.Start + part.Length}"));
        }

        return json ? JsonLine.WriteValue(items) : string.Join(' ', items);
    }

    /// <summary>Decodes a line of ids: the text that encoding it would give them.</summary>
    public string Decode(string line, long number)
    {
        ReadOnlySpan<int> given = json ? JsonInput.ReadIds(line, number) : JsonInput.ReadPlainIds(line, number);
        foreach (int id in given)
        {
            if (tokenizer.GetToken(id) is null)
            {
                throw new InvalidDataException($"Line {number}: the tokenizer has no token of id {id}; its ids are below {tokenizer.VocabularySize}.");
            }
        }

        string text = tokenizer.Decode(WithoutAdded(given), skipSpecialTokens: false);
        return json ? JsonLine.WriteValue(text) : text;
    }

    // Special tokens that the text spells are part of it, those that encoding adds are not.
    private ReadOnlySpan<int> WithoutAdded(ReadOnlySpan<int> given)
    {
        TextEncoding frame = tokenizer.Encode("", options: _options);
        int before = 0;
        while (before < frame.Ids.Count && before < given.Length && given[before] == frame.Ids[before])
        {
            before++;
        }

        int after = frame.Ids.Count - before;
        for (int i = 0; i < after; i++)
        {
            if (given.Length - after + i < before || given[given.Length - after + i] != frame.Ids[before + i])
            {
                return given;
            }
        }

        return given[before..^after];
    }
}
