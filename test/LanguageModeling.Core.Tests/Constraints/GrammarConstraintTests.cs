namespace LanguageModeling.Tests.Constraints;

[TestClass]
public class GrammarConstraintTests
{
    private const string Arithmetic = """
        # sums of products
        root ::= term ("+" term)*
        term ::= factor ("*" factor)*
        factor ::= [0-9]+ | "(" root ")"   # a number, or a sum in parentheses
        """;

    [TestMethod]
    [DataRow("1+2*3", true)]
    [DataRow("(1+2)*((3))", true)]
    [DataRow("(1+2", false)]
    [DataRow("1+", false)]
    [DataRow("", false)]
    public void IsMatch_RecursiveGrammar_TellsItsTexts(string text, bool expected)
        => Assert.AreEqual(expected, GenerationConstraint.Grammar(Arithmetic).IsMatch(text));

    [TestMethod]
    [DataRow("root ::= \"a\\n\\\"\\x41\\u4e2d\\U0001F600\"", "a\n\"A中😀")]
    [DataRow("root ::= [^\\n]{2,3}", "x😀")]
    [DataRow("root ::= \"yes\" | \"no\" [.!]?", "no!")]
    [DataRow("root ::= (\n  \"a\"\n  | b-2\n)+\nb-2 ::= .", "aza")]
    [DataRow("root ::= [a-c-]{3}", "b-c")]
    [DataRow("root ::= \"\" | \"x\" root", "xxxx")]
    [DataRow("root ::= empty root2\r\nempty ::= \"\"\r\nroot2 ::= [x]*", "xx")]
    public void IsMatch_Notation_IsUnderstood(string grammar, string text) => Assert.IsTrue(GenerationConstraint.Grammar(grammar).IsMatch(text));

    [TestMethod]
    public void IsMatch_VeryDeepText_NeedsNoRecursion()
    {
        var constraint = GenerationConstraint.Grammar("root ::= \"(\" root \")\" | \"x\"");

        Assert.IsTrue(constraint.IsMatch(new string('(', 10_000) + "x" + new string(')', 10_000)));
        Assert.IsFalse(constraint.IsMatch(new string('(', 10_000) + "x" + new string(')', 9_999)));
    }

    [TestMethod]
    public void Grammar_LongChainOfRules_NeedsNoRecursion()
    {
        string rules = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"r{i} ::= r{i + 1} \"\""));

        Assert.IsTrue(GenerationConstraint.Grammar($"root ::= r0\n{rules}\nr20000 ::= \"x\"").IsMatch("x"));
    }

    [TestMethod]
    [DataRow("x ::= \"a\"", "The grammar has no rule \"root\".")]
    [DataRow("root ::= missing", "The grammar has no rule \"missing\".")]
    [DataRow("root ::= \"a\"\nroot ::= \"b\"", "line 2: the rule \"root\" is there already")]
    [DataRow("root = \"a\"", "expected \"::=\" but found \"=\"")]
    [DataRow("root ::= \"a", "the pattern ends too soon")]
    [DataRow("root ::= (\"a\"", "expected \")\" but found the end")]
    [DataRow("root ::= \"a\" )", "did not expect \")\"")]
    [DataRow("root ::= [z-a]", "from a lower character to a higher one")]
    [DataRow("root ::= \"\\q\"", "the escape \"\\q\" is not supported")]
    [DataRow("root ::= root \"a\" | \"b\"", "The rule \"root\" begins with itself")]
    [DataRow("root ::= a\na ::= [ ]* b \"x\"\nb ::= a | \"y\"", "begins with itself")]
    public void Grammar_Malformed_NamesPlaceAndProblem(string grammar, string message)
        => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Grammar(grammar)).Message, message);

    [TestMethod]
    public void Choices_EmptyOne_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Choices());
        Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Choices("a", ""));
        Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Choices("\uD83D"));
    }

    [TestMethod]
    public void Parse_KindAndSource_MakesTheSameConstraint()
    {
        GenerationConstraint[] all =
        [
            GenerationConstraint.Choices("a\nb", "c\""), GenerationConstraint.Regex("a+"), GenerationConstraint.Json,
            GenerationConstraint.JsonSchema("{\"type\":\"integer\"}"), GenerationConstraint.Grammar("root ::= \"x\""),
        ];
        string[] texts = ["a\nb", "c\"", "aa", "12", "x"];
        foreach (GenerationConstraint constraint in all)
        {
            var parsed = GenerationConstraint.Parse(constraint.Kind, constraint.Source);

            CollectionAssert.AreEqual(Array.ConvertAll(texts, constraint.IsMatch), Array.ConvertAll(texts, parsed.IsMatch), constraint.ToString());
        }

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Parse("xml", "")).Message, "No constraint is called \"xml\"");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => GenerationConstraint.Parse("choices", "a")).Message, "must be a JSON array");
    }
}
