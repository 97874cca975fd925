using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment.Installing;

/// <summary>Programs come in one exact version from one place, and their install scripts do not run.</summary>
public sealed class InstallTests
{
    [Fact]
    public void Documents_show_no_install_that_somebody_else_can_answer()
    {
        var documents = Repository.Files("*.md").ToArray();
        Assert.Contains("README.md", documents);
        Assert.Contains("docs/providers.md", documents);
        Assert.Empty(documents.SelectMany(file => InDocument(Repository.Read(file)).Select(problem => $"{file}: {problem}")));
    }

    [Fact]
    public void Scripts_run_no_install_that_somebody_else_can_answer()
    {
        var scripts = Repository.Files("*.sh")
            .Concat(Repository.Files("*").Where(file => file.StartsWith(".ci/", StringComparison.Ordinal))).ToArray();
        Assert.Contains(".ci/run", scripts);
        Assert.Contains("infra/smoke-test.sh", scripts);
        Assert.Empty(scripts.SelectMany(file => InScript(Repository.Read(file)).Select(problem => $"{file}: {problem}")));
    }

    [Theory]
    [InlineData("npm ci --ignore-scripts --prefix tests/tools")]
    [InlineData("npm run build")]
    [InlineData("command -v npm")]
    [InlineData("npx --no-install azurite")]
    [InlineData("dotnet tool install --global PayHooks.Cli --version 0.1.0 --source artifacts")]
    [InlineData("dotnet tool install PayHooks.Cli@0.1.0-rc.1 --source=artifacts --tool-path x")]
    [InlineData("dotnet tool run payhooks")]
    [InlineData("az bicep install --version v0.49.2")]
    [InlineData("bash infra/smoke-test.sh")]
    public void A_command_that_is_pinned_passes(string script) => Assert.Empty(InScript(script));

    [Theory]
    [InlineData("dotnet tool install PayHooks.Cli --tool-path x --source drop", "without an exact --version")]
    [InlineData("dotnet tool install PayHooks.Cli --version 0.1.* --source drop", "without an exact --version")]
    [InlineData("dotnet tool install PayHooks.Cli --version [0.1,) --source drop", "without an exact --version")]
    [InlineData("dotnet tool install PayHooks.Cli --version $(version) --source drop", "without an exact --version")]
    [InlineData("dotnet tool install PayHooks.Cli --version 0.1.0", "without --source")]
    [InlineData("dotnet tool install PayHooks.Cli --version 0.1.0 --add-source drop", "--add-source")]
    [InlineData("dotnet tool install PayHooks.Cli --version 0.1.0 --source a --add-source=drop", "--add-source")]
    [InlineData("dotnet tool update --global PayHooks.Cli --source drop", "without an exact --version")]
    [InlineData("dnx PayHooks.Cli serve", "without an exact --version")]
    [InlineData("dotnet tool exec PayHooks.Cli@0.1.0 serve", "without --source")]
    [InlineData("npm ci", "--ignore-scripts")]
    [InlineData("npm --prefix tests/tools ci", "--ignore-scripts")]
    [InlineData("npm install --ignore-scripts", "follows no lock file")]
    [InlineData("npm i -g azurite", "follows no lock file")]
    [InlineData("npm install --global azure-functions-core-tools@4.15.1", "follows no lock file")]
    [InlineData("npx azurite", "--no-install")]
    [InlineData("yarn add azurite", "only npm's lock file")]
    [InlineData("az bicep install", "az bicep")]
    [InlineData("az extension add --name application-insights", "az extension")]
    [InlineData("curl -fsSL https://example.com/install | sudo bash -s", "whatever it is sent")]
    [InlineData("bash <(curl -fsSL https://example.com/install)", "whatever it is sent")]
    [InlineData("if ! sudo npm \\\n  install x; then exit 1; fi", "follows no lock file")]
    [InlineData("bash -c 'cd x && npm install x'", "follows no lock file")]
    [InlineData("echo \"$(npx azurite)\" # npm ci", "--no-install")]
    [InlineData("step 'Installing the tool' dotnet tool install PayHooks.Cli --source x", "without an exact --version")]
    public void A_command_that_somebody_else_can_answer_fails(string script, string problem) =>
        Assert.Contains(InScript(script), said => said.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("npm install --global azurite@3.37.0 --ignore-scripts")]
    [InlineData("npm install --prefix x @kusto/language-service-next@12.4.1 --ignore-scripts")]
    [InlineData("npm install --global azure-functions-core-tools@4.15.1")]
    public void A_document_may_name_exact_versions_of_npm(string command) => Assert.Empty(InDocument($"Run `{command}`."));

    [Theory]
    [InlineData("Run `npm install --global azurite@3.37.0`.", "--ignore-scripts")]
    [InlineData("Run `npm install -g azurite --ignore-scripts`.", "without exact versions")]
    [InlineData("Run `npm install -g azurite@3 --ignore-scripts`.", "without exact versions")]
    [InlineData("Run `npm install --global azure-functions-core-tools@4`.", "without exact versions")]
    [InlineData("Run `npm install --global azure-functions-core-tools@4.15.1 azurite@3.37.0`.", "--ignore-scripts")]
    [InlineData("```bash\ncd x && npm ci    # once\n```", "--ignore-scripts")]
    [InlineData("```\ndotnet pack && dotnet tool install --global --add-source artifacts PayHooks.Cli\n```", "without --source")]
    public void A_document_may_show_nothing_else(string markdown, string problem) =>
        Assert.Contains(InDocument(markdown), said => said.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void What_a_comment_or_a_sentence_says_is_not_a_command() =>
        Assert.Empty(InDocument("npm install azurite\n\n```sh\necho done # npm install azurite\n```\nUse `npm`."));

    private static IEnumerable<string> InScript(string script) => ShellCommands.Of(script).SelectMany(InstallRules.InScript);

    private static IEnumerable<string> InDocument(string markdown) => DocumentCommands.Of(markdown).SelectMany(InstallRules.InDocument);
}
