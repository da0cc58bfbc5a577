using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

/// <summary><c>lm chat</c> with a tiny model whose template is "t1 MESSAGE t2 … t3".</summary>
[TestClass]
public sealed class ChatTests
{
    private const string Template = "{% for m in messages %}{{ 't4' if m.role == 'system' else 't1' }} {{ m.content|trim }} t2 {% endfor %}{% if add_generation_prompt %}t3{% endif %}";

    private static readonly TemporaryFolder Folder = new();
    private static readonly ReferenceDecoder Reference = new(ExportedDecoder.Weights(ExportedForm.Fused));

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        ExportedDecoder.Write(ExportedForm.Fused, Folder.Path);
        TinyTokenizer.Write(Folder.Path, 96);
        File.WriteAllText(Folder.File("config.json"), """{ "model_type": "gpt2", "n_positions": 64 }""");
        File.WriteAllText(Folder.File("generation_config.json"), """{ "do_sample": false, "max_new_tokens": 5 }""");
        File.WriteAllText(Folder.File("chat_template.jinja"), Template);
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void Chat_Message_AnswersUnderTemplateAndGenerationConfig()
    {
        string answer = Lm.Run("chat", Folder.Path, "t5 t17").Succeeds().Output;

        Assert.AreEqual(TinyTokenizer.Text(Greedy([1, 5, 17, 2, 3], 5)), answer.Trim());
    }

    [TestMethod]
    public void Chat_Lines_AreTurnsOfOneConversation()
    {
        string[] answers = Lm.RunWithText("t5\n\nt6\n", "chat", Folder.Path, "--system", "t7", "--max-tokens", "4").Succeeds().Lines;

        Assert.HasCount(2, answers);
        int[] first = Greedy([4, 7, 2, 1, 5, 2, 3], 4);
        Assert.AreEqual(TinyTokenizer.Text(first), answers[0].Trim());
        Assert.AreEqual(TinyTokenizer.Text(Greedy([4, 7, 2, 1, 5, 2, 1, .. first, 2, 1, 6, 2, 3], 4)), answers[1].Trim());
    }

    [TestMethod]
    public void Chat_TemplateOfOnesOwn_TakesThePlaceOfTheModels()
    {
        File.WriteAllText(Folder.File("mine.jinja"), "t9 {{ messages[0].content }}");

        string answer = Lm.Run("chat", Folder.Path, "t5", "--template", Folder.File("mine.jinja")).Succeeds().Output;

        Assert.AreEqual(TinyTokenizer.Text(Greedy([9, 5], 5)), answer.Trim());
    }

    [TestMethod]
    public void Chat_Ids_GoOnAfterAllIdsSoFar()
    {
        string[] answers = Lm.RunWithText("5 17\n6\n", "chat", Folder.Path, "--ids").Succeeds().Lines;

        int[] first = Greedy([5, 17], 5); // generation_config.json counts with ids, too
        Assert.AreEqual(string.Join(' ', first), answers[0].Trim());
        Assert.AreEqual(string.Join(' ', Greedy([5, 17, .. first, 6], 5)), answers[1].Trim());
    }

    [TestMethod]
    public void Chat_ModelWithoutTemplate_SaysWhatToDo()
        => Lm.Run("chat", TestFiles.PathOf("model.arpa"), "hi").Fails(1, "has no chat template", "--template");

    private static int[] Greedy(int[] ids, int count)
    {
        List<int> all = [.. ids];
        for (int i = 0; i < count; i++)
        {
            double[] logits = Reference.Logits([.. all])[^1];
            all.Add(Array.IndexOf(logits, logits.Max()));
        }

        return [.. all.Skip(ids.Length)];
    }
}
