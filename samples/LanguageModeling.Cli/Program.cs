using LanguageModeling.Cli.Text;
using LanguageModeling.Cli.Terminal;
using var o = new Output();
try {
for (int i=0;i<10000000;i++) o.WriteLine($"{i} line");
} catch (IOException e) { Console.Error.WriteLine($"{e.GetType()} {e.Message} {e.HResult} {Output.IsClosedPipe(e)}"); }
