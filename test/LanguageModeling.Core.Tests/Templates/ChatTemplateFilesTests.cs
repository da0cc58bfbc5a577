namespace LanguageModeling.Tests.Templates;

[TestClass]
public sealed class ChatTemplateFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chat").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Load_TokenizerConfig_ReadsTemplateAndSpecialTokens()
    {
        string path = Write("tokenizer_config.json", """
            { "bos_token": "<s>", "eos_token": { "content": "</s>", "lstrip": false }, "pad_token": null, "add_bos_token": true,
              "chat_template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ pad_token }}" }
            """);

        Assert.AreEqual("<s>hi</s>", ChatTemplate.Load(path).Render([new ChatTemplateMessage("user", "hi")]));
        Assert.AreEqual("<s>hi</s>", ChatTemplate.Load(_folder).Render([new ChatTemplateMessage("user", "hi")]));
    }

    [TestMethod]
    public void Load_NamedTemplates_TakesTheDefaultOrTheNamed()
    {
        string path = Write("tokenizer_config.json", """{ "chat_template": [ { "name": "default", "template": "D" }, { "name": "tool_use", "template": "T" } ] }""");

        Assert.AreEqual("D", ChatTemplate.Load(path).Source);
        Assert.AreEqual("T", ChatTemplate.Load(path, "tool_use").Source);
        Assert.AreSequenceEqual(["default", "tool_use"], ChatTemplate.GetNames(path));
        Assert.AreEqual(
            $"{path} has no chat template called \"rag\". It has: default, tool_use.",
            Assert.ThrowsExactly<InvalidDataException>(() => ChatTemplate.Load(path, "rag")).Message);
    }

    [TestMethod]
    public void Load_FolderWithTemplateFiles_PrefersThem()
    {
        Write("special_tokens_map.json", """{ "bos_token": "<b>" }""");
        Write("tokenizer_config.json", """{ "chat_template": "old" }""");
        Write("chat_template.jinja", "\uFEFF{{ bos_token }}new\n");
        Directory.CreateDirectory(Path.Combine(_folder, "additional_chat_templates"));
        Write("additional_chat_templates/tool_use.jinja", "tools");

        Assert.AreEqual("<b>new", ChatTemplate.Load(_folder).Render([]));
        Assert.AreEqual("tools", ChatTemplate.Load(_folder, "tool_use").Source);
        Assert.AreEqual("<b>new".Length - 3, ChatTemplate.Load(Path.Combine(_folder, "chat_template.jinja")).Render([]).Length);
    }

    [TestMethod]
    [DataRow("{", "is not JSON: ")]
    [DataRow("[]", "its content is no object. Fetch the file again, or give the template as a file.")]
    [DataRow("{ \"chat_template\": 5 }", "chat_template is Number, neither a string nor a list of templates.")]
    [DataRow("{ \"chat_template\": [ { \"name\": \"a\" } ] }", "an entry of chat_template lacks its name or template.")]
    [DataRow("{ \"bos_token\": { } }", "bos_token has no content.")]
    [DataRow("{ }", "has no chat template: neither chat_template in tokenizer_config.json nor chat_template.jinja.")]
    [DataRow("{ \"chat_template\": \"{{ 1\" }", "tokenizer_config.json, chat_template, line 1: the tag is never closed.")]
    public void Load_DamagedConfig_NamesFileAndFault(string json, string message)
    {
        string path = Write("tokenizer_config.json", json);

        string error = Assert.ThrowsExactly<InvalidDataException>(() => ChatTemplate.Load(path)).Message;

        Assert.StartsWith(path, error);
        Assert.Contains(message, error);
    }

    [TestMethod]
    public void Load_NoFile_SaysSo()
    {
        string path = Path.Combine(_folder, "none.jinja");

        Assert.StartsWith($"{path} does not exist.", Assert.ThrowsExactly<FileNotFoundException>(() => ChatTemplate.Load(path)).Message);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
