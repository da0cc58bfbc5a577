namespace Microsoft.ML.Data;

/// <summary>The one complaint of this assembly about values out of range.</summary>
internal static class Argument
{
    public static void Check(bool ok, string parameter)
    {
        if (!ok)
        {
            throw new ArgumentOutOfRangeException(parameter);
        }
    }
}
