using System.Text.Json.Serialization;
using PayHooks.RocksDb;

namespace PayHooks.Cli.Commands;

/// <summary>The JSON format of <c>payhooks check --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoreCheckReport))]
internal sealed partial class StoreCheckJson : JsonSerializerContext;
