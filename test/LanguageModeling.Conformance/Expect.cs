using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace LanguageModeling.Conformance;

/// <summary>Assertions that say which rule was broken.</summary>
internal static class Expect
{
    public static void True(bool condition, string rule)
    {
        if (!condition)
        {
            Assert.Fail("Conformance: " + rule);
        }
    }

    /// <summary>Bad schemas are refused with the exception types that ML.NET uses for them.</summary>
    public static void Refusal(Action action, string what)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            True(
                e is ArgumentOutOfRangeException or InvalidOperationException,
                $"{what} must throw ArgumentOutOfRangeException or InvalidOperationException, but threw {e.GetType().Name}: {e.Message}");
            return;
        }

        Assert.Fail($"Conformance: {what} must throw, but did not.");
    }

    public static Exception? Thrown(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
