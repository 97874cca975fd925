using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.AzureFunctions;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Tests.Server;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>Who may do what on Azure Functions, where people sign in with Entra ID.</summary>
public sealed class SignInTests
{
    private static readonly Dictionary<string, MethodInfo> Functions = typeof(OperateEvents).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name, StringComparer.Ordinal);

    public static TheoryData<string> Operations => [.. ApiOperations.All.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Each_operation_needs_its_role_or_the_key_of_machines(string name)
    {
        var operation = ApiOperations.All.Single(one => one.Name == name);
        foreach (var caller in ApiCaller.All)
        {
            using var bench = Bench();
            caller.Check(name, RightsTests.Table[name], (await AskAsync(bench, operation, caller.Principal, caller.Key)).StatusCode);
        }
    }

    [Theory]
    [InlineData("true", null)]
    [InlineData("true", "False")]
    [InlineData("false", "True")]
    public async Task Unless_both_setting_and_platform_say_so_the_platform_requires_keys_and_the_app_believes_no_role(
        string setting, string? platform)
    {
        using var bench = Bench(setting, platform);
        var reported = await MetadataAsync(bench);

        Assert.All(ApiOperations.All, operation => Assert.Equal("Function", reported[operation.Name]));
        Assert.NotEqual(403, (await AskAsync(bench, ApiOperations.ShowStats, ApiCaller.PrincipalOf("aad", []), null)).StatusCode);
    }

    [Fact]
    public async Task With_sign_in_the_platform_lets_the_API_through_and_changes_no_other_function()
    {
        using var bench = Bench();
        using var off = Bench("false", null);
        var (before, after) = (await MetadataAsync(off), await MetadataAsync(bench));

        Assert.All(ApiOperations.All, operation => Assert.Equal("Anonymous", after[operation.Name]));
        var names = ApiOperations.All.Select(operation => operation.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(before.Where(one => !names.Contains(one.Key)), after.Where(one => !names.Contains(one.Key)));
        Assert.Equal("Anonymous", after["ReceiveWebhook"]);
    }

    [Fact]
    public async Task A_function_of_the_team_keeps_its_key()
    {
        const string Binding = """{"name":"request","type":"httpTrigger","direction":"In","authLevel":"Function"}""";
        var own = new DefaultFunctionMetadata { Name = "ListEvents", EntryPoint = "Shop.ListEvents.Run", RawBindings = [Binding] };

        await new ApiAuthorization(new Given([own]), On("true", "True")).GetFunctionMetadataAsync("");

        Assert.Equal([Binding], own.RawBindings);
    }

    [Fact]
    public async Task A_refusal_says_what_is_missing()
    {
        using var bench = Bench();
        var stranger = await AskAsync(bench, ApiOperations.ListEvents, null, null);
        var reader = await AskAsync(bench, ApiOperations.EraseBody, ApiCaller.PrincipalOf("aad", ["read"]), null);

        Assert.Equal("/.auth/login/aad?post_login_redirect_uri=/console", (string?)Json(stranger)["signIn"]);
        Assert.Contains("app role 'erase'", (string?)Json(reader)["detail"], StringComparison.Ordinal);
        Assert.Empty((await bench.Services.GetRequiredService<AuditTrail>().ListAsync(null, 10, default)).Entries);
    }

    [Fact]
    public async Task A_page_of_another_origin_cannot_use_the_session_of_a_person()
    {
        using var bench = Bench();
        var operatorRole = ApiCaller.PrincipalOf("aad", ["operate"]);

        var foreign = await AskAsync(
            bench, ApiOperations.PauseSource, operatorRole, null, request => request.Headers["Sec-Fetch-Site"] = "cross-site");
        var form = await AskAsync(bench, ApiOperations.PauseSource, operatorRole, null, request => request.Headers.Remove("x-payhooks"));

        Assert.Equal((403, 403), (foreign.StatusCode, form.StatusCode));
        Assert.Empty((await bench.Services.GetRequiredService<AuditTrail>().ListAsync(null, 10, default)).Entries);
    }

    [Fact]
    public async Task The_audit_names_the_person()
    {
        using var bench = Bench();

        var paused = await AskAsync(
            bench, ApiOperations.PauseSource, ApiCaller.PrincipalOf("aad", ["operate"]), null,
            request => request.RouteValues["name"] = "chargily");

        Assert.Equal(200, paused.StatusCode);
        var entry = Assert.Single((await bench.Services.GetRequiredService<AuditTrail>().ListAsync(null, 10, default)).Entries);
        Assert.Equal(("ada@example.com", "PauseSource"), (entry.Who, entry.Operation));
    }

    [Theory]
    [InlineData("true", "True", "Passed", "You are ada@example.com, and may read, operate.")]
    [InlineData("true", null, "Failed", "the authentication of App Service is off")]
    [InlineData("false", "True", "Passed", "Sign-in with Entra ID is off.")]
    public async Task Doctor_says_whether_people_sign_in_and_what_the_caller_may_do(
        string setting, string? platform, string state, string finding)
    {
        using var bench = Bench(setting, platform);

        var answer = Json(await AskAsync(bench, ApiOperations.RunSelfChecks, ApiCaller.PrincipalOf("aad", ["operate"]), null));

        var check = Assert.Single(answer["checks"]!.AsArray(), one => (string?)one!["name"] == "sign-in")!;
        Assert.Equal(state, (string?)check["state"], ignoreCase: true);
        Assert.Contains(finding, (string?)check["finding"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read", null, "read")]
    [InlineData("erase", null, "read,erase")]
    [InlineData("read", ApiCaller.RightKey, "read,operate,erase")]
    public async Task The_console_knows_what_the_caller_may_do(string role, string? key, string rights)
    {
        using var bench = Bench();

        var host = Json(await AskAsync(bench, ApiOperations.DescribeHost, ApiCaller.PrincipalOf("aad", [role]), key));

        Assert.Equal(rights, string.Join(',', host["rights"]!.AsArray().Select(one => (string?)one)));
    }

    private static FunctionBench Bench(string setting = "true", string? platform = "True") => new(
        services => services.AddSingleton(On(setting, platform)), ("PayHooks:AdminKey", ApiCaller.RightKey), ("PayHooks:SignIn", setting));

    private static SignIn On(string setting, string? platform) =>
        new(new PayHooksOptions { SignIn = bool.Parse(setting) }, _ => platform);

    private static async Task<HttpResponse> AskAsync(
        FunctionBench bench, ApiOperation operation, string? principal, string? key, Action<HttpRequest>? change = null)
    {
        var request = FunctionBench.Request(operation.Methods[0], source: "none");
        foreach (var name in (string[])["kind", "id", "name"])
        {
            request.RouteValues[name] = "none";
        }

        if (operation.Right != ApiRight.Read)
        {
            request.Headers[OriginGuard.Header] = "1";
        }

        if (principal is not null)
        {
            request.Headers[ClientPrincipal.Header] = principal;
        }

        if (key is not null)
        {
            request.Headers[AdminGuard.KeyHeader] = key;
        }

        change?.Invoke(request);
        var function = Functions[operation.Name];
        await (Task)function.Invoke(ActivatorUtilities.CreateInstance(bench.Services, function.DeclaringType!), [request])!;
        return request.HttpContext.Response;
    }

    private static JsonNode Json(HttpResponse response) =>
        JsonNode.Parse(Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()))!;

    // The level of each function with an HTTP trigger.
    private static async Task<Dictionary<string, string?>> MetadataAsync(FunctionBench bench)
    {
        var app = Assembly.Load("PayHooks.Functions");
        var generated = (IFunctionMetadataProvider)Activator.CreateInstance(
            app.GetTypes().Single(one => one.IsClass && typeof(IFunctionMetadataProvider).IsAssignableFrom(one)))!;
        var functions = await new ApiAuthorization(generated, bench.Services.GetRequiredService<SignIn>()).GetFunctionMetadataAsync("");
        return functions
            .SelectMany(
                function => function.RawBindings!, (function, binding) => (function.Name, Trigger: JsonNode.Parse(binding)!.AsObject()))
            .Where(one => string.Equals((string?)one.Trigger["type"], "httpTrigger", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(
                one => one.Name!,
                one => (string?)Assert.Single(
                    one.Trigger, property => string.Equals(property.Key, "authLevel", StringComparison.OrdinalIgnoreCase)).Value,
                StringComparer.Ordinal);
    }

    private sealed class Given(ImmutableArray<IFunctionMetadata> functions) : IFunctionMetadataProvider
    {
        public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) => Task.FromResult(functions);
    }
}
