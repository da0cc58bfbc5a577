using System.Text.Json;
using System.Text.Json.Nodes;

namespace LanguageModeling.Tests.Prompts;

[TestClass]
public sealed class PromptTemplateTests
{
    [TestMethod]
    // What lm-evaluation-harness's tasks look like; white space stays, as in its environment (keep_trailing_newline, no trim_blocks).
    [DataRow("Question: {{question}}\nAnswer:", "Question: Why?\nAnswer:")]
    [DataRow("{{question}} {{choices[label]}}\n", "Why? so\n")]
    [DataRow("{% if question %}\n{{question}}\n{% endif %}\n", "\nWhy?\n\n")]
    [DataRow("{% if question -%}\n{{question}}\n{%- endif %}", "Why?")]
    [DataRow("{% for c in choices %}{{'ABC'[loop.index0]}}. {{c}}\n{% endfor %}", "A. no\nB. so\n")]
    [DataRow("{{question.lower()|replace('?', '!')}}", "why!")]
    [DataRow("{{score}} {{half}} {{yes}} {{nothing}} {{row.a.b}}", "3 0.1 True None 7")]
    public void Render_Values_FillsThemIn(string source, string expected)
        => Assert.AreEqual(expected, new PromptTemplate(source).Render(new Dictionary<string, object?>
        {
            ["question"] = "Why?".AsMemory(),
            ["choices"] = new[] { "no", "so" },
            ["label"] = (byte)1,
            ["score"] = 3UL,
            ["half"] = 0.1f,
            ["yes"] = true,
            ["nothing"] = null,
            ["row"] = JsonNode.Parse("""{"a":{"b":7}}"""),
        }));

    [TestMethod]
    public void Render_JsonRow_TakesItsElements()
    {
        var row = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"q":"1+1","c":["2","3"],"meta":{"hard":false}}""")!;

        string text = new PromptTemplate("{{q}}={{c[0]}} {{meta.hard}}").Render(row.ToDictionary(pair => pair.Key, pair => (object?)pair.Value));

        Assert.AreEqual("1+1=2 False", text);
    }

    [TestMethod]
    [DataRow("{{b}} {{a}} {{b}}", "b a")]
    [DataRow("{% for x in x %}{{x}}{{loop.index}}{% endfor %}", "x")]
    [DataRow("{% set y = a|trim %}{{y}}{% set a = 1 %}{{a}}", "a")]
    [DataRow("{% set ns = namespace(n=0) %}{% for i in range(2) %}{% set ns.n = i %}{% endfor %}{{ns.n}}", "")]
    [DataRow("{% macro m(p, q=d) %}{{p}}{{q}}{{r}}{% endmacro %}{{m(s)}}", "d r s")]
    [DataRow("{% with v = w %}{{v}}{% endwith %}{{ a.b[c] if d is defined else e }}", "w d a c e")]
    public void Variables_OfATemplate_AreTheNamesItReadsAndDoesNotSet(string source, string names)
        => CollectionAssert.AreEquivalent(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), new PromptTemplate(source).Variables.ToArray());

    [TestMethod]
    public void Render_MissingValue_NamesItAndWhatIsThere()
        => Assert.AreEqual(
            "The prompt template needs \"question\", but the values are Question, answer. Add a value of that name, null for none. (Parameter 'values')",
            Assert.ThrowsExactly<ArgumentException>(
                () => new PromptTemplate("{{question}}").Render(new Dictionary<string, object?> { ["Question"] = "", ["answer"] = "" })).Message);

    [TestMethod]
    public void Render_ValueOfAnotherType_NamesIt()
        => Assert.AreEqual(
            "The value of \"a.b\" is a Guid. Give text, a Boolean, a number, a list or a dictionary.",
            Assert.ThrowsExactly<ArgumentException>(() => new PromptTemplate("{{a}}").Render(
                new Dictionary<string, object?> { ["a"] = new Dictionary<string, object?> { ["b"] = Guid.Empty } })).Message);

    [TestMethod]
    public void Constructor_Mistake_NamesTemplateAndLine()
        => Assert.AreEqual(
            "doc_to_text, line 2: the tag is never closed. Close it with \"}}\".",
            Assert.ThrowsExactly<InvalidDataException>(() => new PromptTemplate("a\n{{ b", "doc_to_text")).Message);

    [TestMethod]
    public void Render_EndlessTemplate_StopsAtTheLimit()
        => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => new PromptTemplate(
                "{% for i in range(9999) %}{% for j in range(9999) %}{{i}}{% endfor %}{% endfor %}").Render(new Dictionary<string, object?>())).Message,
            "takes more than 5000000 steps");
}
