using PayHooks.Cli;
using PayHooks.Tests.Support;
using YamlDotNet.Serialization;

namespace PayHooks.Tests.Deployment.OneMachine;

/// <summary>What the service files call has to exist in the tool.</summary>
public sealed class ServiceFileTests
{
    [Fact]
    public void The_unit_calls_the_tool_as_it_is()
    {
        var line = Repository.Read("infra/one-machine/payhooks.service").Find("(?m)^ExecStart=/opt/payhooks/PayHooks.Cli (?<it>.+)$")[0];

        AssertParses(line.Split(' '));
    }

    [Fact]
    public void The_container_and_its_health_check_call_the_tool_as_it_is()
    {
        var service = Service();

        AssertParses(Texts(service["command"]));
        var check = Texts(((IDictionary<object, object>)service["healthcheck"])["test"]);
        Assert.Equal(["CMD", "dotnet", "/app/PayHooks.Cli.dll"], check[..3]);
        AssertParses(check[3..]);
    }

    [Fact]
    public void The_data_of_the_container_is_in_the_volume()
    {
        var service = Service();
        var command = Texts(service["command"]);

        var folder = command[Array.IndexOf(command, "--data") + 1];
        Assert.Contains(Texts(service["volumes"]), volume => folder.StartsWith(volume.Split(':')[1] + "/", StringComparison.Ordinal));
        Assert.Contains(folder, Repository.Read("src/PayHooks.Cli/PayHooks.Cli.csproj"), StringComparison.Ordinal);
    }

    private static IDictionary<object, object> Service()
    {
        var root = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<string, Dictionary<string, object?>>>(Repository.Read("infra/one-machine/compose.yaml"));
        return (IDictionary<object, object>)root["services"]["payhooks"]!;
    }

    private static string[] Texts(object list) => [.. ((IEnumerable<object>)list).Select(one => one.ToString()!)];

    private static void AssertParses(string[] args) =>
        Assert.Empty(Program.CreateRoot().Parse(args).Errors.Select(error => error.Message));
}
