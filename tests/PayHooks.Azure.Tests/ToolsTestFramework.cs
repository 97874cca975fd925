using System.Reflection;
using PayHooks.Azure.Tests.Functions.Platform;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("PayHooks.Azure.Tests.ToolsTestFramework", "PayHooks.Azure.Tests")]

namespace PayHooks.Azure.Tests;

/// <summary>Marks tests that run against Azurite. Without it they are skipped, the inherited ones of a contract too.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NeedsAzuriteAttribute : Attribute;

/// <summary>Marks tests that run Azure Functions Core Tools. Without them they are skipped, the inherited ones of a contract too.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsCoreToolsAttribute : Attribute;

/// <summary>Runs the tests, and skips those that need a tool that is not installed.</summary>
public sealed class ToolsTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(
                [.. testCases.Select(test => MissingFor(test.TestMethod) is { } why ? new Skipped(DiagnosticMessageSink, test, why) : test)],
                executionMessageSink,
                executionOptions);

        private static string? MissingFor(ITestMethod test) =>
            Azurite.Executable is null && Needs<NeedsAzuriteAttribute>(test) ? Azurite.HowToInstall
            : CoreToolsHost.Tool is null && Needs<NeedsCoreToolsAttribute>(test) ? CoreToolsHost.HowToInstall
            : null;

        private static bool Needs<T>(ITestMethod test) =>
            test.TestClass.Class.ToRuntimeType().IsDefined(typeof(T)) || test.Method.ToRuntimeMethod().IsDefined(typeof(T));
    }

#pragma warning disable xUnit3001 // made when the tests run, never from a stored list
    private sealed class Skipped(IMessageSink diagnostics, IXunitTestCase test, string why) : XunitTestCase(
        diagnostics, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, test.TestMethod, test.TestMethodArguments)
    {
        protected override string GetSkipReason(IAttributeInfo factAttribute) =>
            base.GetSkipReason(factAttribute) ?? $"NOT RUN: {why}";
    }
#pragma warning restore xUnit3001
}
