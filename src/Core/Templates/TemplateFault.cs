namespace LanguageModeling.Templates;

/// <summary>Something went wrong while a template was read or rendered; whoever catches it knows the template's name and line.</summary>
internal class TemplateFault(string message) : Exception(message);

/// <summary>The template itself called <c>raise_exception</c>.</summary>
internal sealed class TemplateRefusal(string message) : TemplateFault(message);

/// <summary>The template uses something that this interpreter does not have.</summary>
internal sealed class TemplateLack(string message) : TemplateFault(message);
