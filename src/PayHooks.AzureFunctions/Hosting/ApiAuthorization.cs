using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>
/// Where people sign in, the functions of the API require no key from the platform, because a person who has signed in sends none. The
/// app itself then requires a person with a role, or a key (<see cref="SignInGuard"/>, which decides by the same <see cref="SignIn"/>).
/// </summary>
internal sealed class ApiAuthorization(IFunctionMetadataProvider functions, SignIn signIn) : IFunctionMetadataProvider
{
    private const string OwnCode = "PayHooks.AzureFunctions.";

    private static readonly HashSet<string> Names = [.. ApiOperations.All.Select(operation => operation.Name)];

    /// <inheritdoc/>
    public async Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory)
    {
        var found = await functions.GetFunctionMetadataAsync(directory);
        foreach (var function in found.OfType<DefaultFunctionMetadata>().Where(function => signIn.IsOn && IsApi(function)))
        {
            function.RawBindings = [.. (function.RawBindings ?? []).Select(WithoutKey)];
        }

        return found;
    }

    // A function of the team with the name of an operation is not ours.
    private static bool IsApi(DefaultFunctionMetadata function) =>
        Names.Contains(function.Name ?? "") && function.EntryPoint?.StartsWith(OwnCode, StringComparison.Ordinal) == true;

    private static string WithoutKey(string binding)
    {
        if (JsonNode.Parse(binding) is not JsonObject properties
            || !string.Equals((string?)properties["type"], "httpTrigger", StringComparison.OrdinalIgnoreCase))
        {
            return binding;
        }

        // The SDK collects bindings in two ways, which spell the names in different case.
        foreach (var name in properties.Select(one => one.Key)
            .Where(one => string.Equals(one, "authLevel", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            properties.Remove(name);
        }

        properties["authLevel"] = nameof(AuthorizationLevel.Anonymous);
        return properties.ToJsonString();
    }
}
