namespace LanguageModeling.Cli.Terminal;

/// <summary>A column of results.</summary>
/// <typeparam name="T">A result.</typeparam>
/// <param name="Name">Its name for programs.</param>
/// <param name="Header">Its name for people; null for a member of JSON objects only.</param>
/// <param name="Value">A string, number or list of these for each result, or null.</param>
internal sealed record ResultColumn<T>(string Name, string? Header, Func<T, object?> Value);
