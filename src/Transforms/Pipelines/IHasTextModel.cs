namespace LanguageModeling.Pipelines;

/// <summary>A transformer that holds a language model with its codec.</summary>
internal interface IHasTextModel
{
    TextLanguageModel Model { get; }
}
