using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("PayHooks.Azure.Tests.AzuriteTestFramework", "PayHooks.Azure.Tests")]

namespace PayHooks.Azure.Tests;

/// <summary>Marks tests that run against Azurite. Without it they are skipped, the inherited ones of a contract too.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NeedsAzuriteAttribute : Attribute;

/// <summary>Runs the tests, and skips those that need Azurite where it is not installed.</summary>
public sealed class AzuriteTestFramework(IMessageSink messages) : XunitTestFramework(messages)
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
            Azurite.Executable is null
                ? [.. testCases.Select(test => NeedsAzurite(test.TestMethod) ? new Skipped(DiagnosticMessageSink, test) : test)]
                : testCases,
            executionMessageSink,
            executionOptions);

        private static bool NeedsAzurite(ITestMethod test) =>
            test.TestClass.Class.ToRuntimeType().IsDefined(typeof(NeedsAzuriteAttribute))
                || test.Method.ToRuntimeMethod().IsDefined(typeof(NeedsAzuriteAttribute));
    }

#pragma warning disable xUnit3001 // made when the tests run, never from a stored list
    private sealed class Skipped(IMessageSink diagnostics, IXunitTestCase test) : XunitTestCase(
        diagnostics, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, test.TestMethod, test.TestMethodArguments)
    {
        protected override string GetSkipReason(IAttributeInfo factAttribute) =>
            base.GetSkipReason(factAttribute) ?? $"NOT RUN: {Azurite.HowToInstall}";
    }
#pragma warning restore xUnit3001
}
