using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace LanguageModeling;

/// <summary>Adds language modeling to <see cref="MLContext"/>.</summary>
public static class LanguageModelingExtensions
{
    private static readonly ConditionalWeakTable<MLContext, LanguageModelingCatalog> Catalogs = [];

    extension(MLContext context)
    {
        /// <summary>Trainers of language models, scoring, text generation and evaluation.</summary>
        public LanguageModelingCatalog LanguageModeling
        {
            get
            {
                ArgumentNullException.ThrowIfNull(context);
                return Catalogs.GetValue(context, static c => new LanguageModelingCatalog(c));
            }
        }
    }
}
