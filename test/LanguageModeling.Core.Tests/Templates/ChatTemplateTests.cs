using System.Text.Json.Nodes;

namespace LanguageModeling.Tests.Templates;

[TestClass]
public sealed class ChatTemplateTests
{
    [TestMethod]
    public void Render_Messages_WritesThemInOrder()
    {
        var template = new ChatTemplate("{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}{{ m.name }}\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}")
        {
            SpecialTokens = new Dictionary<string, string> { ["bos_token"] = "<s>" },
        };

        string text = template.Render(
            [new ChatTemplateMessage("system", "Be kind."), new ChatTemplateMessage("user", "Hi, ") { Members = new JsonObject { ["name"] = "Ann" } }],
            new ChatTemplateOptions { AddGenerationPrompt = true });

        Assert.AreEqual("<s>[system] Be kind.\n[user] Hi, Ann\n[assistant]", text);
    }

    [TestMethod]
    public void Render_GenerationBlocks_TellsTheirParts()
    {
        var template = new ChatTemplate("{% for m in messages %}{{ m.role }}:{% generation %}{{ m.content }}{% endgeneration %};{% endfor %}");
        var parts = new List<TextPart>();

        string text = template.Render([new ChatTemplateMessage("a", "xyz"), new ChatTemplateMessage("b", "")], generated: parts);

        Assert.AreEqual("a:xyz;b:;", text);
        Assert.AreSequenceEqual([new TextPart(2, 3), new TextPart(8, 0)], parts);
    }

    [TestMethod]
    public void Render_SameTemplateByManyThreads_GivesTheSame()
    {
        var template = new ChatTemplate("{% set ns = namespace(n=0) %}{% for i in range(200) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}");

        Parallel.For(0, 8, _ => Assert.AreEqual("19900", template.Render([]))); // 199 * 200 / 2
    }

    [TestMethod]
    [DataRow("a\n{% include 'x' %}", "t.jinja, line 2: the statement 'include' is not supported.")]
    [DataRow("{{ 1 }}\n\n{{ x|frobnicate }}", "t.jinja, line 3: the filter 'frobnicate' is not supported.")]
    [DataRow("{{ x is\n\nfrobnicated }}", "t.jinja, line 1: the test 'frobnicated' is not supported.")]
    [DataRow("{% for x in y recursive %}{% endfor %}", "t.jinja, line 1: recursive loops are not supported.")]
    [DataRow("{{ f(*x) }}", "t.jinja, line 1: \"*\" before an argument is not supported.")]
    public void Constructor_WhatIsNotSupported_IsRefusedByNameAndLine(string source, string message)
        => Assert.AreEqual(message, Assert.ThrowsExactly<NotSupportedException>(() => new ChatTemplate(source, "t.jinja")).Message);

    [TestMethod]
    [DataRow("a\n{{ frobnicate('x') }}", "t.jinja, line 2: the function 'frobnicate' is not supported.")]
    [DataRow("{{ 'x'.encode('x') }}", "t.jinja, line 1: the method 'encode' is not supported.")]
    [DataRow("{{ [].append(1) }}", "t.jinja, line 1: the method 'append' changes a list, which chat templates may not. Make a new list with {% set %}.")]
    [DataRow("{{ strftime_now('%G') }}", "t.jinja, line 1: \"%G\" of strftime_now is not supported.")]
    [DataRow("{{ [1]|map('nope')|list }}", "t.jinja, line 1: the filter 'nope' is not supported.")]
    [DataRow("{{ [1]|select('nope')|list }}", "t.jinja, line 1: the test 'nope' is not supported.")]
    [DataRow("{{ '%x' % 1 }}", "t.jinja, line 1: the format \"%x\" is not supported: use %s, %d, %r, %f, %.2f or %%.")]
    public void Render_WhatIsNotSupported_IsRefusedByNameAndLine(string source, string message)
        => Assert.AreEqual(message, Assert.ThrowsExactly<NotSupportedException>(() => new ChatTemplate(source, "t.jinja").Render([])).Message);

    [TestMethod]
    [DataRow("{{ 1", "t.jinja, line 1: the tag is never closed. Close it with \"}}\".")]
    [DataRow("a\n{% if x %}\nb", "t.jinja, line 2: \"if\" is never closed. Close it with {% endif %}.")]
    [DataRow("{# a", "t.jinja, line 1: the comment is never closed. Close it with \"#}\".")]
    [DataRow("{% raw %}a", "t.jinja, line 1: \"raw\" is never closed. Close it with {% endraw %}.")]
    [DataRow("{% endif %}", "t.jinja, line 1: \"endif\" closes nothing that is open here.")]
    [DataRow("{% break %}", "t.jinja, line 1: \"break\" stands outside of a loop.")]
    [DataRow("{{ 'a }}", "t.jinja, line 1: the string is never closed. Close it with '.")]
    [DataRow("{{ 1 + }}", "t.jinja, line 1: expected an expression but found \"}}\".")]
    [DataRow("{{ 1 2 }}", "t.jinja, line 1: expected \"}}\" but found \"2\".")]
    [DataRow("{{ a) }}", "t.jinja, line 1: \")\" closes nothing. Remove it, or open the bracket.")]
    [DataRow("{{ $ }}", "t.jinja, line 1: the character \"$\" cannot stand in an expression.")]
    [DataRow("{{ 99999999999999999999 }}", "t.jinja, line 1: the number 99999999999999999999 is too large for 64 bits.")]
    [DataRow("{% set none = 1 %}", "t.jinja, line 1: a value cannot be assigned to none.")]
    [DataRow("{{ '\\u12' }}", "t.jinja, line 1: \"\\u\" in a string needs 4 hexadecimal digits of a character's number after it.")]
    public void Constructor_Mistake_NamesLineAndCure(string source, string message)
        => Assert.AreEqual(message, Assert.ThrowsExactly<InvalidDataException>(() => new ChatTemplate(source, "t.jinja")).Message);

    [TestMethod]
    [DataRow("a\n\n{{ x.y }}", "t.jinja, line 3: 'x' is undefined, so it has no 'y'.")]
    [DataRow("{{ 1 + 'a' }}", "t.jinja, line 1: \"+\" cannot be applied to an integer and a string.")]
    [DataRow("{{ x + 'a' }}", "t.jinja, line 1: \"+\" cannot be applied to an undefined value and a string: 'x' is undefined.")]
    [DataRow("{{ 1 // 0 }}", "t.jinja, line 1: division by zero.")]
    [DataRow("{{ 9223372036854775807 + 1 }}", "t.jinja, line 1: a number is too large for 64 bits.")]
    [DataRow("{% for x in 5 %}{% endfor %}", "t.jinja, line 1: an integer has no items to go through.")]
    [DataRow("{% for x, y in [[1]] %}{% endfor %}", "t.jinja, line 1: 1 values cannot be assigned to 2 names.")]
    [DataRow("{% set a = 1 %}{% set a.b = 2 %}", "t.jinja, line 1: 'a' is no namespace, so its 'b' cannot be set. Make it with namespace().")]
    [DataRow("{{ 'a'|replace('b') }}", "t.jinja, line 1: the filter 'replace' needs 'new'.")]
    [DataRow("{{ 'a'|trim(1, 2) }}", "t.jinja, line 1: the filter 'trim' takes at most 1 arguments, but got 2.")]
    [DataRow("{{ 'a'|upper(b=1) }}", "t.jinja, line 1: the filter 'upper' has no parameter 'b'.")]
    [DataRow("{{ x|tojson }}", "t.jinja, line 1: the filter 'tojson' cannot write an undefined value: 'x' is undefined.")]
    public void Render_Fault_NamesLineAndReason(string source, string message)
        => Assert.AreEqual(message, Assert.ThrowsExactly<InvalidDataException>(() => new ChatTemplate(source, "t.jinja").Render([])).Message);

    [TestMethod]
    public void Render_RaiseException_IsTheArgumentsFault()
    {
        var template = new ChatTemplate("\n{{ raise_exception('Roles must alternate') }}");

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => template.Render([]));

        Assert.StartsWith("chat template, line 2, refuses the chat: Roles must alternate", error.Message);
    }

    [TestMethod]
    [DataRow("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "takes more than 5000000 steps")]
    [DataRow("{% set ns = namespace(x='ab') %}{% for a in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", "a text longer than 16777216 characters")]
    [DataRow("{% set ns = namespace(x=[1]) %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "takes more than 5000000 steps")]
    [DataRow("{{ 'abc' * 99999999999 }}", "a text longer than 16777216 characters")]
    [DataRow("{{ [1] * 99999999999 }}", "takes more than 5000000 steps")]
    [DataRow("{{ range(100001) }}", "range gives more than 100000 numbers")]
    [DataRow("{{ 'x'|center(99999999) }}", "a text longer than 16777216 characters")]
    [DataRow("{{ ('a' * 1000)|replace('a', 'b' * 20000) }}", "a text longer than 16777216 characters")]
    [DataRow("{{ ('a' * 1000)|replace('', 'b' * 20000) }}", "a text longer than 16777216 characters")]
    [DataRow("{{ ('\\n' * 1000000)|indent(1000, blank=true) }}", "a text longer than 16777216 characters")]
    [DataRow("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "calls are nested more than 100 deep")]
    [DataRow("{% set ns = namespace(x=1) %}{% for a in range(90000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}", "nested too deeply")]
    [DataRow("{% set ns = namespace(x=1) %}{% for a in range(90000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}", "nested too deeply")]
    public void Render_HostileTemplate_StopsAtALimit(string source, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<InvalidDataException>(() => new ChatTemplate(source).Render([])).Message);

    [TestMethod]
    [DataRow("(", ")")]
    [DataRow("[", "]")]
    [DataRow("not ", "")]
    [DataRow("-", "")]
    [DataRow("1 if x else ", "")]
    public void Constructor_DeepNesting_IsRefused(string open, string close)
    {
        const int Depth = 200_000;
        string source = "{{ " + string.Concat(Enumerable.Repeat(open, Depth)) + "1" + string.Concat(Enumerable.Repeat(close, Depth)) + " }}";

        Assert.Contains("nested too deeply", Assert.ThrowsExactly<InvalidDataException>(() => new ChatTemplate(source)).Message);
    }

    [TestMethod]
    public void Render_LongChain_IsRefusedOrRendered()
    {
        string source = "{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 200_000)) + " }}";

        Assert.Contains("nested too deeply", Assert.ThrowsExactly<InvalidDataException>(() => new ChatTemplate(source).Render([])).Message);
    }

    [TestMethod]
    public void Render_Cancelled_Stops()
    {
        var template = new ChatTemplate("{% for a in range(100000) %}{{ a }}{% endfor %}");

        Assert.ThrowsExactly<OperationCanceledException>(() => template.Render([], new ChatTemplateOptions { CancellationToken = new CancellationToken(true) }));
    }
}
