return await LanguageModeling.Cli.Commands.CommandLine.RunAsync(args);
