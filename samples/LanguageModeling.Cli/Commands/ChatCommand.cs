using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm chat</c>: talks with a model, under its chat template.</summary>
internal static class ChatCommand
{
    private const string Prompt = "> ";

    // Ids carry whatever marks the turns themselves.
    private const string IdTemplate = "{% for message in messages %}{{ message.content }} {% endfor %}";

    public static Command Create()
    {
        var model = new ModelArguments();
        var message = new Argument<string?>("MESSAGE")
        {
            Description = "What to say; prints the answer and ends. Without it, each line of standard input is said in turn.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var system = new Option<string?>("--system") { Description = "Instructions that the chat begins with.", HelpName = "TEXT" };
        var template = new Option<string?>("--template")
        {
            Description = "Chat template (Jinja). Default: the one beside the model; with --ids, all ids so far one after another.",
            HelpName = "FILE",
        };
        var settings = new GenerationSettings();
        var command = new Command("chat", "Chat with a model.") { model, message, system, template };
        settings.AddTo(command);
        command.SetWork(async (parsed, output, cancellationToken) =>
        {
            TextLanguageModel loaded = model.Load(parsed);
            ChatTemplate chat = parsed.GetValue(template) is { } file ? ChatTemplate.Load(file)
                : model.TakesIds(parsed) ? new ChatTemplate(IdTemplate)
                : TemplateOf(loaded, model.GetPath(parsed));
            GenerationOptions options = settings.Read(parsed, loaded);
            using var session = new GenerationSession(loaded); // each turn costs what is new in it
            List<ChatTemplateMessage> messages = parsed.GetValue(system) is { } instructions ? [new("system", instructions)] : [];
            IEnumerable<string> lines = parsed.GetValue(message) is { } only ? [only] : ReadLines(output);
            foreach (string line in lines)
            {
                messages.Add(new ChatTemplateMessage("user", line));
                string prompt = chat.Render(messages, new ChatTemplateOptions { AddGenerationPrompt = true, CancellationToken = cancellationToken });
                string answer = await GenerateCommand.StreamAsync(output, session.GenerateStreamAsync(prompt, options, cancellationToken)).ConfigureAwait(false);
                messages.Add(new ChatTemplateMessage("assistant", answer));
            }
        });
        return command;
    }

    private static ChatTemplate TemplateOf(TextLanguageModel model, string path)
        => ModelFile.OnnxOf(model)?.ChatTemplate ?? throw new InvalidDataException(
            $"{path} has no chat template (chat_template.jinja, or chat_template in tokenizer_config.json). Give one with --template, or use lm generate.");

    private static IEnumerable<string> ReadLines(Output output)
    {
        while (true)
        {
            if (output.IsTerminal && !Console.IsInputRedirected)
            {
                output.Writer.Write(Prompt);
            }

            switch (Console.In.ReadLine())
            {
                case null:
                    yield break;
                case { Length: > 0 } line:
                    yield return line;
                    break;
            }
        }
    }
}
