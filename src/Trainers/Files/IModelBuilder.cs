using LanguageModeling.Layouts;

namespace LanguageModeling.Files;

/// <summary>A sink that makes a model in memory.</summary>
internal interface IModelBuilder : INgramSink
{
    /// <summary>The model; called after <see cref="INgramSink.End"/>.</summary>
    LayoutTables Finish();
}
