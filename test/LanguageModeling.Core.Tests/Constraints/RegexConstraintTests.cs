using System.Text.RegularExpressions;
using LanguageModeling.Constraints;

namespace LanguageModeling.Tests.Constraints;

[TestClass]
public class RegexConstraintTests
{
    [TestMethod]
    [DataRow("abc", "abc", true)]
    [DataRow("abc", "abcd", false)]
    [DataRow("abc", "ab", false)]
    [DataRow("^abc$", "abc", true)]
    [DataRow("a|bc|", "", true)]
    [DataRow("a|bc|", "bc", true)]
    [DataRow("(a|b)*c", "abbac", true)]
    [DataRow("(?:a|b){2,3}", "ab", true)]
    [DataRow("(?:a|b){2,3}", "abab", false)]
    [DataRow("(?<year>[0-9]{4})", "2026", true)]
    [DataRow("a{2,}", "aaaa", true)]
    [DataRow("a{2}", "a", false)]
    [DataRow("(a?b?)*", "abba", true)]
    [DataRow("((a*)*)*b", "aab", true)]
    [DataRow(@"\d+(\.\d+)?", "3.14", true)]
    [DataRow(@"\d+(\.\d+)?", "3.", false)]
    [DataRow(@"[^0-9]", "7", false)]
    [DataRow(@"[^0-9]", "七", true)]
    [DataRow("[一-龥]+", "语言模型", true)]
    [DataRow("[😀-😎]", "😃", true)]
    [DataRow("[😀-😎]", "😐", false)]
    [DataRow(".", "😀", true)]
    [DataRow(".", "\n", false)]
    [DataRow(@"[\]\-a]+", "]-a", true)]
    [DataRow("[]]", "]", true)]
    [DataRow("[a-]", "-", true)]
    [DataRow(@"\u4e2d\x41", "中A", true)]
    [DataRow(@"\s\S\w\W\D", " a_-x", true)]
    [DataRow("a+?b*?c??", "aab", true)]
    public void IsMatch_Pattern_TellsWholeTexts(string pattern, string text, bool expected)
        => Assert.AreEqual(expected, GenerationConstraint.Regex(pattern).IsMatch(text));

    [TestMethod]
    public void IsMatch_TextEscapedByNet_TellsThatText()
    {
        string text = string.Concat(Enumerable.Range(1, 126).Select(code => (char)code)) + "é😀";

        Assert.IsTrue(GenerationConstraint.Regex(Regex.Escape(text)).IsMatch(text));
        Assert.IsTrue(GenerationConstraint.Regex(@"[\#\ \""\@\~]{5}").IsMatch("# \"@~"));
    }

    [TestMethod]
    public void IsMatch_RandomPatterns_AgreesWithTheRegexOfNet()
    {
        var random = new Random(7);
        int matches = 0;
        for (int i = 0; i < 400; i++)
        {
            string pattern = RandomPattern(random, 3);
            var constraint = GenerationConstraint.Regex(pattern);
            var reference = new Regex($"^(?:{pattern})\\z", RegexOptions.CultureInvariant);
            for (int j = 0; j < 30; j++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "abcé"[random.Next(4)]));
                bool expected = reference.IsMatch(text);
                matches += expected ? 1 : 0;
                Assert.AreEqual(expected, constraint.IsMatch(text), $"{pattern} on \"{text}\"");
            }
        }

        Assert.IsGreaterThan(1000, matches); // neither all nor none
    }

    [TestMethod]
    [DataRow("(ab", "at character 3: expected \")\" but found the end")]
    [DataRow("ab)", "at character 2: \")\" closes no group")]
    [DataRow("[ab", "at character 3: the pattern ends too soon")]
    [DataRow("[b-a]", "from a lower character to a higher one")]
    [DataRow("[[a]", "\"[\" inside a class is not supported")]
    [DataRow("*a", "\"*\" repeats nothing")]
    [DataRow("a**", "\"*\" after a repetition is not supported")]
    [DataRow("a{3,2}", "{3,2} is the wrong way round")]
    [DataRow("a{x}", "expected a number up to 1000000 but found \"x\"")]
    [DataRow("a$b", "\"$\" is supported at the end only")]
    [DataRow("(a$)", "\"$\" is supported at the end only")]
    [DataRow("a^", "\"^\" is supported at the start only")]
    [DataRow("(?=a)", "look-around and options inside groups are not supported")]
    [DataRow("(?<!a)", "look-around and options inside groups are not supported")]
    [DataRow("(?i)a", "look-around and options inside groups are not supported")]
    [DataRow(@"(a)\1", "references to groups are not supported")]
    [DataRow(@"\bword", "the escape \"\\b\" is not supported")]
    [DataRow(@"\u00g0", "expected 4 hexadecimal digits")]
    [DataRow("\\", "the pattern ends too soon")]
    [DataRow("(a{1000}){1000}{1000}", "\"{\" after a repetition is not supported")]
    public void Regex_BadPattern_NamesPlaceAndProblem(string pattern, string message)
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Regex(pattern)).Message, message);
    }

    [TestMethod]
    public void Regex_TooManyRepetitions_IsRefused()
        => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Regex("(ab?){1000000}")).Message, "more than 1000000 symbols");

    [TestMethod]
    public void Regex_DeepNesting_IsRefused()
        => StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Regex(new string('(', 100_000))).Message, "nested more than 200 levels deep");

    [TestMethod]
    public void Utf8Ranges_RandomRanges_CoverExactlyTheirCharacters()
    {
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            int first = RandomCodePoint(random);
            int last = RandomCodePoint(random);
            var set = CodePointSet.Of((Math.Min(first, last), Math.Max(first, last)));
            var constraint = ByteGrammarCompiler.Compile(new Grammar(new Expression.Characters(set)));
            foreach (int codePoint in (int[])[first - 1, first, first + 1, last - 1, last, last + 1, RandomCodePoint(random), RandomCodePoint(random)])
            {
                if (System.Text.Rune.IsValid(codePoint))
                {
                    Assert.AreEqual(set.Contains(codePoint), Accepts(constraint, codePoint), $"U+{codePoint:X} in U+{first:X} … U+{last:X}");
                }
            }
        }
    }

    private static bool Accepts(ByteGrammar grammar, int codePoint)
    {
        var automaton = new GrammarAutomaton(grammar);
        GrammarAutomaton.State? state = automaton.Start;
        foreach (byte value in System.Text.Encoding.UTF8.GetBytes(char.ConvertFromUtf32(codePoint)))
        {
            state = state is null ? null : automaton.Step(state, value);
        }

        return state?.Accepts == true;
    }

    private static int RandomCodePoint(Random random)
    {
        int codePoint = random.Next(4) switch { 0 => random.Next(0x80), 1 => random.Next(0x800), 2 => random.Next(0x10000), _ => random.Next(0x110000) };
        return System.Text.Rune.IsValid(codePoint) ? codePoint : 0xE000;
    }

    private static string RandomPattern(Random random, int depth)
    {
        if (depth == 0)
        {
            return random.Next(6) switch { 0 => "a", 1 => "b", 2 => "[ab]", 3 => "[^a]", 4 => "é", _ => "." };
        }

        string inner = RandomPattern(random, depth - 1);
        return random.Next(6) switch
        {
            0 => $"({inner})*",
            1 => $"({inner})?{RandomPattern(random, depth - 1)}",
            2 => $"({inner}|{RandomPattern(random, depth - 1)})",
            3 => $"({inner}){{1,2}}",
            4 => $"({inner})+",
            _ => inner + RandomPattern(random, depth - 1),
        };
    }
}
