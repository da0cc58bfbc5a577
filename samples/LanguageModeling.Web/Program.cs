using LanguageModeling;
using LanguageModeling.Web;

if (args is not [string path, ..])
{
    Console.Error.WriteLine("Usage: dotnet run --project samples/LanguageModeling.Web -- MODEL [--urls http://127.0.0.1:5000]");
    return 2;
}

try
{
    (TextLanguageModel model, GenerationOptions defaults) = CompletionModel.Load(path);
    await CompletionApp.Create(model, args[1..], defaults).RunAsync();
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException or InvalidOperationException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
