using System.Reflection;
using Microsoft.ML;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace LanguageModeling.Conformance;

/// <summary>Finds components that nobody checks.</summary>
public static class ConformanceCoverage
{
    /// <summary>Fails if an estimator of a library has no conformance test, or one of its transformers is fitted by no estimator that has.</summary>
    /// <param name="library">Assembly with components.</param>
    /// <param name="tests">Assembly with test methods marked <see cref="ConformanceOfAttribute"/>.</param>
    public static void Check(Assembly library, Assembly tests)
    {
        HashSet<Type> tested = [.. tests.GetTypes()
            .SelectMany(t => t.GetMethods())
            .Where(m => m.IsDefined(typeof(TestMethodAttribute)))
            .SelectMany(m => m.GetCustomAttributes<ConformanceOfAttribute>())
            .Select(a => a.Estimator)];
        HashSet<Type> fitted = [.. tested.SelectMany(Fitted)];
        Type[] components = [.. library.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false })];
        Type[] untested =
        [
            .. components.Where(t => Fitted(t).Any() && !tested.Contains(t)),
            .. components.Where(t => typeof(ITransformer).IsAssignableFrom(t) && !fitted.Contains(t)),
        ];
        Assert.AreEqual(0, untested.Length, "No conformance test: " + string.Join(", ", untested.Select(t => t.Name)));
        Assert.AreNotEqual(0, components.Count(tested.Contains), "The tests cover no component of this library.");
    }

    private static IEnumerable<Type> Fitted(Type estimator)
        => estimator.GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEstimator<>))
            .Select(i => i.GetGenericArguments()[0]);
}
