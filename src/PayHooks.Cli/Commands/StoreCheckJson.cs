using System.Text.Json.Serialization;
using PayHooks.RocksDb;

namespace PayHooks.Cli.Commands;

/// <summary>How <c>payhooks check --json</c> prints its result.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoreCheckReport))]
internal sealed partial class StoreCheckJson : JsonSerializerContext;
