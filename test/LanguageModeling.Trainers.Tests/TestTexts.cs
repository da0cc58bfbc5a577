using System.Text;
using LanguageModeling.Counting;
using LanguageModeling.Estimation;

namespace LanguageModeling.Tests;

/// <summary>Texts for the tests.</summary>
internal static class TestTexts
{
    /// <summary>Two sentences small enough to work by hand: a is always first, b and c follow it once each.</summary>
    public const string Small = "a b\na c\n";

    /// <summary>A text that is the same at each call, with word frequencies that fall as in language (w1, w2, …) and pairs that stay together.</summary>
    public static string Generated(int lines)
    {
        var random = new Random(42); // a seeded Random gives the same numbers in all versions
        var text = new StringBuilder();
        for (int line = 0; line < lines; line++)
        {
            int word = 0;
            for (int length = random.Next(12); length > 0; length--)
            {
                word = NextWord(word, random);
                text.Append('w').Append(word).Append(' ');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A word from w1 to w400: half the time one that goes with the word before, else any, w_r being r times as rare as w1.</summary>
    public static int NextWord(int word, Random random)
    {
        double place = random.Next(2) == 0 ? word * 0.618 % 1 : random.NextDouble();
        return (int)Math.Pow(400, place);
    }

    public static Stream ToStream(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static NgramLanguageModel Train(string text, NgramOptions options) => NgramLanguageModel.TrainFromText(ToStream(text), options);

    /// <summary>Trains by the plain code, which the fast one must equal.</summary>
    public static NgramLanguageModel TrainPlain(string text, NgramOptions options, bool fixedIds = false)
    {
        var corpus = new TokenCorpus(options.Order, TextCorpusReader.Beginning, TextCorpusReader.End);
        var reader = new TextCorpusReader(options, new TextReadingOptions(), corpus);
        reader.Read(ToStream(text), "text");
        reader.Finish();
        return NgramTraining.Train(corpus, reader.Vocabulary, fixedIds, options);
    }

    /// <summary>The ARPA form of a model, as text.</summary>
    public static string ToArpa(NgramLanguageModel model)
    {
        var stream = new MemoryStream();
        model.SaveArpa(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static NgramLanguageModel FromArpa(string arpa, ArpaReadingOptions? options = null) => NgramLanguageModel.LoadArpa(ToStream(arpa), options);

    /// <summary>P(word | context), words separated by spaces.</summary>
    public static double Probability(NgramLanguageModel model, string context, string word)
    {
        int[] ids = [.. context.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(token => model.Vocabulary.GetId(token))];
        return Math.Exp(model.Query(ids, model.Vocabulary.GetId(word)).LogProbability);
    }
}
