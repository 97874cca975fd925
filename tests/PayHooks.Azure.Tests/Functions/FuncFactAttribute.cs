namespace PayHooks.Azure.Tests.Functions;

/// <summary>A test that runs the real host.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FuncFactAttribute : FactAttribute
{
    public FuncFactAttribute()
    {
        if (FuncHost.Tool is null)
        {
            Skip = "NOT RUN: Azure Functions Core Tools (func) are not on PATH. Install them: npm install --global "
                + "azure-functions-core-tools@4.15.1";
        }
    }
}
